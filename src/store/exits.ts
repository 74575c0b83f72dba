import type { EnrolmentState } from '../domain/enrolment/state.ts';
import type { Queryable } from './db.ts';
import { type TouchMemory, withDates } from './enrolment-moves.ts';

/** Where an enrolment stood when a person ended it. */
export interface BeforeExit {
  readonly state: EnrolmentState;
  /** Its next touch as it was planned; null where there was none. */
  readonly touch: TouchMemory | null;
  /** Clock time of the end. */
  readonly at: Date;
}

/** Keeps it, so that the end can be taken back. */
export async function keepBeforeExit(
  tx: Queryable,
  id: string,
  before: BeforeExit | null,
): Promise<void> {
  const kept = before === null ? null : JSON.stringify(before);
  await tx.query('update enrolments set before_exit = $2 where id = $1', [id, kept]);
}

/** Null where no person has ended it, or where that was taken back. */
export async function readBeforeExit(tx: Queryable, id: string): Promise<BeforeExit | null> {
  const { rows } = await tx.query<{ before_exit: KeptExit | null }>(
    'select before_exit from enrolments where id = $1',
    [id],
  );
  const kept = rows[0]?.before_exit ?? null;
  if (kept === null) return null;
  const { state, touch, at } = kept;
  return { state, touch: touch === null ? null : withDates(touch), at: new Date(at) };
}

/** As JSON it holds texts where there were instants. */
type KeptExit = Omit<BeforeExit, 'at'> & { readonly at: string };
