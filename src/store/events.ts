import { normaliseAddress } from '../domain/address.ts';
import type { EventReading, InboundEvent } from '../domain/event.ts';
import { columnArrays, jsonText } from './column-arrays.ts';
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
  /** What we made of the words of a reply; absent where we made nothing of them. */
  readonly reading?: EventReading;
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

const newEvents = columnArrays<KeptEvent>([
  ['id', 'uuid', ({ id }) => id],
  ['source', 'text', ({ source }) => source],
  ['event_id', 'text', ({ eventId }) => eventId],
  ['type', 'text', ({ type }) => type],
  ['occurred_at', 'timestamptz', ({ occurredAt }) => occurredAt],
  ['event', 'jsonb', ({ event }) => jsonText(event ?? {})],
  ['outcome', 'text', ({ outcome }) => outcome],
  ['reason', 'text', ({ reason }) => reason],
  ['prospect_id', 'uuid', ({ prospectId }) => prospectId],
  ['enrolment_id', 'uuid', ({ enrolmentId }) => enrolmentId],
]);

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
      insert into inbound_events (id, source, event_id, type, occurred_at, event, outcome, reason, prospect_id,
                                  enrolment_id, received_at)
      select x.*, $11
        from ${newEvents.recordset}
       order by x.source, x.event_id
          on conflict (source, event_id) do nothing
      returning id`,
    values: [...newEvents.values(events), receivedAt],
  });
  return new Set(rows.map((row) => row.id));
}

/** The receipt of an event that was received before, and the enrolments that it may have stopped. */
export interface KnownReceipt extends Receipt {
  readonly heardBy: readonly string[];
  /** All enrolments of the person. */
  readonly enrolmentIds: readonly string[];
  /** Enrolments of colleagues that it holds. */
  readonly held: readonly string[];
}

/** Receipts by the keys of their events. */
export async function readReceiptsByKey(
  db: Queryable,
  keys: readonly { readonly source: string; readonly eventId: string }[],
): Promise<KnownReceipt[]> {
  const { rows } = await db.query<
    ReceiptRow & { heard_by: string[]; enrolment_ids: string[]; held: string[] }
  >({
    name: 'receipts-by-key',
    text: `select ${receiptColumns},
                  array(select h.enrolment_id from enrolment_events h where h.event_id = i.id
                           and h.enrolment_id in (select id from enrolments where prospect_id = i.prospect_id)) as heard_by,
                  array(select id from enrolments where prospect_id = i.prospect_id) as enrolment_ids,
                  array(select e.id from company_holds h join enrolments e on e.held ->> 'id' = h.id::text and e.held is not null
                         where h.event_id = i.id) as held
             from inbound_events i
            where (source, event_id) in (select * from unnest($1::text[], $2::text[]))`,
    values: [keys.map((key) => key.source), keys.map((key) => key.eventId)],
  });
  return rows.map((row) => ({
    ...toReceipt(row),
    heardBy: row.heard_by,
    enrolmentIds: row.enrolment_ids,
    held: row.held,
  }));
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

/** Whom an event concerns. */
export interface EventMatch {
  readonly id: string;
  readonly prospectId: string;
  /** Normalised. */
  readonly address: string;
  /** The person was erased: nothing may be done or kept. */
  readonly erased: boolean;
  readonly enrolmentId: string | null;
  /** The one that it names, else the newest that lives: that is most probably the one that hears it. */
  readonly likelyEnrolmentId: string | null;
}

const namedIn = columnArrays<ReturnType<typeof flattenMatch>>([
  ['id', 'uuid', ({ id }) => id],
  ['enrolment_id', 'uuid', ({ enrolmentId }) => enrolmentId],
  ['message_id', 'text', ({ messageId }) => messageId],
  ['email', 'text', ({ email }) => email],
  ['external_source', 'text', ({ externalSource }) => externalSource],
  ['external_id', 'text', ({ externalId }) => externalId],
  ['deal_source', 'text', ({ dealSource }) => dealSource],
  ['deal_id', 'text', ({ dealId }) => dealId],
]);

/**
 * Finds the prospects of events: by enrolment, by the mail answered, by deal, by external id, by address, the first that is found.
 */
export async function matchEvents(
  tx: Queryable,
  events: readonly { readonly id: string; readonly match: InboundEvent['match'] }[],
): Promise<EventMatch[]> {
  const { rows } = await tx.query<{
    id: string;
    prospect_id: string;
    address: string;
    erased: boolean;
    enrolment_id: string | null;
    likely_enrolment_id: string | null;
  }>({
    name: 'match-events',
    text: `
      select x.id, m.id as prospect_id, m.address, m.erased_at is not null as erased, f.enrolment_id,
             coalesce(f.enrolment_id, (
               select e.id from enrolments e
                where e.prospect_id = m.id and e.status in ('pending', 'active', 'paused')
                order by e.created_at desc, e.id desc
                limit 1)) as likely_enrolment_id
        from ${namedIn.recordset}
       cross join lateral (
              select coalesce(
                (select id from enrolments where id = x.enrolment_id),
                (select enrolment_id from touches where message_id = x.message_id)) as enrolment_id) f
       cross join lateral (
              select coalesce(
                (select prospect_id from enrolments where id = f.enrolment_id),
                (select prospect_id from prospect_external_ids
                  where source = x.deal_source and external_id = x.deal_id),
                (select prospect_id from prospect_external_ids
                  where source = x.external_source and external_id = x.external_id),
                (select id from prospects where address = x.email)) as prospect_id) g
        join prospects m on m.id = g.prospect_id`,
    values: namedIn.values(events.map(flattenMatch)),
  });
  return rows.map(({ id, address, erased, ...row }) => ({
    id,
    address,
    erased,
    prospectId: row.prospect_id,
    enrolmentId: row.enrolment_id,
    likelyEnrolmentId: row.likely_enrolment_id,
  }));
}

/** Takes what names a person, and what they wrote, out of events; an id that may hold an address gives way to ours. */
export async function forgetEvents(tx: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `update inbound_events
        set event = '{}', event_id = case when event_id like '%@%' then 'erased ' || id else event_id end
      where id = any($1::uuid[])`,
    [ids],
  );
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function flattenMatch(event: { readonly id: string; readonly match: InboundEvent['match'] }) {
  const { enrolmentId, messageId, email, externalId, dealId } = event.match;
  return {
    id: event.id,
    enrolmentId: enrolmentId !== undefined && uuid.test(enrolmentId) ? enrolmentId : null,
    messageId: messageId ?? null,
    email: email === undefined ? null : (normaliseAddress(email) ?? email),
    externalSource: externalId?.source ?? null,
    externalId: externalId?.id ?? null,
    dealSource: dealId?.source ?? null,
    dealId: dealId?.id ?? null,
  };
}

const receiptColumns =
  "id, source, event_id, type, occurred_at, received_at, outcome, reason, prospect_id, enrolment_id, event -> 'reading' as reading";

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
  reading: EventReading | null;
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
    ...(row.reading === null ? {} : { reading: row.reading }),
  };
}
