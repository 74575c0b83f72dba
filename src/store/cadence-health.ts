import type { Queryable } from './db.ts';

/** How many enrolments of a cadence are in each status. */
export interface StatusCount {
  readonly cadence: string;
  readonly status: string;
  readonly count: number;
}

/** Enrolments of all published cadences by status, out of the index alone. */
export async function countByStatus(db: Queryable): Promise<StatusCount[]> {
  const { rows } = await db.query<StatusCount>({
    name: 'count-enrolments-by-status',
    text: `
      select c.key as cadence, s.status, s.count
        from cadences c
       cross join lateral (
              select e.status, count(*)::int as count from enrolments e where e.cadence_key = c.key group by e.status) s`,
    values: [],
  });
  return rows;
}

/** How often something happened in a cadence. */
export interface CadenceCount {
  readonly cadence: string;
  readonly count: number;
}

/** Replies since an instant that an enrolment has heard, objections among them; one that two cadences heard counts in both. */
export async function countReplies(db: Queryable, since: Date): Promise<CadenceCount[]> {
  const { rows } = await db.query<CadenceCount>({
    name: 'count-replies-by-cadence',
    text: `
      select e.cadence_key as cadence, count(*)::int as count
        from inbound_events i
        join enrolments e on e.prospect_id = i.prospect_id
        join enrolment_events h on h.enrolment_id = e.id and h.event_id = i.id
       where i.outcome = 'applied' and i.type in ('reply.received', 'reply.objection') and i.occurred_at >= $1
       group by e.cadence_key`,
    values: [since],
  });
  return rows;
}

/** Enrolments that have ended since an instant because the person opted out, wherever that was said. */
export async function countOptOuts(db: Queryable, since: Date): Promise<CadenceCount[]> {
  const { rows } = await db.query<CadenceCount>({
    name: 'count-opt-outs-by-cadence',
    text: `
      select e.cadence_key as cadence, count(*)::int as count
        from enrolments e
       where e.ended_at >= $1 and e.exit_reason = 'opted_out'
       group by e.cadence_key`,
    values: [since],
  });
  return rows;
}

/** What has come of one step of a cadence, over all its versions. */
export interface StepFigures {
  readonly step: string;
  readonly sent: number;
  /** Of the mails sent, those that the person answered before the next mail; as the report of variants counts. */
  readonly replied: number;
  /** Tasks of it that somebody has done. */
  readonly done: number;
  readonly skipped: number;
}

/** Figures of every step of a cadence that somebody has been at: reads all its touches. */
export async function readStepFigures(db: Queryable, cadence: string): Promise<StepFigures[]> {
  const { rows } = await db.query<StepFigures>({
    name: 'step-figures',
    text: `
      with spent as (
        select t.enrolment_id, t.step_id, t.status, t.finished_at
          from touches t
          join enrolments e on e.id = t.enrolment_id
         where e.cadence_key = $1 and t.status in ('sent', 'done', 'skipped')
      ), heard as (
        select h.enrolment_id, i.occurred_at
          from enrolments e
          join enrolment_events h on h.enrolment_id = e.id
          join inbound_events i on i.id = h.event_id
         where e.cadence_key = $1 and i.type in ('reply.received', 'reply.objection')
      ), answered as (
        select step_id, count(*)::int as replied
          from (select distinct m.enrolment_id, m.step_id
                  from (select s.*, lead(finished_at, 1, 'infinity') over (partition by s.enrolment_id order by finished_at) as next_at
                          from spent s
                         where s.status = 'sent' and s.enrolment_id in (select enrolment_id from heard)) m
                  join heard h on h.enrolment_id = m.enrolment_id
                              and h.occurred_at >= m.finished_at and h.occurred_at < m.next_at) people
         group by step_id
      )
      select s.step_id as step, count(*) filter (where s.status = 'sent')::int as sent,
             coalesce(max(a.replied), 0) as replied,
             count(*) filter (where s.status = 'done')::int as done,
             count(*) filter (where s.status = 'skipped')::int as skipped
        from spent s
        left join answered a on a.step_id = s.step_id
       group by s.step_id`,
    values: [cadence],
  });
  return rows;
}
