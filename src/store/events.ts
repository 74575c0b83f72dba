import { type EventType, eventTypes, type InboundEvent } from '../domain/event.ts';
import type { Queryable } from './db.ts';

export type EventOutcome = 'applied' | 'ignored' | 'unmatched';

export interface Receipt {
  readonly id: string;
  readonly source: string;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly outcome: EventOutcome;
  readonly reason: string | null;
  readonly prospectId: string | null;
  readonly enrolmentId: string | null;
}

/** An event to be kept; `event` is null for a well-formed one of an unknown type. */
export interface NewEvent {
  readonly id: string;
  readonly source: string;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly event: InboundEvent | null;
}

/** What is known of an event before it is applied, so that most rows are written once in the indexes. */
export type KeptEvent = NewEvent &
  Pick<Receipt, 'outcome' | 'reason' | 'prospectId' | 'enrolmentId'>;

/**
 * Keeps events, in the order of their keys so that two requests with the same ones do not lock each other out. Those that
 * were kept before come back absent.
 *
 * @returns the ids of the new ones
 */
export async function insertEvents(
  tx: Queryable,
  events: readonly KeptEvent[],
  receivedAt: Date,
): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'insert-events',
    text: `
      insert into inbound_events (id, source, event_id, type, occurred_at, received_at, event, outcome, reason,
                                  prospect_id, enrolment_id)
      select x.id, x.source, x."eventId", x.type, x."occurredAt", $2, coalesce(x.event, '{}'), x.outcome, x.reason,
             x."prospectId", x."enrolmentId"
        from jsonb_to_recordset($1::jsonb) as x(
          id uuid, source text, "eventId" text, type text, "occurredAt" timestamptz, event jsonb, outcome text,
          reason text, "prospectId" uuid, "enrolmentId" uuid)
       order by x.source, x."eventId"
          on conflict (source, event_id) do nothing
      returning id`,
    values: [JSON.stringify(events), receivedAt],
  });
  return new Set(rows.map((row) => row.id));
}

/** Receipts by the keys of their events. */
export async function readReceiptsByKey(
  db: Queryable,
  keys: readonly { readonly source: string; readonly eventId: string }[],
): Promise<Receipt[]> {
  const { rows } = await db.query<ReceiptRow>({
    name: 'receipts-by-key',
    text: `select ${receiptColumns} from inbound_events
            where (source, event_id) in (select * from unnest($1::text[], $2::text[]))`,
    values: [keys.map((key) => key.source), keys.map((key) => key.eventId)],
  });
  return rows.map(toReceipt);
}

/** One receipt, or null. */
export async function readReceipt(db: Queryable, id: string): Promise<Receipt | null> {
  const { rows } = await db.query<ReceiptRow>(
    `select ${receiptColumns} from inbound_events where id = $1`,
    [id],
  );
  return rows[0] === undefined ? null : toReceipt(rows[0]);
}

/** What became of events. */
export async function recordReceipts(
  tx: Queryable,
  receipts: readonly {
    readonly id: string;
    readonly outcome: EventOutcome;
    readonly reason: string | null;
    readonly enrolmentId: string | null;
  }[],
): Promise<void> {
  if (receipts.length === 0) return;
  await tx.query({
    name: 'record-receipts',
    text: `
      update inbound_events i
         set outcome = x.outcome, reason = x.reason, enrolment_id = x."enrolmentId"
        from jsonb_to_recordset($1::jsonb) as x(id uuid, outcome text, reason text, "enrolmentId" uuid)
       where i.id = x.id`,
    values: [JSON.stringify(receipts)],
  });
}

/** An event that an enrolment has heard and that is still folded anew with each further one. */
export interface HeardRow {
  readonly enrolmentId: string;
  readonly id: string;
  readonly event: InboundEvent;
}

/** The unsettled events of these enrolments. */
export async function readUnsettledEvents(
  tx: Queryable,
  enrolmentIds: readonly string[],
): Promise<HeardRow[]> {
  const { rows } = await tx.query<{ enrolment_id: string; id: string; event: StoredEvent }>({
    name: 'unsettled-events',
    text: `select h.enrolment_id, i.id, i.event
             from enrolment_events h
             join inbound_events i on i.id = h.event_id
            where h.enrolment_id = any($1::uuid[]) and not h.settled`,
    values: [enrolmentIds],
  });
  return rows.map((row) => ({
    enrolmentId: row.enrolment_id,
    id: row.id,
    event: reviveEvent(row.event),
  }));
}

/** All that was heard of a prospect, for an enrolment that an event brings about. */
export async function readEventsOfProspect(
  tx: Queryable,
  prospectId: string,
): Promise<{ readonly id: string; readonly event: InboundEvent }[]> {
  const { rows } = await tx.query<{ id: string; event: StoredEvent }>(
    'select id, event from inbound_events where prospect_id = $1 and type = any($2::text[])',
    [prospectId, eventTypes],
  );
  return rows.map((row) => ({ id: row.id, event: reviveEvent(row.event) }));
}

/** Notes which enrolments heard which events. */
export async function insertHeard(
  tx: Queryable,
  heard: readonly { readonly enrolmentId: string; readonly eventId: string }[],
): Promise<void> {
  if (heard.length === 0) return;
  await tx.query({
    name: 'insert-heard',
    text: `insert into enrolment_events (enrolment_id, event_id)
           select * from unnest($1::uuid[], $2::uuid[]) on conflict do nothing`,
    values: [heard.map((row) => row.enrolmentId), heard.map((row) => row.eventId)],
  });
}

/** From here on the state of these enrolments stands without the events that led to it. */
export async function settleEvents(tx: Queryable, enrolmentIds: readonly string[]): Promise<void> {
  if (enrolmentIds.length === 0) return;
  await tx.query({
    name: 'settle-events',
    text: `update enrolment_events set settled = true where enrolment_id = any($1::uuid[]) and not settled`,
    values: [enrolmentIds],
  });
}

/** Whom an event concerns: at most one of the columns of a row is found for each kind of match. */
export interface EventMatch {
  readonly id: string;
  readonly prospectId: string;
  readonly enrolmentId: string | null;
}

/**
 * Finds the prospects of events: by enrolment, by the mail answered, by external id, by address, the first that is found.
 */
export async function matchEvents(
  tx: Queryable,
  events: readonly { readonly id: string; readonly match: InboundEvent['match'] }[],
): Promise<EventMatch[]> {
  const { rows } = await tx.query<{
    id: string;
    prospect_id: string | null;
    enrolment_id: string | null;
  }>({
    name: 'match-events',
    text: `
      select x.id,
             coalesce(e.prospect_id, t.prospect_id, xi.prospect_id, p.id) as prospect_id,
             coalesce(e.id, t.enrolment_id) as enrolment_id
        from jsonb_to_recordset($1::jsonb) as x(
          id uuid, "enrolmentId" uuid, "messageId" text, email text, "externalSource" text, "externalId" text)
        left join enrolments e on e.id = x."enrolmentId"
        left join touches t on t.message_id = x."messageId"
        left join prospect_external_ids xi on xi.source = x."externalSource" and xi.external_id = x."externalId"
        left join prospects p on p.address = x.email`,
    values: [JSON.stringify(events.map(flattenMatch))],
  });
  return rows.flatMap((row) =>
    row.prospect_id === null
      ? []
      : [{ id: row.id, prospectId: row.prospect_id, enrolmentId: row.enrolment_id }],
  );
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function flattenMatch(event: { readonly id: string; readonly match: InboundEvent['match'] }) {
  const { enrolmentId, messageId, email, externalId } = event.match;
  return {
    id: event.id,
    enrolmentId: enrolmentId !== undefined && uuid.test(enrolmentId) ? enrolmentId : null,
    messageId: messageId ?? null,
    email: email ?? null,
    externalSource: externalId?.source ?? null,
    externalId: externalId?.id ?? null,
  };
}

/** An event as JSON keeps it: instants are texts. */
type StoredEvent = Omit<InboundEvent, 'occurredAt' | 'until' | 'type'> & {
  readonly type: EventType;
  readonly occurredAt: string;
  readonly until?: string;
};

function reviveEvent({ until, ...event }: StoredEvent): InboundEvent {
  return {
    ...event,
    occurredAt: new Date(event.occurredAt),
    ...(until === undefined ? {} : { until: new Date(until) }),
  };
}

const receiptColumns =
  'id, source, event_id, type, occurred_at, received_at, outcome, reason, prospect_id, enrolment_id';

interface ReceiptRow {
  id: string;
  source: string;
  event_id: string;
  type: string;
  occurred_at: Date;
  received_at: Date;
  outcome: EventOutcome;
  reason: string | null;
  prospect_id: string | null;
  enrolment_id: string | null;
}

function toReceipt(row: ReceiptRow): Receipt {
  return {
    id: row.id,
    source: row.source,
    eventId: row.event_id,
    type: row.type,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    outcome: row.outcome,
    reason: row.reason,
    prospectId: row.prospect_id,
    enrolmentId: row.enrolment_id,
  };
}
