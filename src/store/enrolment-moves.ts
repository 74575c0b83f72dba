import type { EnrolmentState } from '../domain/enrolment/state.ts';
import type { Queryable } from './db.ts';
import type { PlannedTime } from './touches.ts';

/** The next touch as it was planned before a move. */
export interface TouchMemory extends PlannedTime {
  /** Its row, which the move has cancelled; null when it was never made. */
  readonly id: string | null;
  readonly run: number;
  readonly stepId: string;
  readonly status: 'scheduled' | 'waiting';
  readonly anchorAt: Date;
}

/** An enrolment that goes to another version of its cadence. */
export interface NewMove {
  readonly enrolmentId: string;
  readonly publicationId: number;
  readonly fromHash: string;
  readonly toHash: string;
  readonly before: EnrolmentState;
  readonly after: EnrolmentState;
  readonly touch: TouchMemory | null;
  /** True when it only takes back the moves of a publication: then nothing is kept of it. */
  readonly takesBack: boolean;
}

/** A move that was not taken back. */
export interface StandingMove {
  readonly id: string;
  readonly enrolmentId: string;
  readonly fromHash: string;
  readonly toHash: string;
  readonly before: EnrolmentState;
  readonly after: EnrolmentState;
  /** Null as well when that touch has taken place since. */
  readonly touch: TouchMemory | null;
  /** The publication that takes back the one that it was made for; null when that one stands. */
  readonly takenBackBy: number | null;
}

/** A touch that a move had cancelled, planned again. */
export interface ReopenedTouch extends PlannedTime {
  readonly id: string;
  readonly status: 'scheduled' | 'waiting';
  readonly reason: 'not_active' | null;
}

/** Writes moves, and the versions that enrolments are on after them. */
export async function recordMoves(
  tx: Queryable,
  moves: readonly NewMove[],
  now: Date,
): Promise<void> {
  if (moves.length === 0) return;
  await tx.query({
    name: 'record-moves',
    text: `
      with given as (
        select * from jsonb_to_recordset($1::jsonb) as x(
          "enrolmentId" uuid, "publicationId" int, "fromHash" text, "toHash" text, before jsonb, after jsonb,
          touch jsonb, "takesBack" boolean)
      ), kept as (
        insert into enrolment_moves (enrolment_id, publication_id, from_hash, to_hash, before, after, touch, at)
        select "enrolmentId", "publicationId", "fromHash", "toHash", before, after, nullif(touch, 'null'), $2
          from given where not "takesBack"
      )
      update enrolments e
         set cadence_hash = given."toHash", moves = e.moves + 1
        from given
       where e.id = given."enrolmentId"`,
    values: [JSON.stringify(moves), now],
  });
}

/** Marks moves as taken back. */
export async function takeBackMoves(
  tx: Queryable,
  moveIds: readonly string[],
  now: Date,
): Promise<void> {
  if (moveIds.length === 0) return;
  await tx.query(`update enrolment_moves set taken_back_at = $2 where id = any($1::bigint[])`, [
    moveIds,
    now,
  ]);
}

/** A move that brought somebody to the end, and a publication that does not put them back. */
export interface AskedMove {
  readonly id: string;
  readonly publicationId: number;
}

/** Keeps for which publication moves were looked at, so that they are not looked at again. */
export async function recordAsked(tx: Queryable, moves: readonly AskedMove[]): Promise<void> {
  if (moves.length === 0) return;
  await tx.query(
    `update enrolment_moves m
        set asked = greatest(m.asked, x."publicationId")
       from jsonb_to_recordset($1::jsonb) as x(id bigint, "publicationId" int)
      where m.id = x.id`,
    [JSON.stringify(moves)],
  );
}

/** The moves of enrolments that stand, the newest of each first. */
export async function readStandingMoves(
  tx: Queryable,
  enrolmentIds: readonly string[],
): Promise<StandingMove[]> {
  if (enrolmentIds.length === 0) return [];
  const { rows } = await tx.query<{
    id: string;
    enrolment_id: string;
    from_hash: string;
    to_hash: string;
    before: EnrolmentState;
    after: EnrolmentState;
    touch: TouchMemory | null;
    taken_back_by: number | null;
  }>({
    name: 'standing-moves',
    text: `
      select m.id, m.enrolment_id, m.from_hash, m.to_hash, m.before, m.after, back.id as taken_back_by,
             case when t.id is null or t.status in ('cancelled', 'scheduled', 'queued', 'deferred', 'waiting')
                  then m.touch end as touch
        from enrolment_moves m
        left join publications back on back.takes_back = m.publication_id
        left join touches t on t.id = (m.touch ->> 'id')::uuid
       where m.enrolment_id = any($1::uuid[]) and m.taken_back_at is null
       order by m.id desc`,
    values: [enrolmentIds],
  });
  return rows.map((row) => ({
    id: row.id,
    enrolmentId: row.enrolment_id,
    fromHash: row.from_hash,
    toHash: row.to_hash,
    before: row.before,
    after: row.after,
    touch: row.touch === null ? null : withDates(row.touch),
    takenBackBy: row.taken_back_by,
  }));
}

/** A memory out of JSON, which holds texts where there were instants. */
export function withDates(touch: TouchMemory): TouchMemory {
  const date = (value: Date | null) => (value === null ? null : new Date(value));
  return {
    ...touch,
    dueAt: date(touch.dueAt),
    closesAt: date(touch.closesAt),
    plannedAt: new Date(touch.plannedAt),
    plannedAfter: date(touch.plannedAfter),
    anchorAt: new Date(touch.anchorAt),
  };
}

/** Whether anybody is live on a version of this cadence other than this one. */
export async function anybodyOnOtherVersions(
  db: Queryable,
  cadence: string,
  hash: string,
): Promise<boolean> {
  const { rows } = await db.query<{ found: boolean }>(
    `select exists (select from cadence_versions v
                     where v.key = $1 and v.hash <> $2
                       and exists (select from enrolments e
                                    where e.cadence_hash = v.hash
                                      and e.status in ('pending', 'active', 'paused'))) as found`,
    [cadence, hash],
  );
  return rows[0]?.found === true;
}

const notInAir = `
  not exists (select from touches t
               where t.enrolment_id = e.id
                 and (t.status = 'handing_over' or (t.status = 'unknown' and t.step_id = e.cursor)))`;

/** Live enrolments of these versions, but those whose mail is in the air. */
export async function enrolmentsOnVersions(
  db: Queryable,
  hashes: readonly string[],
  limit: number,
): Promise<string[]> {
  if (hashes.length === 0) return [];
  const { rows } = await db.query<{ id: string }>({
    name: 'enrolments-on-versions',
    text: `
      select e.id
        from enrolments e
       where e.cadence_hash = any($1) and e.status in ('pending', 'active', 'paused') and ${notInAir}
       limit $2`,
    values: [hashes, limit],
  });
  return rows.map((row) => row.id);
}

/** Enrolments that a move to one of these versions has brought to the end, and that the publication may put back. */
export async function enrolmentsEndedByMoves(
  db: Queryable,
  versions: readonly { readonly fromHash: string; readonly publicationId: number }[],
  limit: number,
): Promise<string[]> {
  if (versions.length === 0) return [];
  const { rows } = await db.query<{ id: string }>({
    name: 'enrolments-ended-by-moves',
    text: `
      select m.enrolment_id as id
        from enrolment_moves m
        join enrolments e
          on e.id = m.enrolment_id and e.cadence_hash = m.to_hash and e.status in ('completed', 'exited')
       where m.to_hash = any($1::text[]) and m.ended and m.taken_back_at is null
         and m.asked < ($2::int[])[array_position($1::text[], m.to_hash)]
         and m.id = (select max(last.id) from enrolment_moves last
                      where last.enrolment_id = m.enrolment_id and last.taken_back_at is null)
       limit $3`,
    values: [
      versions.map(({ fromHash }) => fromHash),
      versions.map(({ publicationId }) => publicationId),
      limit,
    ],
  });
  return rows.map((row) => row.id);
}

/** Enrolments with moves of publications that were taken back, but those whose mail is in the air. */
export async function enrolmentsToPutBack(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'enrolments-to-put-back',
    text: `
      select distinct e.id
        from enrolment_moves m
        join enrolments e on e.id = m.enrolment_id
       where m.publication_id = any(array(select takes_back from publications where takes_back is not null))
         and m.taken_back_at is null and ${notInAir}
       limit $1`,
    values: [limit],
  });
  return rows.map((row) => row.id);
}

/** Lets one process at a time move enrolments, until the end of the transaction. */
export async function lockMoving(tx: Queryable): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('move enrolments'))`);
}

/** Plans touches again that were cancelled, and opens the tasks of those that waited. */
export async function reopenTouches(
  tx: Queryable,
  touches: readonly ReopenedTouch[],
): Promise<void> {
  if (touches.length === 0) return;
  const ids = touches.map(({ id }) => id);
  // They were closed together with the touch; what was closed before stays so.
  const tasks = tx.query(
    `update tasks k
        set status = 'open', closed_at = null
       from touches t
      where t.id = any($1::uuid[]) and t.status = 'cancelled'
        and k.touch_id = t.id and k.status = 'cancelled' and k.closed_at = t.finished_at`,
    [ids],
  );
  const plans = tx.query({
    name: 'reopen-touches',
    text: `
      update touches t
         set status = x.status, due_at = x."dueAt", closes_at = x."closesAt", planned_at = x."plannedAt",
             planned_after = x."plannedAfter", shifts = x.shifts, reason = x.reason, finished_at = null
        from jsonb_to_recordset($1::jsonb) as x(
          id uuid, status text, reason text, "dueAt" timestamptz, "closesAt" timestamptz, "plannedAt" timestamptz,
          "plannedAfter" timestamptz, shifts jsonb)
       where t.id = x.id and t.status = 'cancelled'`,
    values: [JSON.stringify(touches)],
  });
  // Sent together: nothing that is written beside them comes between.
  await Promise.all([tasks, plans]);
}
