import type { EventReading, InboundEvent } from '../domain/event.ts';
import { columnArrays, jsonText } from './column-arrays.ts';
import type { Queryable } from './db.ts';

export type EventOutcome = 'applied' | 'ignored' | 'unmatched' | 'deferred';

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
  /** A mail had gone out after it happened, before we heard of it. */
  readonly sentAfterReply: boolean;
  /** Of a deferred event: until when it waits for its person. */
  readonly deferUntil: Date | null;
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
  /** Why it is nothing to us, where `event` is null. */
  readonly ignored?: string;
}

/** What is known of an event before it is applied, so that most rows are written once in the indexes. */
export type KeptEvent = NewEvent &
  Pick<Receipt, 'outcome' | 'reason' | 'prospectId' | 'enrolmentId' | 'deferUntil'> & {
    /** When it is looked at again, while it is deferred. */
    readonly retryAt: Date | null;
    /** When it was received, where that was not just now. */
    readonly receivedAt?: Date;
  };

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
  ['mail_key', 'text', ({ event }) => event?.mail?.key],
  ['defer_until', 'timestamptz', ({ deferUntil }) => deferUntil],
  ['retry_at', 'timestamptz', ({ retryAt }) => retryAt],
]);

/**
 * Keeps events, in the order of their keys so that two requests with the same ones do not lock each other out. Those that
 * were kept before come back absent, also a mail that came in by another source.
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
                                  enrolment_id, mail_key, defer_until, retry_at, received_at)
      select x.*, $14
        from ${newEvents.recordset}
       order by coalesce(x.mail_key, x.event_id), x.source, x.event_id
          on conflict do nothing
      returning id`,
    values: [...newEvents.values(events), receivedAt],
  });
  return new Set(rows.map((row) => row.id));
}

type KnownRow = ReceiptRow & {
  mail_key: string | null;
  heard_by: string[];
  enrolment_ids: string[];
  held: string[];
};

/** The receipt of an event that was received before, and the enrolments that it may have stopped. */
export interface KnownReceipt extends Receipt {
  readonly mailKey: string | null;
  readonly heardBy: readonly string[];
  /** All enrolments of the person. */
  readonly enrolmentIds: readonly string[];
  /** Enrolments of colleagues that it holds. */
  readonly held: readonly string[];
}

/** Receipts by the keys of their events, and of the mails that they were. */
export async function readReceiptsByKey(
  db: Queryable,
  keys: readonly Pick<NewEvent, 'source' | 'eventId' | 'event'>[],
): Promise<KnownReceipt[]> {
  const { rows } = await db.query<KnownRow>({
    name: 'receipts-by-key',
    text: `select ${receiptColumns}, mail_key,
                  array(select h.enrolment_id from enrolment_events h where h.event_id = i.id
                           and h.enrolment_id in (select id from enrolments where prospect_id = i.prospect_id)) as heard_by,
                  array(select id from enrolments where prospect_id = i.prospect_id) as enrolment_ids,
                  array(select e.id from company_holds h join enrolments e on e.held ->> 'id' = h.id::text and e.held is not null
                         where h.event_id = i.id) as held
             from inbound_events i
            where i.id in (
                  select id from inbound_events where (source, event_id) in (select * from unnest($1::text[], $2::text[]))
                   union all
                  select k.id from unnest($3::text[]) as m(mail_key) join inbound_events k using (mail_key))`,
    values: [
      keys.map((key) => key.source),
      keys.map((key) => key.eventId),
      keys.flatMap((key) => key.event?.mail?.key ?? []),
    ],
  });
  return rows.map((row) => ({
    ...toReceipt(row),
    mailKey: row.mail_key,
    heardBy: row.heard_by,
    enrolmentIds: row.enrolment_ids,
    held: row.held,
  }));
}

/** One receipt, or null. */
export async function readReceipt(db: Queryable, id: string): Promise<Receipt | null> {
  const { rows } = await db.query<ReceiptRow>(
    `select ${receiptColumns} from inbound_events i where i.id = $1`,
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
         set outcome = x.outcome, reason = x.reason, enrolment_id = x."enrolmentId", defer_until = null, retry_at = null
        from jsonb_to_recordset($1::jsonb) as x(id uuid, outcome text, reason text, "enrolmentId" uuid)
       where i.id = x.id`,
    values: [JSON.stringify(receipts)],
  });
}

/** Takes what names a person, and what they wrote, out of events; an id that may hold an address gives way to ours. */
export async function forgetEvents(tx: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `update inbound_events
        set event = '{}', mail_key = null, event_id = case when event_id like '%@%' then 'erased ' || id else event_id end,
            outcome = case outcome when 'deferred' then 'unmatched' else outcome end, defer_until = null, retry_at = null,
            prospect_id = null, enrolment_id = null
      where id = any($1::uuid[])`,
    [ids],
  );
}

/** Of `inbound_events i`. */
export const receiptColumns = `
  i.id, i.source, i.event_id, i.type, i.occurred_at, i.received_at, i.outcome, i.reason, i.prospect_id, i.enrolment_id,
  i.defer_until, i.event -> 'reading' as reading,
  exists (select from enrolments e
            join enrolment_events h on h.enrolment_id = e.id and h.event_id = i.id
           where e.prospect_id = i.prospect_id and h.late) as late`;

export interface ReceiptRow {
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
  defer_until: Date | null;
  reading: EventReading | null;
  late: boolean;
}

export function toReceipt(row: ReceiptRow): Receipt {
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
    sentAfterReply: row.late,
    deferUntil: row.defer_until,
    ...(row.reading === null ? {} : { reading: row.reading }),
  };
}
