import { domainOf, normaliseAddress } from '../../domain/address.ts';
import type { Cadence } from '../../domain/cadence.ts';
import { mailboxesOf } from '../../domain/language/pool.ts';
import { saying, sentence } from '../../domain/sentence.ts';
import { seesAll, type Viewer } from '../../domain/viewer.ts';
import { Refused } from '../../errors.ts';
import { readCurrentVersion } from '../../store/cadences.ts';
import { choicesOf } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import { deedIsTo } from '../../store/deeds.ts';
import { insertEnrolments } from '../../store/enrolments.ts';
import { type MailWishes, readMailWishes } from '../../store/mail-choices.ts';
import { keepChoices } from '../../store/mailboxes.ts';
import type { LockedProspect, ProspectInput } from '../../store/prospects.ts';
import { insertTimeline } from '../../store/timeline.ts';
import { insertTouches, type NewTouch } from '../../store/touches.ts';
import { traced } from '../../tracing.ts';
import type { App } from '../context.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { holdsOn, type NewHolds } from '../enrolments/company-holds.ts';
import type { Circumstances } from '../enrolments/consequences.ts';
import { lacksOf } from '../people/lawful-basis.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { tryOut } from '../try-out.ts';
import { type Begun, beginEnrolment } from './begin-enrolment.ts';
import {
  admit,
  byRule,
  lacksBasis,
  type RefusedEntry,
  readAddress,
  refusal,
  refuseBySuppression,
  refuseDeclined,
  refusedAs,
} from './enrol-refusals.ts';
import { refuseByRules } from './entry-rules.ts';
import { ownerFor, refuseOthers } from './owner-rules.ts';
import { copyRehearsal, keepRehearsal, newRehearsal, type Rehearsal } from './rehearsal.ts';
import { requireRunning } from './running-import.ts';
import { placeOfHeld, type StartPlace, takePlaces } from './start-places.ts';
import { takeProspects } from './take-prospects.ts';

/** Somebody to be enrolled. */
export interface Candidate {
  /** Of the enrolment; made here when absent. */
  readonly id?: string | undefined;
  /** Of its first touch; made here when absent. A check and what is done after it have the same, and so the same times. */
  readonly touchId?: string | undefined;
  /** `address` is filled in here. */
  readonly prospect: Omit<ProspectInput, 'address'>;
  readonly owner?: string | undefined;
  readonly startAt?: Date | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

export interface Accepted {
  readonly enrolmentId: string;
  readonly prospectId: string;
  /** `pending`: it waits for its turn, since so many start a day. `paused`: what a colleague has said holds it, or the person has asked for a pause. */
  readonly status: 'active' | 'pending' | 'paused';
  readonly step: string;
  /** When the first touch is due; null while the enrolment waits or is held. */
  readonly dueAt: Date | null;
  /** When one that waits is expected to start, as far as is known now. */
  readonly startsAt?: Date;
}

export type Enrolled = Accepted | RefusedEntry;

export interface EnrolRequest {
  readonly cadence: string;
  readonly candidates: readonly Candidate[];
  readonly importId?: string;
  /** Decide, plan and take everything back. */
  readonly dryRun?: boolean;
  /** Of a dry run in batches; what this one would take is added to it. */
  readonly rehearsal?: Rehearsal;
  /** Enrolments that lead here: their end is no reason to wait. */
  readonly leadHere?: readonly string[];
  /** Who enrols them; absent: whoever sees all. */
  readonly viewer?: Viewer;
}

/** Enrols one person, or in a dry run says what would come of it; a refusal is thrown as Refused with its code. */
export async function enrolOne(
  app: App,
  cadence: string,
  candidate: Candidate,
  how: Pick<EnrolRequest, 'dryRun' | 'viewer'> = {},
): Promise<Accepted> {
  const [result] = await enrol(app, { cadence, candidates: [candidate], ...how });
  return acceptedOf(result);
}

/** @throws Refused with the refusal code, and `acceptedFrom` in its details where that is known */
export function acceptedOf(result: Enrolled | undefined): Accepted {
  if (result === undefined) throw new Error('enrol gave no answer');
  if (!('refused' in result)) return result;
  throw refusedAs(result);
}

/**
 * Enrols people into the current version of a cadence, in one transaction and a handful of statements whatever their
 * number. Answers in the order of the candidates; a refusal does not touch the others.
 *
 * @throws Refused `unknown_cadence`
 */
export function enrol(app: App, request: EnrolRequest): Promise<Enrolled[]> {
  const attributes = { 'cadence.candidates': request.candidates.length };
  return traced(app.tracing, 'enrol', { attributes }, () => enrolNow(app, request));
}

async function enrolNow(app: App, request: EnrolRequest): Promise<Enrolled[]> {
  const version = await readCurrentVersion(app.db, request.cadence);
  if (version === null) {
    throw new Refused(
      'unknown_cadence',
      ...saying(sentence('unknown.cadence-list', { key: request.cadence })),
    );
  }
  if (request.dryRun !== true) await learnDomains(app, request.candidates, version.definition);
  const circumstances = await circumstancesOf(app, version.hash);
  if (request.dryRun === true) return rehearse(app, request, version.hash, circumstances);
  const { results, touches } = await app.db.transaction(async (tx) => {
    const decided = await enrolIn(app, tx, request, version.hash, circumstances);
    const [first] = decided.results;
    if (first !== undefined && !('refused' in first)) deedIsTo('enrolment', first.enrolmentId);
    return decided;
  });
  for (const result of results) {
    app.metrics.enrolments.inc({ outcome: 'refused' in result ? result.refused : 'accepted' });
  }
  await dispatchSoon(app, touches);
  return results;
}

/** Who runs the mail of people whose mailbox goes by that: asked before the transaction. */
async function learnDomains(
  { mailDomains, workspace }: App,
  candidates: readonly Candidate[],
  cadence: Pick<Cadence, 'sender'>,
): Promise<void> {
  if (cadence.sender?.rotation !== 'same-provider') return;
  const own = mailboxesOf(cadence, workspace).filter(({ provider }) => provider === null);
  const addresses = [
    ...candidates.map(({ prospect }) => normaliseAddress(prospect.email)),
    ...own.map(({ from }) => from.address),
  ];
  await mailDomains.learn(addresses.flatMap((one) => (one === null ? [] : [domainOf(one)])));
}

/** Decides in full, and takes it back. */
async function rehearse(
  app: App,
  request: EnrolRequest,
  cadenceHash: string,
  circumstances: Circumstances,
): Promise<Enrolled[]> {
  const all = request.rehearsal ?? newRehearsal();
  const { decided, rehearsal } = await tryOut(app.db, async (tx) => {
    const rehearsal = copyRehearsal(all);
    const tried = { ...request, rehearsal };
    return { decided: await enrolIn(app, tx, tried, cadenceHash, circumstances), rehearsal };
  });
  keepRehearsal(all, rehearsal);
  return decided.results;
}

export interface EnrolDecided {
  readonly results: Enrolled[];
  readonly touches: readonly NewTouch[];
}

/** The transaction of `enrol`, for a use case that does more in it; the locks of the prospects are taken here. */
export async function enrolIn(
  app: App,
  tx: Queryable,
  request: EnrolRequest,
  cadenceHash: string,
  circumstances: Circumstances,
): Promise<EnrolDecided> {
  const { now } = circumstances;
  const { viewer = seesAll } = request;
  if (request.importId !== undefined) await requireRunning(tx, request.importId);
  const entries = request.candidates.map((candidate) => ({ candidate, ...readAddress(candidate) }));
  const others = await refuseOthers(tx, entries, viewer);
  const { inputs, refusals } = await admit(tx, entries, others);
  const taken = await takeProspects(app, tx, [...inputs.values()], now, viewer.owners);
  const { locked, erased } = taken;
  const ids = locked.map(({ id }) => id);
  const lacks = await lacksOf(app, tx, ids, now);
  const wishes = await readMailWishes(tx, circumstances.cadence.key, ids, now);
  const byAddress = new Map(locked.map((prospect) => [prospect.address, prospect]));
  const verdicts = entries.map(({ candidate, address }, index): Verdict => {
    const prospect = address === null ? undefined : byAddress.get(address);
    const gone = address !== null && erased.has(address) ? refusal('erased', address) : null;
    const refused = gone ?? refusals.get(index) ?? refuseBySuppression(prospect, candidate);
    if (refused !== null) return refused;
    if (prospect === undefined) return refusal('invalid_address', candidate.prospect.email);
    // A person's own no comes first.
    const wish = wishes.get(prospect.id);
    if (wish?.declined === true) return refuseDeclined(circumstances.cadence.key, candidate);
    const lack = lacks.get(prospect.id);
    if (lack !== undefined) return lacksBasis(lack, candidate);
    const pausedUntil = wish?.pausedUntil ?? null;
    return { candidate, prospect, pausedUntil, startAt: startOf(candidate, now) };
  });
  const holds = await holdsOn(app, tx, ids);
  const begun = await beginAll(tx, verdicts, holds, request, cadenceHash, circumstances);
  const made = begun.flatMap((one) => ('enrolment' in one ? [one] : []));
  const touches = made.flatMap(({ touch }) => touch ?? []);
  await Promise.all([
    insertEnrolments(
      tx,
      made.map(({ enrolment }) => enrolment),
      now,
    ),
    insertTouches(tx, touches, now),
    insertTimeline(
      tx,
      made.flatMap(({ timeline }) => timeline),
    ),
    keepChoices(tx, choicesOf(touches), now),
  ]);
  return { results: begun.map((one) => ('enrolment' in one ? toAccepted(one) : one)), touches };
}

/** Somebody whom nothing about themselves keeps out. */
interface Admitted {
  readonly candidate: Candidate;
  readonly prospect: LockedProspect;
  readonly startAt: Date;
  readonly pausedUntil: MailWishes['pausedUntil'];
}

type Verdict = Admitted | RefusedEntry;

/** Those whom the rules of the cadence let in begin, at once or in the queue; in the order of the verdicts. */
async function beginAll(
  tx: Queryable,
  verdicts: readonly Verdict[],
  holds: NewHolds,
  request: EnrolRequest,
  cadenceHash: string,
  circumstances: Circumstances,
): Promise<((Begun & { readonly place: StartPlace }) | RefusedEntry)[]> {
  const { cadence, now } = circumstances;
  const { rehearsal, leadHere, importId = null, viewer = seesAll } = request;
  const applicants = verdicts.flatMap((one) =>
    'refused' in one ? [] : [{ ...one.prospect, prospectId: one.prospect.id }],
  );
  const refused = await refuseByRules(tx, applicants, circumstances, {
    ...(leadHere === undefined ? {} : { leadHere }),
    ...(rehearsal === undefined ? {} : { rehearsed: rehearsal.companies }),
  });
  const decided = verdicts.map((one) => {
    const by = 'refused' in one ? undefined : refused.get(one.prospect.id);
    return 'refused' in one || by === undefined ? one : byRule(by, one.candidate);
  });
  const isHeld = ({ prospect, pausedUntil }: Admitted) =>
    pausedUntil !== null || holds.has(prospect.id);
  // Whoever is held at once takes no place of today's.
  const wishes = decided.flatMap((one) => ('refused' in one || isHeld(one) ? [] : [one.startAt]));
  const places = (await takePlaces(tx, cadence, wishes, now, rehearsal?.starts)).values();
  return decided.map((one) => {
    if ('refused' in one) return one;
    const { candidate, prospect, startAt, pausedUntil } = one;
    const companyHold = holds.get(prospect.id);
    const place = isHeld(one)
      ? placeOfHeld(cadence, startAt)
      : (places.next().value ?? { starts: true });
    const { id, touchId, variables } = candidate;
    const owner = ownerFor(candidate, prospect, viewer);
    const held = { companyHold, pausedUntil };
    const who = { id, touchId, owner, variables, prospect };
    const beginning = { ...who, startAt, place, importId, ...held };
    return { ...beginEnrolment(beginning, cadenceHash, circumstances), place };
  });
}

function toAccepted({
  enrolment: { id: enrolmentId, prospectId, state },
  touch,
  place,
}: Begun & { readonly place: StartPlace }): Accepted {
  const step = state.cursor ?? '';
  const made = { enrolmentId, prospectId, step };
  if (state.status === 'paused') return { ...made, status: 'paused', dueAt: null };
  if (place.starts) return { ...made, status: 'active', dueAt: touch?.dueAt ?? null };
  return { ...made, status: 'pending', dueAt: null, startsAt: place.startsAt };
}

/** Not before now. */
function startOf({ startAt }: Candidate, now: Date): Date {
  return startAt !== undefined && startAt > now ? startAt : now;
}
