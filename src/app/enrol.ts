import { normaliseAddress } from '../domain/address.ts';
import type { RefusalCode } from '../domain/codes.ts';
import type { EntryRefusal } from '../domain/entry.ts';
import { isZone } from '../domain/zone.ts';
import { Refused } from '../errors.ts';
import { readCurrentVersion } from '../store/cadences.ts';
import type { Queryable } from '../store/db.ts';
import { insertEnrolments } from '../store/enrolments.ts';
import type { LockedProspect, ProspectInput } from '../store/prospects.ts';
import { readSuppressed } from '../store/suppressions.ts';
import { insertTimeline } from '../store/timeline.ts';
import { insertTouches, type NewTouch } from '../store/touches.ts';
import { type Begun, beginEnrolment } from './begin-enrolment.ts';
import { circumstancesOf } from './circumstances.ts';
import type { Circumstances } from './consequences.ts';
import type { App } from './context.ts';
import { dispatchSoon } from './dispatch.ts';
import { refuseByRules } from './entry-rules.ts';
import { requireRunning } from './running-import.ts';
import { type RehearsedStarts, type StartPlace, takePlaces } from './start-places.ts';
import { takeProspects } from './take-prospects.ts';
import { tryOut } from './try-out.ts';

/** Somebody to be enrolled. */
export interface Candidate {
  /** Of the enrolment; made here when absent. */
  readonly id?: string | undefined;
  /** `address` is filled in here. */
  readonly prospect: Omit<ProspectInput, 'address'>;
  readonly owner?: string | undefined;
  readonly startAt?: Date | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

export interface Accepted {
  readonly enrolmentId: string;
  readonly prospectId: string;
  /** `pending`: it waits for its turn, since so many start a day. */
  readonly status: 'active' | 'pending';
  readonly step: string;
  /** When the first touch is due; null while the enrolment waits. */
  readonly dueAt: Date | null;
  /** When one that waits is expected to start, as far as is known now. */
  readonly startsAt?: Date;
}

export interface RefusedEntry {
  readonly refused: RefusalCode;
  readonly message: string;
  /** From when on it would be accepted, where that is known. */
  readonly acceptedFrom?: Date;
}

export type Enrolled = Accepted | RefusedEntry;

/** What the earlier batches of a dry run would have taken; each batch adds its own. */
export interface Rehearsal {
  readonly starts: RehearsedStarts;
  /** How many of each company. */
  readonly companies: Map<string, number>;
}

export interface EnrolRequest {
  readonly cadence: string;
  readonly candidates: readonly Candidate[];
  readonly importId?: string;
  /** Decide, plan and take everything back. */
  readonly dryRun?: boolean;
  /** Of a dry run in batches. */
  readonly rehearsal?: Rehearsal;
  /** Enrolments that lead here: their end is no reason to wait. */
  readonly leadHere?: readonly string[];
}

/** Enrols one person, or in a dry run says what would come of it; a refusal is thrown as Refused with its code. */
export async function enrolOne(
  app: App,
  cadence: string,
  candidate: Candidate,
  dryRun = false,
): Promise<Accepted> {
  const [result] = await enrol(app, { cadence, candidates: [candidate], dryRun });
  return acceptedOf(result);
}

/** @throws Refused with the refusal code, and `acceptedFrom` in its details where that is known */
export function acceptedOf(result: Enrolled | undefined): Accepted {
  if (result === undefined) throw new Error('enrol gave no answer');
  if (!('refused' in result)) return result;
  const { refused, message, acceptedFrom } = result;
  throw new Refused(refused, message, acceptedFrom === undefined ? undefined : { acceptedFrom });
}

/**
 * Enrols people into the current version of a cadence, in one transaction and a handful of statements whatever their
 * number. Answers in the order of the candidates; a refusal does not touch the others.
 *
 * @throws Refused `unknown_cadence`
 */
export async function enrol(app: App, request: EnrolRequest): Promise<Enrolled[]> {
  const version = await readCurrentVersion(app.db, request.cadence);
  if (version === null) {
    throw new Refused(
      'unknown_cadence',
      `There is no published cadence "${request.cadence}". "cadence publish" publishes what is in the files; GET /v1/cadences lists what is published.`,
    );
  }
  const circumstances = await circumstancesOf(app, version.hash);
  const decide = (tx: Queryable) => enrolIn(app, tx, request, version.hash, circumstances);
  const dryRun = request.dryRun === true;
  const { results, touches } = await (dryRun ? tryOut(app.db, decide) : app.db.transaction(decide));
  if (dryRun) return results;
  for (const result of results) {
    app.metrics.enrolments.inc({ outcome: 'refused' in result ? result.refused : 'accepted' });
  }
  await dispatchSoon(app, touches);
  return results;
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
  if (request.importId !== undefined) await requireRunning(tx, request.importId);
  const entries = request.candidates.map((candidate) => ({ candidate, ...readAddress(candidate) }));
  const { inputs, refusals } = await admit(tx, entries);
  const { locked, erased } = await takeProspects(app, tx, [...inputs.values()], now);
  const byAddress = new Map(locked.map((prospect) => [prospect.address, prospect]));
  const verdicts = entries.map(({ candidate, address }, index): Verdict => {
    const prospect = address === null ? undefined : byAddress.get(address);
    const gone = address !== null && erased.has(address) ? refusal('erased', address) : null;
    const refused = gone ?? refusals.get(index) ?? refuseBySuppression(prospect, candidate);
    if (refused !== null) return refused;
    if (prospect === undefined) return refusal('invalid_address', candidate.prospect.email);
    return { candidate, prospect, startAt: startOf(candidate, now) };
  });
  const begun = await beginAll(tx, verdicts, request, cadenceHash, circumstances);
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
  ]);
  return { results: begun.map((one) => ('enrolment' in one ? toAccepted(one) : one)), touches };
}

/** Somebody whom nothing about themselves keeps out. */
interface Admitted {
  readonly candidate: Candidate;
  readonly prospect: LockedProspect;
  readonly startAt: Date;
}

type Verdict = Admitted | RefusedEntry;

/** Those whom the rules of the cadence let in begin, at once or in the queue; in the order of the verdicts. */
async function beginAll(
  tx: Queryable,
  verdicts: readonly Verdict[],
  request: EnrolRequest,
  cadenceHash: string,
  circumstances: Circumstances,
): Promise<((Begun & { readonly place: StartPlace }) | RefusedEntry)[]> {
  const { cadence, now } = circumstances;
  const { rehearsal, leadHere, importId = null } = request;
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
  const wishes = decided.flatMap((one) => ('refused' in one ? [] : [one.startAt]));
  const places = (await takePlaces(tx, cadence, wishes, now, rehearsal?.starts)).values();
  return decided.map((one) => {
    if ('refused' in one) return one;
    const place = places.next().value ?? { starts: true };
    const { candidate, prospect, startAt } = one;
    const { id, owner, variables } = candidate;
    const beginning = { id, owner, variables, prospect, startAt, place, importId };
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
  if (place.starts) return { ...made, status: 'active', dueAt: touch?.dueAt ?? null };
  return { ...made, status: 'pending', dueAt: null, startsAt: place.startsAt };
}

/** Not before now. */
function startOf({ startAt }: Candidate, now: Date): Date {
  return startAt !== undefined && startAt > now ? startAt : now;
}

interface Entry {
  readonly candidate: Candidate;
  readonly address: string | null;
}

/** Whom there is something to write of; the others with the reason why not, by their place. */
async function admit(
  tx: Queryable,
  entries: readonly Entry[],
): Promise<{
  readonly inputs: ReadonlyMap<string, ProspectInput>;
  readonly refusals: ReadonlyMap<number, RefusedEntry>;
}> {
  const refusals = new Map<number, RefusedEntry>();
  const inputs = new Map<string, ProspectInput>();
  // What is suppressed from here on is seen once the locks are held.
  const suppressed = await readSuppressed(
    tx,
    entries.flatMap(({ address }) => address ?? []),
  );
  for (const [index, { candidate, address }] of entries.entries()) {
    if (address === null) continue;
    const by = suppressed.get(address);
    if (by !== undefined) refusals.set(index, refuseSuppressed(by, candidate));
    else if (inputs.has(address)) refusals.set(index, refusal('already_enrolled', address));
    else inputs.set(address, { ...candidate.prospect, address, ...zoneOf(candidate) });
  }
  return { inputs, refusals };
}

function readAddress(candidate: Candidate): { readonly address: string | null } {
  return { address: normaliseAddress(candidate.prospect.email) };
}

/** A zone that does not exist is left out: the country's or the cadence's is better than none. */
function zoneOf(candidate: Candidate): Pick<ProspectInput, 'timezone'> {
  const { timezone } = candidate.prospect;
  return typeof timezone === 'string' && !isZone(timezone) ? { timezone: undefined } : {};
}

function refuseBySuppression(
  prospect: LockedProspect | undefined,
  candidate: Candidate,
): RefusedEntry | null {
  if (prospect === undefined || prospect.suppressed === null) return null;
  return refuseSuppressed(prospect.suppressed, candidate);
}

function refuseSuppressed(by: 'address' | 'domain', candidate: Candidate): RefusedEntry {
  const code = by === 'address' ? 'suppressed' : 'blocked_domain';
  return refusal(code, candidate.prospect.email);
}

const refusalMessages: Partial<Record<RefusalCode, string>> = {
  invalid_address: 'is not an e-mail address',
  suppressed: 'is suppressed: this person gets no mail',
  blocked_domain: 'belongs to a suppressed domain',
  erased: 'was erased on request and stays so',
  already_enrolled: 'stands more than once in this list',
};

function refusal(code: RefusalCode, email: string): RefusedEntry {
  return { refused: code, message: `${email || '(no address)'} ${refusalMessages[code] ?? code}.` };
}

function byRule({ code, words, acceptedFrom }: EntryRefusal, candidate: Candidate): RefusedEntry {
  const message = `${candidate.prospect.email} ${words}.`;
  return { refused: code, message, ...(acceptedFrom === undefined ? {} : { acceptedFrom }) };
}
