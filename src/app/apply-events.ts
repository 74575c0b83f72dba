/**
 * Applies inbound events: the answer to a webhook means that this is done.
 *
 * One transaction a set: match → keep the events (unique) → lock the prospects → read → fold → write. Each enrolment's
 * state is folded anew from its base and all events since, so the order in which they arrive does not matter. After the
 * commit, without a connection or a lock, the answer waits for mails that are just being handed over.
 */
import type { InboundEvent } from '../domain/event.ts';
import { type Changes, joinChanges, writeChanges } from '../store/changes.ts';
import type { Queryable } from '../store/db.ts';
import {
  type EventMatch,
  forgetEvents,
  insertEvents,
  type KeptEvent,
  type KnownReceipt,
  matchEvents,
  type NewEvent,
  type Receipt,
  readReceiptsByKey,
  recordReceipts,
} from '../store/events.ts';
import { type HeardRow, insertHeard, readUnsettledEvents } from '../store/heard.ts';
import { lockProspects } from '../store/prospect-locks.ts';
import { type EnrolmentSnapshot, readSnapshotsOfProspects } from '../store/snapshots.ts';
import { insertSuppressions } from '../store/suppressions.ts';
import { pauseForBounces } from './bounce-pauses.ts';
import type { App } from './context.ts';
import { decideEvents, type EventResult, type PersonCase } from './decide-events.ts';
import { dispatchSoon } from './dispatch.ts';
import { enrolByEvents } from './enrol-by-event.ts';
import { hearStrangers } from './hear-strangers.ts';
import { endsAllMail, type Heard } from './hearing.ts';
import { type ReadAs, readAsOf, withReading } from './read-replies.ts';
import { type RuleHolds, ruleConditions } from './rule-conditions.ts';
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
  readonly readAs?: ReadAs;
  /** Enrolments whose mail may still be in the air. */
  readonly flying: readonly string[];
}

/** Applies events in one transaction and answers in their order. */
export async function applyEvents(
  app: App,
  received: readonly ReceivedEvent[],
): Promise<EventReceipt[]> {
  const rows = identified(app, received);
  const applied = await app.db.transaction((tx) => keepAndApply(app, tx, rows));
  const { newTouches, touchPlans } = applied.changes;
  // Not waited for: a queue that does not answer must not keep the answer to a stop, nor the events behind it.
  void dispatchSoon(app, [...newTouches, ...touchPlans]);
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
  return received.map((event) => ({ ...withReading(app, event), id: app.newId() }));
}

interface Applied {
  readonly results: readonly EventResult[];
  readonly changes: Changes;
  /** First receipts of events that were received before. */
  readonly known: readonly KnownReceipt[];
}

async function keepAndApply(app: App, tx: Queryable, rows: readonly NewEvent[]): Promise<Applied> {
  const found = await matchesOf(tx, rows);
  const matches = new Map([...found].filter(([, match]) => !match.erased));
  const kept = firstOfEach(rows).map((row) => ({ ...row, ...expected(row, matches.get(row.id)) }));
  const fresh = await insertEvents(tx, kept, app.clock.now());
  const added = kept.filter((row) => fresh.has(row.id));
  await hearStrangers(
    app,
    tx,
    added.filter((row) => row.prospectId === null),
    found,
  );
  const applied = await applyNew(app, tx, added, matches);
  await pauseForBounces(app, tx, added);
  const duplicates = rows.filter((row) => !fresh.has(row.id));
  const known = duplicates.length === 0 ? [] : await readReceiptsByKey(tx, duplicates);
  return { ...applied, known };
}

async function matchesOf(
  tx: Queryable,
  rows: readonly NewEvent[],
): Promise<ReadonlyMap<string, EventMatch>> {
  const events = rows.flatMap(({ id, event }) =>
    event === null ? [] : [{ id, match: event.match }],
  );
  const matches = events.length === 0 ? [] : await matchEvents(tx, events);
  return new Map(matches.map((match) => [match.id, match]));
}

/** What most probably becomes of an event: written with it, and put right afterwards where it came out otherwise. */
function expected(row: NewEvent, match: EventMatch | undefined): Expected {
  const nobody = { prospectId: null, enrolmentId: null };
  if (row.event === null) return { ...nobody, outcome: 'ignored', reason: 'unknown_type' };
  if (match === undefined) {
    return { ...nobody, outcome: 'unmatched', reason: 'no_such_prospect' };
  }
  const { prospectId, likelyEnrolmentId: enrolmentId } = match;
  return { prospectId, enrolmentId, outcome: 'applied', reason: null };
}

type Expected = Pick<Receipt, 'outcome' | 'reason' | 'prospectId' | 'enrolmentId'>;

function toReceipts(rows: readonly NewEvent[], { results, known }: Applied): EventReceipt[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  const byKey = new Map(known.map((receipt) => [eventKey(receipt), receipt]));
  return rows.map((row) => toReceipt(row, byId.get(row.id), byKey.get(eventKey(row))));
}

const eventKey = (row: { readonly source: string; readonly eventId: string }) =>
  JSON.stringify([row.source, row.eventId]);

/** One statement cannot insert the same key twice; the others of one request are duplicates of the first. */
function firstOfEach(rows: readonly NewEvent[]): NewEvent[] {
  return [...new Map(rows.toReversed().map((row) => [eventKey(row), row])).values()];
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
      flying: stoppedBefore(row, first),
    };
  }
  return {
    id: result.id,
    eventId: row.eventId,
    outcome: result.outcome,
    ...(result.enrolmentId === null ? {} : { enrolmentId: result.enrolmentId }),
    ...(result.reason === null ? {} : { reason: result.reason }),
    ...readAsOf(row.event),
    flying: result.flying,
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
  rows: readonly KeptEvent[],
  matches: ReadonlyMap<string, EventMatch>,
): Promise<{ readonly results: readonly EventResult[]; readonly changes: Changes }> {
  const untouched = rows
    .filter((row) => row.prospectId === null)
    .map((row) => ({ ...row, flying: [] }));
  const events: Heard[] = rows.flatMap(({ id, event, prospectId }) =>
    event === null || prospectId === null ? [] : [{ id, event }],
  );
  if (events.length === 0) return { results: untouched, changes: joinChanges([]) };

  const prospectIds = [...new Set(rows.flatMap(({ prospectId }) => prospectId ?? []))];
  const [, snapshots] = await Promise.all([
    lockProspects(tx, prospectIds),
    readSnapshotsOfProspects(tx, prospectIds),
  ]);
  const enrolments = snapshots.filter((snapshot) => !snapshot.prospect.erased);
  if (enrolments.length < snapshots.length) await forgetErased(tx, events, matches, snapshots);
  const unsettled = await readUnsettledEvents(
    tx,
    enrolments.flatMap((enrolment) => (enrolment.base === null ? [] : [enrolment.id])),
  );
  const holds = await ruleConditions(app, tx, enrolments, withPeople(events, matches));
  const cases = personCases(events, matches, enrolments, unsettled, holds);
  const decisions = await Promise.all(cases.map((person) => decideEvents(app, tx, person)));
  const results = [...untouched, ...decisions.flatMap((decision) => decision.results)];
  const now = app.clock.now();
  const suppressions = decisions.flatMap((decision) => decision.suppressions);
  const heard = decisions.flatMap((decision) => decision.heard);
  const changes = joinChanges(decisions.map((decision) => decision.changes));
  await Promise.all([
    recordReceipts(tx, unexpected(rows, results)),
    insertSuppressions(tx, suppressions, now),
    insertHeard(tx, heard),
    writeChanges(tx, changes, now),
  ]);
  const enrols = decisions.flatMap((decision) => decision.enrols);
  const caused = await enrolByEvents(app, tx, enrols);
  return { results, changes: joinChanges([changes, caused]) };
}

function withPeople(events: readonly Heard[], matches: ReadonlyMap<string, EventMatch>) {
  return events.flatMap((heard) => {
    const prospectId = matches.get(heard.id)?.prospectId;
    return typeof prospectId === 'string' ? [{ ...heard, prospectId }] : [];
  });
}

function personCases(
  events: readonly Heard[],
  matches: ReadonlyMap<string, EventMatch>,
  enrolments: readonly EnrolmentSnapshot[],
  unsettled: readonly HeardRow[],
  holds: RuleHolds,
): PersonCase[] {
  const personOf = new Map(enrolments.map(({ id, prospectId }) => [id, prospectId]));
  const enrolmentsOf = grouped(enrolments, ({ prospectId }) => prospectId);
  const unsettledOf = grouped(unsettled, ({ enrolmentId }) => personOf.get(enrolmentId) ?? '');
  const eventsOf = grouped(events, ({ id }) => matches.get(id)?.prospectId ?? '');
  eventsOf.delete('');
  return [...eventsOf].map(([prospectId, own]) => ({
    prospectId,
    events: own,
    matches,
    enrolments: enrolmentsOf.get(prospectId) ?? [],
    unsettled: unsettledOf.get(prospectId) ?? [],
    holds,
  }));
}

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

/** An erasure that was waited for: nothing is kept of what was said of that person. */
async function forgetErased(
  tx: Queryable,
  events: readonly Heard[],
  matches: ReadonlyMap<string, EventMatch>,
  snapshots: readonly EnrolmentSnapshot[],
): Promise<void> {
  const erased = new Set(
    snapshots.flatMap((snapshot) => (snapshot.prospect.erased ? [snapshot.prospectId] : [])),
  );
  const ids = events.map(({ id }) => id);
  await forgetEvents(
    tx,
    ids.filter((id) => erased.has(matches.get(id)?.prospectId ?? '')),
  );
}

function unexpected(
  rows: readonly KeptEvent[],
  results: readonly EventResult[],
): readonly EventResult[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return results.filter((result) => {
    const row = byId.get(result.id);
    const same = (key: 'outcome' | 'reason' | 'enrolmentId') => row?.[key] === result[key];
    return !same('outcome') || !same('reason') || !same('enrolmentId');
  });
}
