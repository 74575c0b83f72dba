import type { Queryable } from './db.ts';

/** What a touch is going to send, by its version and step; null when there is no such touch. */
export async function readTouchStep(
  db: Queryable,
  touchId: string,
): Promise<{ readonly cadenceHash: string; readonly stepId: string } | null> {
  const { rows } = await db.query<{ cadence_hash: string; step_id: string }>(
    `select e.cadence_hash, t.step_id
       from touches t
       join enrolments e on e.id = t.enrolment_id
      where t.id = $1`,
    [touchId],
  );
  const [row] = rows;
  return row === undefined ? null : { cadenceHash: row.cadence_hash, stepId: row.step_id };
}
