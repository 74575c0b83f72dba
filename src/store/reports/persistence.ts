import type { ReportFilter } from '../../domain/report-filter.ts';
import type { Queryable } from '../db.ts';
import { cohort, cohortValues, replyTypes, wonAt } from './cohort.ts';

/** What came after so many touches. */
export interface TouchFigures {
  /** From 0 on: an answer before the first touch has none before it. */
  readonly touch: number;
  /** Enrolments that got at least so many touches. */
  readonly reached: number;
  /** Of which the person first answered behind this touch, and before the next. */
  readonly replies: number;
  /** Won behind this touch, and before the next. */
  readonly wins: number;
}

/** A mail that was accepted, or a task (a call) that somebody did. */
const touched = `t.status in ('sent', 'done')`;
const firstReply = `
  select min(i.occurred_at)
    from enrolment_events h
    join inbound_events i on i.id = h.event_id
   where h.enrolment_id = e.id and i.type in ${replyTypes}`;
const touchesUntil = (at: string) =>
  `(select count(*) from touches t where t.enrolment_id = e.id and ${touched} and t.finished_at <= ${at})`;

/** Conditions on an enrolment `e`, of the number of touches $8: the same as the figures count. */
export const touchesBefore = {
  reached: `${touchesUntil(`'infinity'`)} >= $8`,
  replies: `exists (select from (${firstReply}) r(at) where r.at is not null and ${touchesUntil('r.at')} = $8)`,
  wins: `e.exit_reason = 'closed_won' and ${touchesUntil(wonAt)} = $8`,
} as const;

export async function readPersistence(
  db: Queryable,
  filter: ReportFilter,
): Promise<TouchFigures[]> {
  const { rows } = await db.query<TouchFigures>(
    `with cohort as materialized (
       select e.id, case when e.exit_reason = 'closed_won' then ${wonAt} end as won_at
         from enrolments e
        where ${cohort}
     ), answers as (
       select h.enrolment_id as id, min(i.occurred_at) as at
         from inbound_events i
         join enrolment_events h on h.event_id = i.id
        where i.type in ${replyTypes}
        group by h.enrolment_id
     ), people as (
       select c.id, max(c.won_at) as won_at, max(a.at) as answered_at, count(t.id) as touches,
              count(*) filter (where t.finished_at <= a.at) as before_answer,
              count(*) filter (where t.finished_at <= c.won_at) as before_win
         from cohort c
         left join answers a on a.id = c.id
         left join touches t on t.enrolment_id = c.id and ${touched}
        group by c.id
     ), counted as (
       select touches as touch, 'reached' as what, count(*) from people group by touches
       union all
       select before_answer, 'replies', count(*) from people where answered_at is not null group by before_answer
       union all
       select before_win, 'wins', count(*) from people where won_at is not null group by before_win
     ), each as (
       select touch, coalesce(sum(count) filter (where what = 'reached'), 0) as ended,
              coalesce(sum(count) filter (where what = 'replies'), 0)::int as replies,
              coalesce(sum(count) filter (where what = 'wins'), 0)::int as wins
         from counted
        group by touch
     )
     select touch::int, (sum(ended) over (order by touch desc))::int as reached, replies, wins
       from each
      order by touch`,
    cohortValues(filter),
  );
  return rows;
}
