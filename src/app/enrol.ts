import { normaliseAddress } from '../domain/address.ts';
import type { RefusalCode } from '../domain/codes.ts';
import { isZone } from '../domain/zone.ts';
import { Refused } from '../errors.ts';
import { readCurrentVersion } from '../store/cadences.ts';
import type { Queryable } from '../store/db.ts';
import { insertEnrolments, type NewEnrolment } from '../store/enrolments.ts';
import type { LockedProspect, ProspectInput } from '../store/prospects.ts';
import { readSuppressed } from '../store/suppressions.ts';
import { insertTimeline, type NewTimelineEntry } from '../store/timeline.ts';
import { insertTouches, type NewTouch } from '../store/touches.ts';
import { beginEnrolment } from './begin-enrolment.ts';
import { circumstancesOf } from './circumstances.ts';
import type { Circumstances } from './consequences.ts';
import type { App } from './context.ts';
import { dispatchSoon } from './dispatch.ts';
import { requireRunning } from './running-import.ts';
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

export type Enrolled =
  | {
      readonly enrolmentId: string;
      readonly prospectId: string;
      readonly step: string;
      readonly dueAt: Date;
    }
  | { readonly refused: RefusalCode; readonly message: string };

export interface EnrolRequest {
  readonly cadence: string;
  readonly candidates: readonly Candidate[];
  readonly importId?: string;
  /** Decide, plan and take everything back. */
  readonly dryRun?: boolean;
}

/** Enrols one person, or in a dry run says what would come of it; a refusal is thrown as Refused with its code. */
export async function enrolOne(app: App, cadence: string, candidate: Candidate, dryRun = false) {
  const [result] = await enrol(app, { cadence, candidates: [candidate], dryRun });
  if (result === undefined) throw new Error('enrol gave no answer');
  if ('refused' in result) throw new Refused(result.refused, result.message);
  return result;
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
  const results: Enrolled[] = [];
  const enrolments: NewEnrolment[] = [];
  const touches: NewTouch[] = [];
  const told: NewTimelineEntry[] = [];
  for (const [index, { candidate, address }] of entries.entries()) {
    const prospect = address === null ? undefined : byAddress.get(address);
    const gone = address !== null && erased.has(address) ? refusal('erased', address) : null;
    const refused = gone ?? refusals.get(index) ?? refuseBySuppression(prospect, candidate);
    if (refused !== null || prospect === undefined) {
      results.push(refused ?? refusal('invalid_address', candidate.prospect.email));
      continue;
    }
    const importId = request.importId ?? null;
    const made = beginEnrolment(candidate, prospect, cadenceHash, circumstances, importId);
    enrolments.push(made.enrolment);
    touches.push(made.touch);
    told.push(...made.timeline);
    results.push({
      enrolmentId: made.enrolment.id,
      prospectId: prospect.id,
      step: made.touch.stepId,
      dueAt: made.dueAt,
    });
  }
  await Promise.all([
    insertEnrolments(tx, enrolments, now),
    insertTouches(tx, touches, now),
    insertTimeline(tx, told),
  ]);
  return { results, touches };
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
  readonly refusals: ReadonlyMap<number, Enrolled>;
}> {
  const refusals = new Map<number, Enrolled>();
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
): Enrolled | null {
  if (prospect === undefined || prospect.suppressed === null) return null;
  return refuseSuppressed(prospect.suppressed, candidate);
}

function refuseSuppressed(by: 'address' | 'domain', candidate: Candidate): Enrolled {
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

function refusal(code: RefusalCode, email: string): Enrolled {
  return { refused: code, message: `${email || '(no address)'} ${refusalMessages[code] ?? code}.` };
}
