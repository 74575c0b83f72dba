import type { ReportFilter } from '../../domain/report-filter.ts';
import type { Queryable } from '../db.ts';
import { cohort, cohortValues } from './cohort.ts';

/**
 * What became of the enrolments that were in a stage. Each counts once, by where it stands now: those present, gone on, won,
 * lost and completed together are those that entered.
 */
export interface StageFigures {
  readonly cadence: string;
  readonly stage: string;
  /** Enrolments that have been in this stage. */
  readonly entered: number;
  /** Of those, the ones that are in it now and not ended. */
  readonly present: number;
  /** Went on to another stage. */
  readonly movedOn: number;
  /** Ended here as `closed_won`. */
  readonly won: number;
  /** Ended here for any other reason. */
  readonly lost: number;
  /** Came to the end of the cadence here. */
  readonly completed: number;
  /** Mails sent from this stage. */
  readonly sent: number;
  /** Of those, the ones of which a link was clicked, as far as somebody tells us. */
  readonly clicked: number;
  /** And that were shown, as our own image tells: a hint and no measure. */
  readonly opened: number;
  /** Time that those spent in the stage who are not in it any more, in hours of clock time; null without any. */
  readonly medianHours: number | null;
  readonly p90Hours: number | null;
}

interface FunnelRow {
  cadence: string;
  stage: string;
  entered: number;
  present: number;
  moved_on: number;
  won: number;
  lost: number;
  completed: number;
  sent: number;
  clicked: number;
  opened: number;
  median_hours: number | null;
  p90_hours: number | null;
}

/**
 * Each enrolment and stage that it has been in, once, with what came of it by now. For `with`; $1 to $5 are `cohortValues`.
 * A stage that it came back to is the one that it is in, not one that it has left.
 */
export const visits = `
  visits as (
    select e.id, e.cadence_key, e.stage,
           case when e.status = 'completed' then 'completed'
                when e.exit_reason = 'closed_won' then 'won'
                when e.status = 'exited' then 'lost'
                else 'present' end as became,
           extract(epoch from e.ended_at - e.stage_since + coalesce(l.spent, '0'))::float8 / 3600 as hours
      from enrolments e
      left join stages_left l on l.enrolment_id = e.id and l.stage = e.stage
     where e.stage_since is not null and ${cohort}
    union all
    select e.id, e.cadence_key, l.stage, 'movedOn', extract(epoch from l.spent)::float8 / 3600
      from stages_left l
      join enrolments e on e.id = l.enrolment_id
     where l.stage <> e.stage and ${cohort}
  )`;

/** The funnel, a row for each cadence and stage, stages in the order of the cadence as published now. */
export async function readFunnel(db: Queryable, filter: ReportFilter): Promise<StageFigures[]> {
  const { rows } = await db.query<FunnelRow>(
    `with ${visits}, figures as (
       select cadence_key, stage, count(*)::int as entered,
              count(*) filter (where became = 'present')::int as present,
              count(*) filter (where became = 'movedOn')::int as moved_on,
              count(*) filter (where became = 'won')::int as won,
              count(*) filter (where became = 'lost')::int as lost,
              count(*) filter (where became = 'completed')::int as completed,
              percentile_cont(0.5) within group (order by hours) as median_hours,
              percentile_cont(0.9) within group (order by hours) as p90_hours
         from visits
        group by cadence_key, stage
     ), mails as (
       select e.cadence_key, t.stage, count(*)::int as sent, count(t.clicked_at)::int as clicked,
              count(t.opened_at)::int as opened
         from touches t
         join enrolments e on e.id = t.enrolment_id
        where t.status = 'sent' and ${cohort}
        group by e.cadence_key, t.stage
     )
     select c.key as cadence, s.stage, coalesce(f.entered, 0) as entered, coalesce(f.present, 0) as present,
            coalesce(f.moved_on, 0) as moved_on, coalesce(f.won, 0) as won, coalesce(f.lost, 0) as lost,
            coalesce(f.completed, 0) as completed, coalesce(m.sent, 0) as sent, coalesce(m.clicked, 0) as clicked,
            coalesce(m.opened, 0) as opened, f.median_hours, f.p90_hours
       from cadences c
       join cadence_versions v on v.hash = c.current_hash
      cross join lateral jsonb_array_elements_text(v.definition -> 'stages') with ordinality as s(stage, place)
       left join figures f on f.cadence_key = c.key and f.stage = s.stage
       left join mails m on m.cadence_key = c.key and m.stage = s.stage
      where ($1::text is null or c.key = $1) and (f.entered is not null or $1 is not null)
      order by c.key, s.place`,
    cohortValues(filter),
  );
  return rows.map((row) => ({
    cadence: row.cadence,
    stage: row.stage,
    entered: row.entered,
    present: row.present,
    movedOn: row.moved_on,
    won: row.won,
    lost: row.lost,
    completed: row.completed,
    sent: row.sent,
    clicked: row.clicked,
    opened: row.opened,
    medianHours: row.median_hours,
    p90Hours: row.p90_hours,
  }));
}
