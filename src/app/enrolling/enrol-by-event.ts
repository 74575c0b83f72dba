import { goesBack } from '../../domain/cadence.ts';
import { plusDuration } from '../../domain/calendar.ts';
import { underHold } from '../../domain/enrolment/company-hold.ts';
import { foldEvents } from '../../domain/enrolment/fold.ts';
import {
  asWaiting,
  type EnrolmentState,
  initialState,
  isLive,
} from '../../domain/enrolment/state.ts';
import { askedToWait, exit } from '../../domain/enrolment/transitions.ts';
import { readCurrentVersion } from '../../store/cadences.ts';
import { type Changes, joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import {
  hearFrom,
  insertEnrolments,
  type NewEnrolment,
  readLedInto,
} from '../../store/enrolments.ts';
import { insertHeard, readEventsOfProspect, readUnsettledEvents } from '../../store/heard.ts';
import { type MailWishes, readMailWishes } from '../../store/mail-choices.ts';
import { type EnrolmentSnapshot, readSnapshots } from '../../store/snapshots.ts';
import { readSuppressionReason } from '../../store/suppressions.ts';
import type { App } from '../context.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { holdsOn } from '../enrolments/company-holds.ts';
import { type Circumstances, consequences } from '../enrolments/consequences.ts';
import { pauseCalendarOf } from '../enrolments/pause-calendar.ts';
import { placeOf } from '../enrolments/place.ts';
import { markTooMany } from '../events/bounce-limit.ts';
import type { EnrolEffect } from '../events/decide-events.ts';
import { concerns } from '../events/hearing.ts';
import { withoutOtherDeals } from '../events/other-deals.ts';
import { recordCustomer } from '../people/record-bases.ts';
import { exitReasonOf } from '../people/suppress.ts';
import { type EventRefusal, refusalOf } from './event-refusals.ts';
import { takePlaces } from './start-places.ts';

/**
 * Enrols people because of what was heard (a deal won leads into the follow-up). The new enrolment hears what happened
 * after that event, and whatever ends all mail: so it does not matter which of them arrived first. The caller holds the
 * locks of the prospects.
 */
export async function enrolByEvents(
  app: App,
  tx: Queryable,
  effects: readonly EnrolEffect[],
): Promise<Partial<Changes>> {
  const parts: Partial<Changes>[] = [];
  for (const effect of effects) parts.push(await enrolByEvent(app, tx, effect));
  return joinChanges(parts);
}

async function enrolByEvent(
  app: App,
  tx: Queryable,
  effect: EnrolEffect,
): Promise<Partial<Changes>> {
  const { from, event, eventId } = effect;
  const version = await readCurrentVersion(tx, effect.cadence);
  if (version === null) return refuse(app, tx, effect, { code: 'unknown_cadence' });
  const circumstances = await circumstancesOf(app, version.hash, tx);
  const { now } = circumstances;
  // A clock that runs ahead must not make the new enrolment deaf to what happens from now on.
  const effectiveAt = new Date(Math.min(event.occurredAt.getTime(), now.getTime()));
  const heard = await heardSince(app, tx, effect, effectiveAt);
  await recordCustomer(app, tx, effect, effectiveAt, now);
  const ledInto = await readLedInto(tx, from, version.key);
  if (ledInto !== null) return hearEarlier(app, tx, ledInto, effectiveAt, heard);
  const wishes = await readMailWishes(tx, version.key, [from.prospectId], now);
  const wish = wishes.get(from.prospectId);
  const refusal = await refusalOf(app, tx, effect, circumstances, wish);
  if (refusal !== null) return refuse(app, tx, effect, refusal);
  const begun = await begin(app, tx, effect, effectiveAt, { heard, wish }, circumstances);
  const enrolment: NewEnrolment = {
    id: app.newId(),
    prospectId: from.prospectId,
    cadenceKey: version.key,
    cadenceHash: version.hash,
    state: begun.state,
    base: begun.base,
    owner: from.owner,
    variables: {},
    importId: null,
    causeEventId: eventId,
    effectiveAt,
    endedAt: isLive(begun.state) ? null : now,
    waitsFrom: begun.waitsFrom,
    mayReturn: goesBack(circumstances.cadence),
  };
  await insertEnrolments(tx, [enrolment], now);
  await insertHeard(
    tx,
    heard.map((row) => ({ enrolmentId: enrolment.id, eventId: row.id })),
  );
  const changes = firstChanges(effect, enrolment, begun, circumstances);
  await writeChanges(tx, changes, now);
  return { newTouches: changes.newTouches };
}

/** Nobody is there to be told: it stands in the history of the enrolment that would have led there. */
async function refuse(
  app: App,
  tx: Queryable,
  effect: EnrolEffect,
  why: EventRefusal,
): Promise<Partial<Changes>> {
  const now = app.clock.now();
  const data = { cadence: effect.cadence, ...why };
  const timeline = [entry(effect, now, 'enrolment.refused', data, effect.from.id)];
  await writeChanges(tx, joinChanges([{ timeline }]), now);
  return {};
}

/**
 * Two events that say the same (a deal won, told by two systems) lead into one enrolment, which hears what has happened
 * since the earlier of them.
 */
async function hearEarlier(
  app: App,
  tx: Queryable,
  enrolmentId: string,
  effectiveAt: Date,
  known: readonly Known[],
): Promise<Partial<Changes>> {
  const [before] = await readSnapshots(tx, [enrolmentId]);
  if (before?.effectiveAt == null || before.effectiveAt <= effectiveAt) return {};
  await hearFrom(tx, enrolmentId, effectiveAt);
  const missed = known.filter(({ event }) => !concerns(event, before));
  if (missed.length === 0) return {};
  await insertHeard(
    tx,
    missed.map((row) => ({ enrolmentId, eventId: row.id })),
  );
  const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
  const earlier = before.base === null ? [] : await readUnsettledEvents(tx, [enrolmentId]);
  const marked = new Map(known.map((row) => [row.id, row]));
  const events = new Map(
    [...earlier, ...missed].map((row) => [row.id, { ...row, ...marked.get(row.id) }]),
  );
  const base = before.base ?? before.state;
  const state = foldKnown(base, [...events.values()], before, circumstances);
  const changes = joinChanges([
    consequences(before, { state, base }, circumstances, circumstances.now),
  ]);
  await writeChanges(tx, changes, circumstances.now);
  return { newTouches: changes.newTouches };
}

function foldKnown(
  base: EnrolmentState,
  known: readonly Known[],
  { prospect }: EnrolmentSnapshot,
  circumstances: Circumstances,
): EnrolmentState {
  const events = known.map(({ event, ...row }) => ({ ...event, ...row }));
  const calendar = pauseCalendarOf(circumstances, prospect);
  return foldEvents(base, events, circumstances.cadence, calendar).state;
}

type Known = Awaited<ReturnType<typeof readEventsOfProspect>>[number] & { readonly tooMany?: true };

interface Begun {
  readonly initial: EnrolmentState;
  readonly state: EnrolmentState;
  readonly base: EnrolmentState | null;
  /** What the first delay counts from. */
  readonly anchor: Date;
  /** Its place in the queue of those who wait for their turn; null when it starts at once. */
  readonly waitsFrom: Date | null;
}

/** Where the new enrolment stands, having heard what it hears. */
async function begin(
  app: App,
  tx: Queryable,
  { from, after }: EnrolEffect,
  effectiveAt: Date,
  { heard, wish }: { readonly heard: readonly Known[]; readonly wish: MailWishes | undefined },
  circumstances: Circumstances,
): Promise<Begun> {
  const { cadence, now } = circumstances;
  const { schedule } = cadence;
  const initial = initialState(cadence);
  const hold = (await holdsOn(app, tx, [from.prospectId])).get(from.prospectId);
  const free = hold === undefined ? initial : underHold(initial, hold);
  const first = wish?.pausedUntil == null ? free : askedToWait(free, wish.pausedUntil);
  const state = foldKnown(first, heard, from, circumstances);
  const reason = await readSuppressionReason(tx, from.prospect.address);
  const ended = reason === null ? state : exit(state, exitReasonOf(reason));
  const place = placeOf(schedule, from.prospect, circumstances.senderZone);
  const startAt = after === null ? now : plusDuration(effectiveAt, after, schedule, place);
  // Whoever has been moved on meanwhile does not wait for the start: as when they are moved after it was planned.
  const movedOn = state.cursor !== initial.cursor;
  const begun = {
    initial,
    state: 'refused' in ended ? state : ended,
    base: heard.length === 0 ? null : first,
    anchor: movedOn || startAt < now ? now : startAt,
    waitsFrom: null,
  };
  const waitsFrom = await queued(tx, begun, circumstances);
  if (waitsFrom === null) return begun;
  return {
    ...begun,
    initial: asWaiting(initial),
    state: asWaiting(begun.state),
    base: begun.base === null ? null : asWaiting(begun.base),
    waitsFrom,
  };
}

/** From when on it waits for its turn; null when it does not. Whoever is paused at once takes no place of today's. */
async function queued(
  tx: Queryable,
  { state, anchor }: Begun,
  { cadence, now }: Circumstances,
): Promise<Date | null> {
  if (cadence.entry?.maxNewPerDay === undefined || !isLive(state)) return null;
  if (state.status === 'paused') return anchor;
  const [place] = await takePlaces(tx, cadence, [anchor], now);
  return place === undefined || place.starts ? null : place.waitsFrom;
}

function firstChanges(
  effect: EnrolEffect,
  { id, cadenceKey, cadenceHash }: NewEnrolment,
  { initial, state, base, anchor }: Begun,
  circumstances: Circumstances,
): Changes {
  const { now } = circumstances;
  const open = { base: null, open: null, inAir: [], moves: 0, spent: [] };
  const blank = { ...effect.from, ...open, id, cadenceKey, cadenceHash, state: initial };
  const because = effect.event.type;
  const created = entry(effect, now, 'enrolment.created', { cadence: cadenceKey, because }, id);
  const entered = entry(effect, now, 'stage.entered', { stage: initial.stage }, id);
  const timeline = initial.waits === true ? [created] : [created, entered];
  return joinChanges([{ timeline }, consequences(blank, { state, base }, circumstances, anchor)]);
}

/** What the new enrolment hears of what has arrived before it. */
async function heardSince(
  app: App,
  tx: Queryable,
  { from, event: cause }: EnrolEffect,
  effectiveAt: Date,
): Promise<Known[]> {
  const known = markTooMany(app, await readEventsOfProspect(tx, from.prospectId));
  const about = known.filter(
    ({ event }) => event.type !== cause.type && concerns(event, { effectiveAt }),
  );
  return withoutOtherDeals(tx, about, null);
}

function entry(
  effect: EnrolEffect,
  at: Date,
  type: string,
  data: Readonly<Record<string, unknown>>,
  enrolmentId: string,
) {
  return {
    at,
    prospectId: effect.from.prospectId,
    enrolmentId,
    eventId: effect.eventId,
    type,
    data,
  };
}
