/** Whom something about themselves keeps out, whatever the cadence. */
import { normaliseAddress } from '../../domain/address.ts';
import type { RefusalCode } from '../../domain/codes.ts';
import type { EntryRefusal } from '../../domain/entry.ts';
import { inEnglish, type Sentence, saying, sentence } from '../../domain/sentence.ts';
import type { SentenceKey } from '../../domain/sentences/english.ts';
import { isZone } from '../../domain/zone.ts';
import { Refused } from '../../errors.ts';
import type { Queryable } from '../../store/db.ts';
import type { LockedProspect, ProspectInput } from '../../store/prospects.ts';
import { readSuppressed } from '../../store/suppressions.ts';
import type { Candidate } from './enrol.ts';

export interface RefusedEntry {
  readonly refused: RefusalCode;
  /** Whom it is about, as they were given. */
  readonly email: string;
  readonly message: string;
  /** What the message says behind the address, before it has words. */
  readonly said: Sentence;
  /** From when on it would be accepted, where that is known. */
  readonly acceptedFrom?: Date;
}

/** Somebody of the list; `address` is null for what is none. */
export interface Entry {
  readonly candidate: Candidate;
  readonly address: string | null;
}

/**
 * Whom there is something to write of; the others with the reason why not, by their place.
 *
 * @param others  who is refused for being somebody else's
 */
export async function admit(
  tx: Queryable,
  entries: readonly Entry[],
  others: ReadonlyMap<number, RefusedEntry>,
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
    const other = others.get(index);
    if (by !== undefined) refusals.set(index, refuseSuppressed(by, candidate));
    else if (other !== undefined) refusals.set(index, other);
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
  return refusalOf(
    'suppressed',
    candidate.prospect.email,
    sentence('refusal.declined', { cadence }),
  );
}

function refuseSuppressed(by: 'address' | 'domain', candidate: Candidate): RefusedEntry {
  const code = by === 'address' ? 'suppressed' : 'blocked_domain';
  return refusal(code, candidate.prospect.email);
}

/** Of refusals that need no more than their code. */
type PlainCode = Extract<
  RefusalCode,
  'invalid_address' | 'suppressed' | 'blocked_domain' | 'erased' | 'already_enrolled'
>;

const plainRefusals: Readonly<Record<PlainCode, SentenceKey>> = {
  invalid_address: 'refusal.invalid-address',
  suppressed: 'refusal.suppressed',
  blocked_domain: 'refusal.blocked-domain',
  erased: 'refusal.erased',
  already_enrolled: 'refusal.twice',
};

/** A refusal in the words that its code has. */
export function refusal(code: PlainCode, email: string): RefusedEntry {
  if (email !== '') return refusalOf(code, email, sentence(plainRefusals[code]));
  const said = sentence('refusal.missing-address');
  return { refused: code, email: '(no address)', message: 'The row has no e-mail address.', said };
}

/** What the law of their country asks for, and nobody has recorded. */
export function lacksBasis(lack: Sentence, { prospect: { email } }: Candidate): RefusedEntry {
  return refusalOf('missing_basis', email, sentence('refusal.unlawful', { lack }));
}

/** What the rules of the cadence say, of one person. */
export function byRule(
  { code, said, acceptedFrom }: EntryRefusal,
  candidate: Candidate,
): RefusedEntry {
  const refused = refusalOf(code, candidate.prospect.email, said);
  return { ...refused, ...(acceptedFrom === undefined ? {} : { acceptedFrom }) };
}

/** A refusal of somebody; `said` follows their address. */
export function refusalOf(refused: RefusalCode, email: string, said: Sentence): RefusedEntry {
  return { refused, email, message: `${email} ${inEnglish(said)}.`, said };
}

/** The same as an error: in one whole sentence. */
export function refusedAs({ refused, email, said: why, acceptedFrom }: RefusedEntry): Refused {
  const details = acceptedFrom === undefined ? undefined : { acceptedFrom };
  return new Refused(refused, ...saying(sentence('refusal.of', { email, why }), details));
}
