/**
 * Applies inbound events: the answer to a webhook means that this is done.
 *
 * One transaction a set: keep the events (unique) → match → lock the prospects → read → fold → write. Each enrolment's
 * state is folded anew from its base and all events since, so the order in which they arrive does not matter. After the
 * commit, without a connection or a lock, the answer waits for mails that are just being handed over.
 */
import { normaliseAddress } from '../domain/address.ts';
import type { InboundEvent } from '../domain/event.ts';
import { type Changes, joinChanges, writeChanges } from '../store/changes.ts';
import type { Queryable } from '../store/db.ts';
import {
  type EventMatch,
  forgetEvents,
  insertEvents,
  insertHeard,
  type KnownReceipt,
  matchEvents,
  type NewEvent,
  readReceiptsByKey,
  readUnsettledEvents,
  recordReceipts,
} from '../store/events.ts';
import { lockProspects } from '../store/prospect-locks.ts';
import { readErased } from '../store/prospects.ts';
import { readSnapshotsOfProspects } from '../store/snapshots.ts';
import { insertSuppressions } from '../store/suppressions.ts';
import type { App } from './context.ts';
import { decideEvents, type EventResult } from './decide-events.ts';
import { dispatchSoon } from './dispatch.ts';
import { erasureHash } from './enrol.ts';
import { enrolByEvents } from './enrol-by-event.ts';
import { endsAllMail, type Heard, suppressionReason } from './hearing.ts';
import { tryOut } from './try-out.ts';

/** An event as a source read it; `event` is null for a well-formed one of an unknown type. */
export interface ReceivedEvent {
  readonly source: string;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly event: InboundEvent | null;
}

export interface EventReceipt {
  readonly id: string;
  readonly eventId: string;
  readonly outcome: 'applied' | 'duplicate' | 'ignored' | 'unmatched';
  readonly enrolmentId?: string;
  readonly reason?: string;
  /** Enrolments whose mail may still be in the air. */
  readonly stopped: readonly string[];
}

/** Applies events in one transaction and answers in their order. */
export async function applyEvents(
  app: App,
  received: readonly ReceivedEvent[],
): Promise<EventReceipt[]> {
  const rows = identified(app, received);
  const applied = await app.db.transaction((tx) => keepAndApply(app, tx, rows));
  const { newTouches, touchPlans } = applied.changes;
  await dispatchSoon(app, [...newTouches, ...touchPlans]);
  const receipts = toReceipts(rows, applied);
  for (const [index, { outcome }] of receipts.entries()) {
    app.metrics.events.inc({ source: rows[index]?.source ?? '', outcome });
  }
  return receipts;
}

/** What `applyEvents` would answer now: the same transaction, taken back. Its receipts cannot be asked for later. */
export async function tryEvents(
  app: App,
  received: readonly ReceivedEvent[],
): Promise<EventReceipt[]> {
  const rows = identified(app, received);
  return toReceipts(rows, await tryOut(app.db, (tx) => keepAndApply(app, tx, rows)));
}

function identified(app: App, received: readonly ReceivedEvent[]): NewEvent[] {
  return received.map((event) => ({ ...event, id: app.newId() }));
}

interface Applied {
  readonly results: readonly EventResult[];
  readonly changes: Changes;
  /** First receipts of events that were received before. */
  readonly known: readonly KnownReceipt[];
}

async function keepAndApply(app: App, tx: Queryable, rows: readonly NewEvent[]): Promise<Applied> {
  const fresh = await insertEvents(tx, firstOfEach(rows), app.clock.now());
  const applied = await applyNew(
    app,
    tx,
    rows.filter((row) => fresh.has(row.id)),
  );
  const duplicates = rows.filter((row) => !fresh.has(row.id));
  const known = duplicates.length === 0 ? [] : await readReceiptsByKey(tx, duplicates);
  return { ...applied, known };
}

function toReceipts(rows: readonly NewEvent[], { results, known }: Applied): EventReceipt[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  const byKey = new Map(known.map((receipt) => [keyOf(receipt), receipt]));
  return rows.map((row) => toReceipt(row, byId.get(row.id), byKey.get(keyOf(row))));
}

const keyOf = (row: { readonly source: string; readonly eventId: string }) =>
  JSON.stringify([row.source, row.eventId]);

/** One statement cannot insert the same key twice; the others of one request are duplicates of the first. */
function firstOfEach(rows: readonly NewEvent[]): NewEvent[] {
  return [...new Map(rows.toReversed().map((row) => [keyOf(row), row])).values()];
}

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
      stopped: stoppedBefore(row, first),
    };
  }
  return {
    id: result.id,
    eventId: row.eventId,
    outcome: result.outcome,
    ...(result.enrolmentId === null ? {} : { enrolmentId: result.enrolmentId }),
    ...(result.reason === null ? {} : { reason: result.reason }),
    stopped: result.stopped,
  };
}

/** A repeated stop is as good as the first: its answer waits for the same mails. */
function stoppedBefore(row: NewEvent, first: KnownReceipt | undefined): readonly string[] {
  if (first === undefined) return [];
  return row.event !== null && endsAllMail(row.event) ? first.enrolmentIds : first.heardBy;
}

async function applyNew(
  app: App,
  tx: Queryable,
  rows: readonly NewEvent[],
): Promise<{ readonly results: readonly EventResult[]; readonly changes: Changes }> {
  const unknown = rows.filter((row) => row.event === null);
  const events: Heard[] = rows.flatMap(({ id, event }) => (event === null ? [] : [{ id, event }]));
  const results = unknown.map(({ id }) => untouched(id, 'ignored', 'unknown_type'));
  if (events.length === 0) {
    await recordReceipts(tx, results);
    return { results, changes: joinChanges([]) };
  }

  const found = await matchEvents(
    tx,
    events.map(({ id, event }) => ({ id, match: event.match })),
  );
  const matches = found.filter((match) => !match.erased);
  const matchById = new Map(matches.map((match) => [match.id, match]));
  const unmatched = events.filter(({ id }) => !matchById.has(id));
  const prospectIds = [...new Set(matches.map((match) => match.prospectId))];
  await lockProspects(tx, prospectIds);
  const enrolments = await readSnapshotsOfProspects(tx, prospectIds);
  const unsettled = await readUnsettledEvents(
    tx,
    enrolments.flatMap((enrolment) => (enrolment.base === null ? [] : [enrolment.id])),
  );
  const decisions = await Promise.all(
    prospectIds.map((prospectId) =>
      decideEvents(app, {
        prospectId,
        events: events.filter(({ id }) => matchById.get(id)?.prospectId === prospectId),
        matches: matchById,
        enrolments: enrolments.filter((enrolment) => enrolment.prospectId === prospectId),
        unsettled,
      }),
    ),
  );
  const all = [
    ...results,
    ...unmatched.map(({ id }) => untouched(id, 'unmatched', 'no_such_prospect')),
    ...decisions.flatMap((decision) => decision.results),
  ];
  const now = app.clock.now();
  await recordReceipts(tx, all);
  await insertSuppressions(
    tx,
    [
      ...decisions.flatMap((decision) => decision.suppressions),
      ...(await hearStrangers(app, tx, unmatched, found)),
    ],
    now,
  );
  await insertHeard(
    tx,
    decisions.flatMap((decision) => decision.heard),
  );
  const changes = joinChanges(decisions.map((decision) => decision.changes));
  await writeChanges(tx, changes, now);
  const enrols = decisions.flatMap((decision) => decision.enrols);
  const caused = await enrolByEvents(app, tx, enrols);
  return { results: all, changes: joinChanges([changes, caused]) };
}

/**
 * What is done about events that concern nobody whom we know: an opt-out, a complaint or a hard bounce counts for the
 * address all the same, should it ever be enrolled. Of people who were erased nothing is kept.
 *
 * @returns addresses to suppress
 */
async function hearStrangers(
  app: App,
  tx: Queryable,
  unmatched: readonly Heard[],
  found: readonly EventMatch[],
): Promise<{ value: string; reason: string; source: string }[]> {
  const erased = new Set(found.flatMap((match) => (match.erased ? [match.id] : [])));
  const named = unmatched.flatMap(({ id, event }) => {
    const value = normaliseAddress(event.match.email ?? '');
    if (value === null) return [];
    return [{ id, event, value, hash: erasureHash(app.keys.erasure, value) }];
  });
  const hashes = await readErased(
    tx,
    named.map(({ hash }) => hash),
  );
  for (const { id, hash } of named) if (hashes.has(hash.toString('hex'))) erased.add(id);
  await forgetEvents(tx, [...erased]);
  return named.flatMap(({ id, event, value }) => {
    const reason = erased.has(id) ? null : suppressionReason(event);
    return reason === null ? [] : [{ value, reason, source: event.source }];
  });
}

function untouched(id: string, outcome: 'ignored' | 'unmatched', reason: string): EventResult {
  return { id, outcome, reason, prospectId: null, enrolmentId: null, stopped: [] };
}
