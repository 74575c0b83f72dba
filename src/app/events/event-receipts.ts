import type { Queryable } from '../../store/db.ts';
import type { EventOutcome, KnownReceipt, NewEvent } from '../../store/events.ts';
import { waitUntilLanded } from '../sending/in-flight.ts';
import type { EventResult } from './decide-events.ts';
import { endsAllMail } from './hearing.ts';
import { type ReadAs, readAsOf } from './read-replies.ts';
import type { WeighedEvent } from './weigh-mails.ts';

/** The answer to one event, as the sender of a webhook gets it. */
export interface PublicReceipt {
  readonly id: string;
  readonly eventId: string;
  readonly outcome: EventOutcome | 'duplicate';
  readonly enrolmentId?: string;
  readonly reason?: string;
  readonly readAs?: ReadAs;
  /** A mail had gone out after it happened. */
  readonly sentAfterReply?: true;
  /** A mail was being handed over, and its end was waited for in vain. */
  readonly inFlight?: true;
}

export interface EventReceipt extends Omit<PublicReceipt, 'inFlight'> {
  /** Enrolments whose mail may still be in the air. */
  readonly flying: readonly string[];
}

/**
 * Field by field: what is left of an object without one of its fields is slow to write as JSON.
 *
 * @param late  enrolments whose mail is still in the air
 */
export function publicReceipt(
  { id, eventId, outcome, enrolmentId, reason, readAs, sentAfterReply, flying }: EventReceipt,
  late: ReadonlySet<string> = new Set(),
): PublicReceipt {
  return {
    id,
    eventId,
    outcome,
    ...(enrolmentId === undefined ? {} : { enrolmentId }),
    ...(reason === undefined ? {} : { reason }),
    ...(readAs === undefined ? {} : { readAs }),
    ...(sentAfterReply === undefined ? {} : { sentAfterReply }),
    ...(flying.some((one) => late.has(one)) ? { inFlight: true } : {}),
  };
}

/**
 * Receipts as they are given out: once no mail of what they have stopped is being handed over (4 s at most).
 *
 * @param since  when the events came in, by `performance.now()`
 */
export async function landedReceipts(
  db: Queryable,
  receipts: readonly EventReceipt[],
  since: number,
): Promise<PublicReceipt[]> {
  const flying = receipts.flatMap((receipt) => receipt.flying);
  const late = await waitUntilLanded(db, flying, since);
  return receipts.map((receipt) => publicReceipt(receipt, late));
}

/** What became of the events of one transaction. */
export interface KeptResults {
  /** The events as they were believed. */
  readonly rows: readonly WeighedEvent[];
  readonly results: readonly EventResult[];
  /** First receipts of events that were received before. */
  readonly known: readonly KnownReceipt[];
}

/** Of the events in their order; what a mail was for a second person is in the receipt of the first. */
export function toReceipts({ rows, results, known }: KeptResults): EventReceipt[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  const byKey = new Map(known.map((receipt) => [eventKey(receipt), receipt]));
  const byMail = new Map(known.map((receipt) => [receipt.mailKey, receipt]));
  const receipts = rows.map((row) => {
    const first = byKey.get(eventKey(row)) ?? byMail.get(row.event?.mail?.key ?? '');
    return { of: row, receipt: toReceipt(row, byId.get(row.id), first) };
  });
  const second = receipts.filter(({ of }) => of.besides !== undefined);
  return receipts.flatMap(({ of, receipt }) => {
    if (of.besides !== undefined) return [];
    const more = second.filter((other) => other.of.besides === of.id);
    if (more.length === 0) return [receipt];
    const flying = more.flatMap((other) => other.receipt.flying);
    return [{ ...receipt, flying: [...receipt.flying, ...flying] }];
  });
}

/** What is the same for a repetition of an event. No source has a line break in its name. */
export const eventKey = (row: { readonly source: string; readonly eventId: string }) =>
  `${row.source}\n${row.eventId}`;

function toReceipt(
  row: NewEvent,
  result: EventResult | undefined,
  first: KnownReceipt | undefined,
): EventReceipt {
  if (result === undefined) {
    return {
      id: first?.id ?? row.id,
      eventId: row.eventId,
      outcome: 'duplicate',
      ...(first?.enrolmentId == null ? {} : { enrolmentId: first.enrolmentId }),
      flying: stoppedBefore(row, first),
    };
  }
  return {
    id: result.id,
    eventId: row.eventId,
    outcome: result.outcome,
    ...(result.enrolmentId === null ? {} : { enrolmentId: result.enrolmentId }),
    ...(result.reason === null ? {} : { reason: result.reason }),
    ...(result.late ? { sentAfterReply: true } : {}),
    ...readAsOf(row.event),
    flying: result.flying,
  };
}

/** A repeated stop is as good as the first: its answer waits for the same mails. */
function stoppedBefore(row: NewEvent, first: KnownReceipt | undefined): readonly string[] {
  if (first === undefined) return [];
  const own = row.event !== null && endsAllMail(row.event) ? first.enrolmentIds : first.heardBy;
  return [...own, ...first.held];
}
