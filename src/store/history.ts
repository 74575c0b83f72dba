import type { PastReply, PastTouch } from '../domain/history.ts';
import type { ClaimedProspect } from './claims.ts';
import type { Queryable } from './db.ts';

/** The touches of an enrolment with what came of their tasks, in the order in which they were planned. */
export async function readPastTouches(
  db: Queryable,
  enrolment: { readonly id: string; readonly prospectId: string },
): Promise<PastTouch[]> {
  const { rows } = await db.query<{
    step_id: string;
    status: string;
    message_id: string | null;
    finished_at: Date | null;
    clicked_at: Date | null;
    outcome: string | null;
  }>({
    name: 'past-touches',
    text: `
      select t.step_id, t.status, t.message_id, t.finished_at, t.clicked_at, k.outcome
        from touches t
        left join lateral (
          select coalesce(outcome, status) as outcome
            from tasks
           where enrolment_id = t.enrolment_id and touch_id = t.id and status in ('done', 'skipped') and t.channel = 'task'
           order by closed_at desc
           limit 1) k on true
       where t.prospect_id = $1 and t.enrolment_id = $2
       order by t.created_at, t.due_at`,
    values: [enrolment.prospectId, enrolment.id],
  });
  return rows.map((row) => ({
    stepId: row.step_id,
    status: row.status,
    messageId: row.message_id,
    finishedAt: row.finished_at,
    clickedAt: row.clicked_at,
    outcome: row.outcome,
  }));
}

/** What the prospect of an enrolment wrote to it. */
export async function readPastReplies(db: Queryable, enrolmentId: string): Promise<PastReply[]> {
  const { rows } = await db.query<{ message_id: string | null; occurred_at: Date }>({
    name: 'past-replies',
    text: `
      select i.event -> 'match' ->> 'messageId' as message_id, i.occurred_at
        from enrolment_events h
        join inbound_events i on i.id = h.event_id
       where h.enrolment_id = $1 and i.type in ('reply.received', 'reply.objection')
       order by i.occurred_at`,
    values: [enrolmentId],
  });
  return rows.map((row) => ({ messageId: row.message_id, occurredAt: row.occurred_at }));
}

/** What conditions ask of prospects, by id. */
export async function readProspectFacts(
  db: Queryable,
  prospectIds: readonly string[],
): Promise<ReadonlyMap<string, ClaimedProspect>> {
  const { rows } = await db.query<{ id: string; facts: ClaimedProspect }>({
    name: 'prospect-facts',
    text: `
      select id, json_build_object(
               'email', email, 'domain', domain, 'firstName', first_name, 'lastName', last_name, 'title', title,
               'phone', phone, 'company', company, 'country', country, 'timezone', timezone, 'locale', locale,
               'attributes', attributes) as facts
        from prospects
       where id = any($1::uuid[])`,
    values: [prospectIds],
  });
  return new Map(rows.map((row) => [row.id, row.facts]));
}

/** The variables that an enrolment was given. */
export async function readVariables(
  db: Queryable,
  enrolmentId: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { rows } = await db.query<{ variables: Record<string, unknown> }>(
    'select variables from enrolments where id = $1',
    [enrolmentId],
  );
  return rows[0]?.variables ?? {};
}
