import type { Queryable } from './db.ts';

/** From here on what has been touched is looked at whenever this enrolment moves: somebody sent it back. */
export async function noteReturn(tx: Queryable, id: string): Promise<void> {
  await tx.query('update enrolments set moves = moves + 1 where id = $1', [id]);
}
