import type { Queryable } from './db.ts';

/** What became of the enrolments that were in a stage. A second visit to the same stage counts once. */
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
  /** Time in the stage of the visits that have ended, in hours of clock time; null when none has. */
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

/** The funnel, a row for each cadence and stage, stages in the order of the cadence as published now. */
export async function readFunnel(db: Queryable, cadence: string | null): Promise<StageFigures[]> {
  const { rows } = await db.query<FunnelRow>({
    name: 'funnel',
    text: `
      with visits as (
        select e.cadence_key, t.enrolment_id, t.type, t.data ->> 'stage' as stage, t.at,
               lead(t.type) over w as next_type, lead(t.at) over w as next_at,
               lead(t.data ->> 'reason') over w as end_reason
          from timeline t
          join enrolments e on e.id = t.enrolment_id
         where t.type in ('stage.entered', 'enrolment.exited', 'enrolment.completed')
           and ($1::text is null or e.cadence_key = $1)
        window w as (partition by t.enrolment_id order by t.id)
      ), figures as (
        select cadence_key, stage,
               count(distinct enrolment_id)::int as entered,
               count(distinct enrolment_id) filter (where next_type is null)::int as present,
               count(distinct enrolment_id) filter (where next_type = 'stage.entered')::int as moved_on,
               count(*) filter (where next_type = 'enrolment.exited' and end_reason = 'closed_won')::int as won,
               count(*) filter (where next_type = 'enrolment.exited' and end_reason <> 'closed_won')::int as lost,
               count(*) filter (where next_type = 'enrolment.completed')::int as completed,
               percentile_cont(0.5) within group (order by extract(epoch from next_at - at) / 3600) as median_hours,
               percentile_cont(0.9) within group (order by extract(epoch from next_at - at) / 3600) as p90_hours
          from visits
         where type = 'stage.entered'
         group by cadence_key, stage
      ), mails as (
        select e.cadence_key, t.stage, count(*)::int as sent, count(t.clicked_at)::int as clicked,
               count(t.opened_at)::int as opened
          from touches t
          join enrolments e on e.id = t.enrolment_id
         where t.status = 'sent' and ($1::text is null or e.cadence_key = $1)
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
    values: [cadence],
  });
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
