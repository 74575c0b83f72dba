import type { ReportFilter } from '../../domain/report-filter.ts';
import type { Queryable } from '../db.ts';
import { cohort, cohortValues } from './cohort.ts';
import { endedAs } from './people.ts';

/** What followed the objections of a category; each person counts once a category. */
export interface ObjectionFigures {
  /** Empty: not known any more, since what was said has been forgotten. */
  readonly category: string;
  readonly said: number;
  /** A mail of ours left after it, or somebody did its task. */
  readonly answered: number;
  /** Ended as `closed_won`; for another reason; or neither. */
  readonly won: number;
  readonly lost: number;
  readonly open: number;
  /** From the objection to our answer, in days of clock time; null where none was answered. */
  readonly medianDaysToAnswer: number | null;
  /** From the objection to the end of the enrolment; null where none has ended. */
  readonly medianDaysToEnd: number | null;
}

interface Row {
  category: string;
  said: number;
  answered: number;
  won: number;
  lost: number;
  open: number;
  days_to_answer: number | null;
  days_to_end: number | null;
}

/** The most frequent first. */
export async function readObjections(
  db: Queryable,
  filter: ReportFilter,
): Promise<ObjectionFigures[]> {
  const { rows } = await db.query<Row>(
    `with said as (
       select distinct on (e.id, category) e.id, coalesce(i.event ->> 'category', '') as category, i.id as event_id,
              i.occurred_at as at, e.ended_at, ${endedAs.won} as won, ${endedAs.lost} as lost
         from inbound_events i
         join enrolment_events h on h.event_id = i.id
         join enrolments e on e.id = h.enrolment_id
        where i.type = 'reply.objection' and ${cohort}
        order by e.id, category, i.occurred_at, i.id
     ), followed as (
       select s.*, least(m.at, k.at) as answered_at
         from said s
         left join lateral (
                select min(t.finished_at) as at from touches t
                 where t.enrolment_id = s.id and t.status = 'sent' and t.finished_at > s.at) m on true
         left join lateral (
                select min(k.closed_at) as at from tasks k where k.event_id = s.event_id and k.status = 'done') k on true
     )
     select category, count(*)::int as said, count(answered_at)::int as answered,
            count(*) filter (where won)::int as won, count(*) filter (where lost)::int as lost,
            count(*) filter (where not coalesce(won, false) and not lost)::int as open,
            percentile_cont(0.5) within group (order by extract(epoch from answered_at - at)::float8 / 86400) as days_to_answer,
            percentile_cont(0.5) within group (
              order by case when ended_at > at then extract(epoch from ended_at - at)::float8 / 86400 end) as days_to_end
       from followed
      group by category
      order by said desc, category`,
    cohortValues(filter),
  );
  return rows.map(({ days_to_answer, days_to_end, ...row }) => ({
    ...row,
    medianDaysToAnswer: days_to_answer,
    medianDaysToEnd: days_to_end,
  }));
}
