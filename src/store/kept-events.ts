/** Events that were kept without being applied: locked, found a person for, put off, given up. */
import type { InboundEvent } from '../domain/event.ts';
import { columnArrays, jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';
import type { EventMatch } from './event-match.ts';
import type { EventOutcome, KeptEvent } from './events.ts';
import { keptEvent, type StoredEvent } from './heard.ts';

/** A kept event whose row is locked; `event` is null for one of an unknown type, or of somebody erased. */
export interface WaitingEvent {
  readonly id: string;
  readonly source: string;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly event: InboundEvent | null;
  readonly outcome: EventOutcome;
  readonly deferUntil: Date | null;
}

interface WaitingRow {
  id: string;
  source: string;
  event_id: string;
  type: string;
  occurred_at: Date;
  received_at: Date;
  event: StoredEvent | Record<string, never>;
  outcome: EventOutcome;
  defer_until: Date | null;
}

const columns = 'id, source, event_id, type, occurred_at, received_at, event, outcome, defer_until';

function toWaiting(row: WaitingRow): WaitingEvent {
  return {
    id: row.id,
    source: row.source,
    eventId: row.event_id,
    type: row.type,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    event: keptEvent(row.event),
    outcome: row.outcome,
    deferUntil: row.defer_until,
  };
}

/** Locks those of these events that have not been applied, in the order of their keys; the others come back absent. */
export async function lockNotApplied(
  tx: Queryable,
  ids: readonly string[],
): Promise<WaitingEvent[]> {
  const { rows } = await tx.query<WaitingRow>(
    `select ${columns}
       from inbound_events
      where id = any($1::uuid[])
        and (outcome in ('unmatched', 'deferred') or (outcome = 'ignored' and reason = 'unknown_type'))
      order by source, event_id
        for update`,
    [ids],
  );
  return rows.map(toWaiting);
}

/** Deferred events whose next look is due, the longest due first. */
export async function deferredDue(db: Queryable, now: Date, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from inbound_events where outcome = 'deferred' and retry_at <= $1 order by retry_at limit $2`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

/** Locks those of them that are still due and that nobody else is looking at. */
export async function lockDeferred(
  tx: Queryable,
  ids: readonly string[],
  now: Date,
): Promise<WaitingEvent[]> {
  const { rows } = await tx.query<WaitingRow>(
    `select ${columns}
       from inbound_events
      where id = any($1::uuid[]) and outcome = 'deferred' and retry_at <= $2
      order by source, event_id
        for update skip locked`,
    [ids, now],
  );
  return rows.map(toWaiting);
}

const foundFor = columnArrays<KeptEvent>([
  ['id', 'uuid', ({ id }) => id],
  ['type', 'text', ({ type }) => type],
  ['occurred_at', 'timestamptz', ({ occurredAt }) => occurredAt],
  ['event', 'jsonb', ({ event }) => jsonText(event)],
  ['prospect_id', 'uuid', ({ prospectId }) => prospectId],
  ['enrolment_id', 'uuid', ({ enrolmentId }) => enrolmentId],
]);

/** Writes the people that were found for events, and what was put right in them, as events that will be applied. */
export async function recordFound(tx: Queryable, events: readonly KeptEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `update inbound_events i
        set type = x.type, occurred_at = x.occurred_at, event = x.event, prospect_id = x.prospect_id,
            enrolment_id = x.enrolment_id, outcome = 'applied', reason = null, defer_until = null, retry_at = null
       from ${foundFor.recordset}
      where i.id = x.id`,
    foundFor.values(events),
  );
}

/** Puts off the next look. */
export async function putOff(
  tx: Queryable,
  looks: readonly { readonly id: string; readonly retryAt: Date }[],
): Promise<void> {
  if (looks.length === 0) return;
  await tx.query(
    `update inbound_events i set retry_at = x.retry_at
       from unnest($1::uuid[], $2::timestamptz[]) as x(id, retry_at)
      where i.id = x.id`,
    [looks.map(({ id }) => id), looks.map(({ retryAt }) => retryAt)],
  );
}

/** The wait of these is over, and nobody has come. */
export async function giveUpDeferred(tx: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `update inbound_events set outcome = 'unmatched', defer_until = null, retry_at = null where id = any($1::uuid[])`,
    [ids],
  );
}

/** A kept event as one that is applied to the person found for it. */
export function foundRow(row: WaitingEvent, event: InboundEvent, match: EventMatch): KeptEvent {
  const { id, source, eventId, receivedAt } = row;
  return {
    ...{ id, source, eventId, receivedAt, event },
    type: event.type,
    occurredAt: event.occurredAt,
    prospectId: match.prospectId,
    enrolmentId: match.likelyEnrolmentId,
    outcome: 'applied',
    reason: null,
    deferUntil: null,
    retryAt: null,
  };
}
