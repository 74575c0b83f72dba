/** Whom something about themselves keeps out, whatever the cadence. */
import { normaliseAddress } from '../../domain/address.ts';
import type { RefusalCode } from '../../domain/codes.ts';
import type { EntryRefusal } from '../../domain/entry.ts';
import { isZone } from '../../domain/zone.ts';
import type { Queryable } from '../../store/db.ts';
import type { LockedProspect, ProspectInput } from '../../store/prospects.ts';
import { readSuppressed } from '../../store/suppressions.ts';
import type { Candidate } from './enrol.ts';

export interface RefusedEntry {
  readonly refused: RefusalCode;
  readonly message: string;
  /** From when on it would be accepted, where that is known. */
  readonly acceptedFrom?: Date;
}

/** Somebody of the list; `address` is null for what is none. */
export interface Entry {
  readonly candidate: Candidate;
  readonly address: string | null;
}

/** Whom there is something to write of; the others with the reason why not, by their place. */
export async function admit(
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

/** Null for what is no address. */
export function readAddress(candidate: Candidate): { readonly address: string | null } {
  return { address: normaliseAddress(candidate.prospect.email) };
}

/** A zone that does not exist is left out: the country's or the cadence's is better than none. */
function zoneOf(candidate: Candidate): Pick<ProspectInput, 'timezone'> {
  const { timezone } = candidate.prospect;
  return typeof timezone === 'string' && !isZone(timezone) ? { timezone: undefined } : {};
}

/** What is known once the prospect is locked. */
export function refuseBySuppression(
  prospect: LockedProspect | undefined,
  candidate: Candidate,
): RefusedEntry | null {
  if (prospect === undefined || prospect.suppressed === null) return null;
  return refuseSuppressed(prospect.suppressed, candidate);
}

/** They want none of the mails of this cadence: for it they are as good as suppressed. */
export function refuseDeclined(cadence: string, candidate: Candidate): RefusedEntry {
  return {
    refused: 'suppressed',
    message: `${candidate.prospect.email} has opted out of ${cadence}.`,
  };
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

/** A refusal in the words that its code has. */
export function refusal(code: RefusalCode, email: string): RefusedEntry {
  return { refused: code, message: `${email || '(no address)'} ${refusalMessages[code] ?? code}.` };
}

/** What the law of their country asks for, and nobody has recorded. */
export function lacksBasis(rule: string, { prospect: { email } }: Candidate): RefusedEntry {
  return { refused: 'missing_basis', message: `${email} may not be mailed. ${rule}.` };
}

/** What the rules of the cadence say, of one person. */
export function byRule(
  { code, words, acceptedFrom }: EntryRefusal,
  candidate: Candidate,
): RefusedEntry {
  const message = `${candidate.prospect.email} ${words}.`;
  return { refused: code, message, ...(acceptedFrom === undefined ? {} : { acceptedFrom }) };
}
