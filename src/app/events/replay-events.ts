/** Replays events that were kept without being applied, as they are or put right by a person. */
import { normaliseAddress } from '../../domain/address.ts';
import { type EventFix, fixEvent, fixedFields } from '../../domain/fix-event.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { InvalidInput, Refused } from '../../errors.ts';
import type { Transaction } from '../../store/db.ts';
import { appendAudit } from '../../store/deeds.ts';
import { readReceipt } from '../../store/events.ts';
import { lockNotApplied, type WaitingEvent } from '../../store/kept-events.ts';
import { readProspect } from '../../store/prospects.ts';
import { listReceiptIds } from '../../store/receipt-list.ts';
import type { App } from '../context.ts';
import { tryOut } from '../try-out.ts';
import { unknownReceipt, unknownWork } from '../unknown.ts';
import { type AppliedLater, afterwards, applyFound } from './apply-found.ts';
import type { EventResult } from './decide-events.ts';
import {
  type EventReceipt,
  landedReceipts,
  type PublicReceipt,
  publicReceipt,
} from './event-receipts.ts';
import { withReading } from './read-replies.ts';

/** A fix as it is asked for: whom the event is about, and what it should have said. */
export interface AskedFix extends Omit<EventFix, 'match'> {
  readonly prospectId?: string | undefined;
  readonly email?: string | undefined;
  readonly enrolmentId?: string | undefined;
}

/** How it is replayed: a trial is taken back. */
export interface Replayer {
  readonly isTrial: boolean;
}

/**
 * Applies one kept event now. What has been applied already is left alone, and its first receipt comes back as
 * `duplicate`: so a replay may be repeated.
 *
 * @throws NotFound `unknown_receipt`, `unknown_prospect`; InvalidInput; Refused `no_such_prospect`, `nothing_to_replay`
 */
export async function replayEvent(
  app: App,
  id: string,
  asked: AskedFix,
  who: Replayer,
): Promise<PublicReceipt> {
  const first = await readReceipt(app.db, id);
  if (first === null) throw unknownReceipt(id);
  const fix = await resolveFix(app, asked);
  const [replayed] = await replay(app, [id], fix, who);
  if (replayed !== undefined) return replayed;
  const now = (await readReceipt(app.db, id)) ?? first;
  const { eventId, enrolmentId, reason } = now;
  const isWaiting = now.outcome === 'unmatched' || now.outcome === 'deferred';
  return {
    ...{ id, eventId, outcome: isWaiting ? now.outcome : 'duplicate' },
    ...(enrolmentId === null ? {} : { enrolmentId }),
    ...(isWaiting && reason !== null ? { reason } : {}),
  };
}

const setSize = 200;
const lookedAtMost = 5_000;

export interface ReplayedMany {
  /** How many events were looked at. */
  readonly looked: number;
  /** Those whose person was there. */
  readonly receipts: readonly PublicReceipt[];
  /** Where to go on; null when all have been looked at. */
  readonly nextCursor: string | null;
}

/** Applies all unmatched events of a time whose people are there by now, the newest first, some thousands a call. */
export async function replayUnmatched(
  app: App,
  filter: { readonly since?: Date | undefined; readonly source?: string | undefined },
  cursor: string | null,
  who: Replayer,
): Promise<ReplayedMany> {
  const receipts: PublicReceipt[] = [];
  let [looked, after] = [0, cursor];
  while (looked < lookedAtMost) {
    const page = { outcome: 'unmatched', ...filter, cursor: after, limit: setSize } as const;
    const ids = await listReceiptIds(app.db, page);
    const replayed = await replay(app, ids, {}, who);
    receipts.push(...replayed.filter(({ outcome }) => outcome !== 'unmatched'));
    looked += ids.length;
    after = ids.at(-1) ?? null;
    if (ids.length < setSize) return { looked, receipts, nextCursor: null };
  }
  return { looked, receipts, nextCursor: after };
}

async function replay(
  app: App,
  ids: readonly string[],
  fix: EventFix,
  who: Replayer,
): Promise<PublicReceipt[]> {
  const since = performance.now();
  const receipts = await replayKept(app, ids, fix, who);
  if (who.isTrial) return receipts.map((receipt) => publicReceipt(receipt));
  return landedReceipts(app.db, receipts, since);
}

/** Receipts of those of these events that had not been applied and that somebody was found for. */
export async function replayKept(
  app: App,
  ids: readonly string[],
  fix: EventFix,
  who: Replayer,
): Promise<EventReceipt[]> {
  if (ids.length === 0) return [];
  const work = (tx: Transaction) => replayIn(app, tx, ids, fix);
  const { rows, later } = await (who.isTrial ? tryOut(app.db, work) : app.db.transaction(work));
  if (!who.isTrial) await afterwards(app, later, rows);
  const keyOf = new Map(rows.map((row) => [row.id, row.eventId]));
  return later.results.map((result) => toReceipt(result, keyOf.get(result.id) ?? ''));
}

async function replayIn(
  app: App,
  tx: Transaction,
  ids: readonly string[],
  fix: EventFix,
): Promise<{ readonly rows: readonly WaitingEvent[]; readonly later: AppliedLater }> {
  const rows = (await lockNotApplied(tx, ids)).map((row) => putRight(app, row, fix));
  const later = await applyFound(app, tx, rows);
  if (fix.match !== undefined && later.left.some(({ event }) => event !== null)) {
    throw new Refused('no_such_prospect', ...saying(sentence('replay.nobody')));
  }
  if (later.left.some(({ event, outcome }) => event === null && outcome === 'ignored')) {
    throw new Refused('nothing_to_replay', ...saying(sentence('replay.nothing-kept')));
  }
  const fixed = fixedFields({ ...fix });
  const entries = later.results.map(({ id, prospectId, enrolmentId, outcome }) => ({
    action: 'receipt.replayed' as const,
    kind: 'receipt' as const,
    objectId: id,
    data: { prospectId, enrolmentId, outcome, ...(fixed.length === 0 ? {} : { fixed }) },
  }));
  await appendAudit(tx, entries, app.clock.now());
  return { rows, later };
}

function putRight(app: App, row: WaitingEvent, fix: EventFix): WaitingEvent {
  if (fixedFields({ ...fix }).length === 0) return row;
  const event = fixEvent(row, fix);
  if (event === null) return { ...row, event };
  const read = withReading(app, { type: event.type, event });
  return { ...row, event: read.event };
}

/** Whom a fix means. Of several ways to say it one is taken. */
export async function resolveFix(app: App, asked: AskedFix): Promise<EventFix> {
  const { prospectId, email, enrolmentId, ...told } = asked;
  const ways = [prospectId, email, enrolmentId].filter((one) => one !== undefined);
  if (ways.length > 1) {
    throw new InvalidInput('ambiguous_fix', ...saying(sentence('replay.ambiguous')));
  }
  if (prospectId !== undefined) {
    const prospect = await readProspect(app.db, prospectId);
    if (prospect === null || prospect.erasedAt !== null) {
      throw unknownWork('prospect', prospectId);
    }
    return { ...told, match: { email: prospect.email } };
  }
  if (email !== undefined) {
    const address = normaliseAddress(email);
    if (address !== null) return { ...told, match: { email: address } };
    throw new InvalidInput('invalid_address', ...saying(sentence('replay.no-address', { email })));
  }
  return enrolmentId === undefined ? told : { ...told, match: { enrolmentId } };
}

function toReceipt(
  { id, outcome, enrolmentId, reason, late, flying }: EventResult,
  eventId: string,
): EventReceipt {
  return {
    ...{ id, eventId, outcome, flying },
    ...(enrolmentId === null ? {} : { enrolmentId }),
    ...(reason === null ? {} : { reason }),
    ...(late ? { sentAfterReply: true } : {}),
  };
}
