/** The lists of events that were not applied, newest first: ids sort by time. */
import type { InboundEvent } from '../domain/event.ts';
import type { Queryable } from './db.ts';
import { type Receipt, type ReceiptRow, receiptColumns, toReceipt } from './events.ts';
import { keptEvent, type StoredEvent } from './heard.ts';

export interface ReceiptFilter {
  readonly outcome: 'unmatched' | 'deferred' | 'ignored';
  readonly source?: string | undefined;
  /** Part of the id, the type or of what it says of whom it is about; without case. */
  readonly q?: string | undefined;
  /** Received then or later. */
  readonly since?: Date | undefined;
  /** Id of the last one of the page before. */
  readonly cursor: string | null;
  readonly limit: number;
}

/** A receipt with the event itself; null where nothing of it is kept. */
export interface ReceiptWithEvent extends Receipt {
  readonly event: InboundEvent | null;
}

const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const filtered = `
   from inbound_events i
  where i.outcome = $1 and i.id < $2
    and ($3::text is null or i.source = $3)
    and ($4::timestamptz is null or i.received_at >= $4)
    and ($5::text is null
         or position(lower($5) in lower(i.event_id || ' ' || i.type || ' ' || coalesce(i.event ->> 'match', ''))) > 0)
  order by i.id desc
  limit $6`;

const valuesOf = ({ outcome, source, q, since, cursor, limit }: ReceiptFilter) => [
  outcome,
  cursor ?? newest,
  source ?? null,
  since ?? null,
  q ?? null,
  limit,
];

type Row = ReceiptRow & { event: StoredEvent | Record<string, never> };

/** One page of a list. */
export async function listReceipts(
  db: Queryable,
  filter: ReceiptFilter,
): Promise<ReceiptWithEvent[]> {
  const { rows } = await db.query<Row>(
    `select ${receiptColumns}, i.event ${filtered}`,
    valuesOf(filter),
  );
  return rows.map(withEvent);
}

/** The ids of one page alone. */
export async function listReceiptIds(db: Queryable, filter: ReceiptFilter): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`select i.id ${filtered}`, valuesOf(filter));
  return rows.map(({ id }) => id);
}

/** One receipt with its event, or null. */
export async function readReceiptWithEvent(
  db: Queryable,
  id: string,
): Promise<ReceiptWithEvent | null> {
  const { rows } = await db.query<Row>(
    `select ${receiptColumns}, i.event from inbound_events i where i.id = $1`,
    [id],
  );
  return rows[0] === undefined ? null : withEvent(rows[0]);
}

function withEvent({ event, ...row }: Row): ReceiptWithEvent {
  return { ...toReceipt(row), event: keptEvent(event) };
}
