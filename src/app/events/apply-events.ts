/**
 * Applies inbound events: the answer to a webhook means that this is done.
 *
 * One transaction a set, in three turns: match → keep the events (unique), lock the prospects, read → fold, write, commit.
 * Each enrolment's state is folded anew from its base and all events since, so the order in which they arrive does not matter.
 * After the commit, without a connection or a lock, the answer waits for mails that are just being handed over.
 */
import type { InboundEvent } from '../../domain/event.ts';
import { insertAliases } from '../../store/aliases.ts';
import type { Changes } from '../../store/changes.ts';
import type { Queryable, Transaction } from '../../store/db.ts';
import { type EventMatch, matchEvents } from '../../store/event-match.ts';
import {
  insertEvents,
  type KeptEvent,
  type NewEvent,
  readReceiptsByKey,
} from '../../store/events.ts';
import type { Origin } from '../../tracing.ts';
import type { App } from '../context.ts';
import { lockAhead } from '../enrolments/company-holds.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { heedRates, type Rated } from '../sending/guard-rails.ts';
import { tryOut } from '../try-out.ts';
import { applyKept } from './apply-kept.ts';
import { withBlame } from './bounce-limit.ts';
import { pauseForBounces } from './bounce-pauses.ts';
import { nextLook, waitsUntil } from './deferral.ts';
import { type EventReceipt, eventKey, type KeptResults, toReceipts } from './event-receipts.ts';
import { hearStrangers } from './hear-strangers.ts';
import { withReading } from './read-replies.ts';
import { aliasesIn, weighMails } from './weigh-mails.ts';

/** An event as a source read it; `event` is null for a well-formed one of an unknown type. */
export interface ReceivedEvent {
  readonly source: string;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly event: InboundEvent | null;
  /** Why it is nothing to us, where `event` is null; `unknown_type` when not said. */
  readonly ignored?: string;
}

/** Applies events in one transaction and answers in their order. @param origins  of the requests that they came with, for traces */
export function applyEvents(
  app: App,
  received: readonly ReceivedEvent[],
  origins: readonly (Origin | undefined)[] = [],
): Promise<EventReceipt[]> {
  if (app.tracing === undefined) return applyNow(app, received);
  const attributes = { 'cadence.events': received.length };
  return app.tracing.set('apply events', origins, { attributes }, () => applyNow(app, received));
}

async function applyNow(app: App, received: readonly ReceivedEvent[]): Promise<EventReceipt[]> {
  const rows = identified(app, received);
  const stopTimer = app.metrics.applySeconds.startTimer();
  const applied = await app.db.transaction((tx) => keepAndApply(app, tx, rows), {
    keepPlans: true,
  });
  stopTimer();
  const { newTouches, touchPlans } = applied.changes;
  // Not waited for: a queue that does not answer must not keep the answer to a stop, nor the events behind it.
  void dispatchSoon(app, [...newTouches, ...touchPlans]);
  await heedRates(app, applied.rated);
  const receipts = toReceipts(applied);
  countReceipts(app.metrics, rows, receipts);
  return receipts;
}

/** Once a set for each series: to find one by its labels takes longer than to count in it. */
function countReceipts(
  { events, eventsHeard, sentAfterReply }: App['metrics'],
  rows: readonly NewEvent[],
  receipts: readonly EventReceipt[],
): void {
  const outcomes = new Map<string, { source: string; outcome: string; count: number }>();
  const heard = new Map<string, number>();
  for (const [index, { outcome, sentAfterReply: isLate }] of receipts.entries()) {
    const { source = '', event = null } = rows[index] ?? {};
    const key = `${outcome} ${source}`;
    const known = outcomes.get(key);
    if (known === undefined) outcomes.set(key, { source, outcome, count: 1 });
    else known.count += 1;
    if (outcome === 'applied' && event !== null) {
      heard.set(event.type, (heard.get(event.type) ?? 0) + 1);
    }
    if (isLate) sentAfterReply.inc();
  }
  for (const { source, outcome, count } of outcomes.values())
    events.inc({ source, outcome }, count);
  for (const [type, count] of heard) eventsHeard.inc({ type }, count);
}

/** What `applyEvents` would answer now: the same transaction, taken back. Its receipts cannot be asked for later. */
export async function tryEvents(
  app: App,
  received: readonly ReceivedEvent[],
): Promise<EventReceipt[]> {
  const rows = identified(app, received);
  return toReceipts(await tryOut(app.db, (tx) => keepAndApply(app, tx, rows)));
}

function identified(app: App, received: readonly ReceivedEvent[]): NewEvent[] {
  return received.map((event) => ({ ...withBlame(withReading(app, event)), id: app.newId() }));
}

interface Applied extends KeptResults {
  readonly rated: readonly Rated[];
  readonly changes: Changes;
}

async function keepAndApply(
  app: App,
  tx: Transaction,
  given: readonly NewEvent[],
): Promise<Applied> {
  const matched = await matchesOf(tx, given);
  const { rows, found } = await weighMails(app, tx, given, matched);
  const matches = new Map([...found].filter(([, match]) => !match.erased));
  const now = app.clock.now();
  const kept = firstOfEach(rows).map((row) => {
    const until = found.has(row.id) ? null : waitsUntil(app, row.source, now);
    return { ...row, ...expected(row, matches.get(row.id), until, now) };
  });
  // The keys of the events come before the locks of the people, as everywhere.
  const [fresh, ahead] = await Promise.all([insertEvents(tx, kept, now), lockAhead(app, tx, kept)]);
  const added = kept.filter((row) => fresh.has(row.id));
  await hearStrangers(
    app,
    tx,
    added.filter((row) => row.prospectId === null),
    found,
  );
  const applied = await applyKept(app, tx, added, matches, ahead);
  await insertAliases(tx, aliasesIn(added, matches), now);
  const rated = await pauseForBounces(app, tx, added, matches);
  const duplicates = rows.filter((row) => !fresh.has(row.id));
  const known = duplicates.length === 0 ? [] : await readReceiptsByKey(tx, duplicates);
  return { ...applied, rated, rows, known };
}

async function matchesOf(
  tx: Queryable,
  rows: readonly NewEvent[],
): Promise<ReadonlyMap<string, EventMatch>> {
  const events = rows.flatMap(({ id, event }) =>
    event === null ? [] : [{ id, match: event.match, type: event.type, mail: event.mail }],
  );
  const matches = events.length === 0 ? [] : await matchEvents(tx, events);
  return new Map(matches.map((match) => [match.id, match]));
}

/** What most probably becomes of an event: written with it, and put right afterwards where it came out otherwise. */
function expected(
  row: NewEvent,
  match: EventMatch | undefined,
  deferUntil: Date | null,
  now: Date,
): Expected {
  const nobody = { prospectId: null, enrolmentId: null, deferUntil: null, retryAt: null };
  if (row.event === null) {
    return { ...nobody, outcome: 'ignored', reason: row.ignored ?? 'unknown_type' };
  }
  if (match === undefined) {
    const unknown = { ...nobody, reason: 'no_such_prospect' };
    if (deferUntil === null) return { ...unknown, outcome: 'unmatched' };
    const retryAt = nextLook(now, deferUntil, now);
    return { ...unknown, outcome: 'deferred', deferUntil, retryAt };
  }
  const { prospectId, likelyEnrolmentId: enrolmentId } = match;
  return { ...nobody, prospectId, enrolmentId, outcome: 'applied', reason: null };
}

type Expected = Omit<KeptEvent, keyof NewEvent | 'receivedAt'>;

/** One statement cannot insert the same key twice; the others of one request are duplicates of the first. */
function firstOfEach<Row extends NewEvent>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.toReversed().map((row) => [eventKey(row), row])).values()];
}
