import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';
import type { NewTimelineEntry } from './timeline.ts';

interface Entered {
  readonly enrolmentId: string;
  readonly stage: string;
  readonly at: Date;
  /** The last of them that is written now: the others are left at once. */
  readonly stays: boolean;
}

const entered = columnArrays<Entered>([
  ['enrolment_id', 'uuid', ({ enrolmentId }) => enrolmentId],
  ['stage', 'text', ({ stage }) => stage],
  ['at', 'timestamptz', ({ at }) => at],
  ['stays', 'bool', ({ stays }) => stays],
]);

/**
 * Keeps which stages enrolments have left, and since when they are in the next. It is told by the history that is written
 * with it, and comes before the enrolments themselves change: most changes are within a stage, and ask nothing here.
 */
export async function recordStages(
  tx: Queryable,
  timeline: readonly NewTimelineEntry[],
): Promise<void> {
  const entries = enteredOf(timeline);
  if (entries.length === 0) return;
  await tx.query({
    name: 'record-stages',
    text: `
      with x as (
        select * from ${entered.recordset}
      ), gone as (
        select e.id, e.stage, e.stage_since as entered_at, greatest(e.stage_since, x.at) as left_at
          from x
          join enrolments e on e.id = x.enrolment_id
         where x.stays and e.stage_since is not null and e.stage <> x.stage
        union all
        select enrolment_id, stage, min(at), min(at) from x where not stays group by enrolment_id, stage
      ), kept as (
        insert into stages_left as l (enrolment_id, stage, entered_at, left_at, spent)
        select g.id, g.stage, g.entered_at, g.left_at, g.left_at - g.entered_at
          from (select distinct on (id, stage) * from gone order by id, stage, entered_at) g
            on conflict (enrolment_id, stage) do update
           set left_at = excluded.left_at, spent = l.spent + excluded.spent
      )
      update enrolments e
         set stage_since = x.at
        from x
       where e.id = x.enrolment_id and x.stays and (e.stage_since is null or e.stage <> x.stage)`,
    values: entered.values(entries),
  });
}

function enteredOf(timeline: readonly NewTimelineEntry[]): Entered[] {
  const entries = timeline.flatMap(({ type, enrolmentId, data, at }) =>
    type === 'stage.entered' && enrolmentId !== null && typeof data?.stage === 'string'
      ? [{ enrolmentId, stage: data.stage, at }]
      : [],
  );
  const last = new Map(entries.map((entry) => [entry.enrolmentId, entry]));
  return entries.map((entry) => ({ ...entry, stays: last.get(entry.enrolmentId) === entry }));
}
