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
 * The funnel, a row for each cadence and stage, stages in the order of the cadence as published now.
 *
 * A stage that an enrolment came back to is the one that it is in, not one that it has left. Visits are sorted by the number of
 * their stage: by its name that takes three times as long.
 */
export async function readFunnel(db: Queryable, filter: ReportFilter): Promise<StageFigures[]> {
  const { rows } = await db.query<FunnelRow>(
    `with stages as materialized (
       select c.key as cadence_key, s.stage, row_number() over (order by c.key, s.place) as n
         from cadences c
         join cadence_versions v on v.hash = c.current_hash
        cross join lateral jsonb_array_elements_text(v.definition -> 'stages') with ordinality as s(stage, place)
        where $1::text is null or c.key = $1
     ), left_by_now as materialized (
       select e.id, e.cadence_key, l.stage, l.stage = e.stage as came_back, l.spent
         from stages_left l
         join enrolments e on e.id = l.enrolment_id
        where ${cohort}
     ), visits as (
       select e.cadence_key, e.stage,
              case when e.status = 'completed' then 'completed'
                   when e.exit_reason = 'closed_won' then 'won'
                   when e.status = 'exited' then 'lost'
                   else 'present' end as became,
              extract(epoch from e.ended_at - e.stage_since + coalesce(l.spent, '0'))::float8 / 3600 as hours
         from enrolments e
         left join (select id, spent from left_by_now where came_back) l on l.id = e.id
        where e.stage_since is not null and ${cohort}
       union all
       select cadence_key, stage, 'movedOn', extract(epoch from spent)::float8 / 3600 from left_by_now where not came_back
     ), figures as (
       select n, count(*)::int as entered,
              count(*) filter (where became = 'present')::int as present,
              count(*) filter (where became = 'movedOn')::int as moved_on,
              count(*) filter (where became = 'won')::int as won,
              count(*) filter (where became = 'lost')::int as lost,
              count(*) filter (where became = 'completed')::int as completed,
              percentile_cont('{0.5,0.9}'::float8[]) within group (order by hours) as hours
         from visits v
         join stages s on s.cadence_key = v.cadence_key and s.stage = v.stage
        group by n
     ), mails as (
       select e.cadence_key, t.stage, count(*)::int as sent, count(t.clicked_at)::int as clicked,
              count(t.opened_at)::int as opened
         from touches t
         join enrolments e on e.id = t.enrolment_id
        where t.status = 'sent' and ${cohort}
        group by e.cadence_key, t.stage
     )
     select s.cadence_key as cadence, s.stage, coalesce(f.entered, 0) as entered, coalesce(f.present, 0) as present,
            coalesce(f.moved_on, 0) as moved_on, coalesce(f.won, 0) as won, coalesce(f.lost, 0) as lost,
            coalesce(f.completed, 0) as completed, coalesce(m.sent, 0) as sent, coalesce(m.clicked, 0) as clicked,
            coalesce(m.opened, 0) as opened, f.hours[1] as median_hours, f.hours[2] as p90_hours
       from stages s
       left join figures f on f.n = s.n
       left join mails m on m.cadence_key = s.cadence_key and m.stage = s.stage
      where f.entered is not null or $1 is not null
      order by s.n`,
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
