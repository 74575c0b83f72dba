import type { ReportFilter } from '../../domain/report-filter.ts';
import type { Queryable } from '../db.ts';
import { allWins, cohort, cohortValues, replyTypes, wonAt } from './cohort.ts';

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

/** Conditions on an enrolment `e`, of the number of touches $9: the same as the figures count. */
export const touchesBefore = {
  reached: `${touchesUntil(`'infinity'`)} >= $9`,
  replies: `exists (select from (${firstReply}) r(at) where r.at is not null and ${touchesUntil('r.at')} = $9)`,
  wins: `e.exit_reason = 'closed_won' and ${touchesUntil(wonAt)} = $9`,
  repliesUntil: `exists (select from (${firstReply}) r(at) where r.at is not null and ${touchesUntil('r.at')} <= $9)`,
  repliesAfter: `exists (select from (${firstReply}) r(at) where r.at is not null and ${touchesUntil('r.at')} > $9)`,
  winsUntil: `e.exit_reason = 'closed_won' and ${touchesUntil(wonAt)} <= $9`,
  winsAfter: `e.exit_reason = 'closed_won' and ${touchesUntil(wonAt)} > $9`,
} as const;

/** Touches are kept before they are counted: out of their narrow index, and not in the order of enrolments out of the table. */
export async function readPersistence(
  db: Queryable,
  filter: ReportFilter,
): Promise<TouchFigures[]> {
  const { rows } = await db.query<TouchFigures>(
    `with answers as (
       select h.enrolment_id as id, min(i.occurred_at) as at
         from inbound_events i
         join enrolment_events h on h.event_id = i.id
        where i.type in ${replyTypes}
        group by h.enrolment_id
     ), marks as (
       select id, max(answered_at) as answered_at, max(won_at) as won_at
         from (select id, at as answered_at, null::timestamptz as won_at from answers
               union all
               select id, null, at from ${allWins} w) m
        group by id
     ), touched as materialized (
       select t.enrolment_id as id, t.finished_at as at
         from touches t
         join enrolments e on e.id = t.enrolment_id
        where ${touched} and ${cohort}
     ), touches_of as (
       select t.id, count(*) as touches, count(*) filter (where t.at <= m.answered_at) as before_answer,
              count(*) filter (where t.at <= m.won_at) as before_win
         from touched t
         left join marks m on m.id = t.id
        group by t.id
     ), people as materialized (
       select coalesce(t.touches, 0) as touches,
              case when m.answered_at is not null then coalesce(t.before_answer, 0) end as before_answer,
              case when m.won_at is not null and e.exit_reason = 'closed_won' then coalesce(t.before_win, 0) end as before_win
         from enrolments e
         left join touches_of t on t.id = e.id
         left join marks m on m.id = e.id
        where ${cohort}
     ), counted as (
       select touches as touch, 'reached' as what, count(*) from people group by touches
       union all
       select before_answer, 'replies', count(*) from people where before_answer is not null group by before_answer
       union all
       select before_win, 'wins', count(*) from people where before_win is not null group by before_win
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
