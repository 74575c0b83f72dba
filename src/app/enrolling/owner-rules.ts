/** Whose somebody becomes who is enrolled, and whom a key that sees the work of some may not touch. */
import { sentence } from '../../domain/sentence.ts';
import { isWithin, ownerOrNobody, type Viewer } from '../../domain/viewer.ts';
import type { Queryable } from '../../store/db.ts';
import { externalIdKey, externalIdsOf, findIdsOfOthers } from '../../store/external-ids.ts';
import type { LockedProspect, ProspectInput } from '../../store/prospects.ts';
import { findOthers, isOthers } from '../../store/within.ts';
import type { Candidate } from './enrol.ts';
import { type Entry, type RefusedEntry, refusalOf, refusedAs } from './enrol-refusals.ts';

/**
 * Who is given to somebody else, or is somebody else's already, by their place in the list: asked before anything is written,
 * since to enrol a colleague's prospect would be to see them. Nor is a seen prospect taken from an owner who is not, or an id
 * in the CRM from a prospect that is not.
 */
export async function refuseOthers(
  tx: Queryable,
  entries: readonly Entry[],
  { owners }: Viewer,
): Promise<ReadonlyMap<number, RefusedEntry>> {
  if (owners === null) return new Map();
  const addresses = entries.flatMap(({ address }) => address ?? []);
  const others = await findOthers(tx, addresses, owners);
  const ids = entries.flatMap(({ candidate }) => externalIdsOf(candidate.prospect));
  const idsOfOthers = await findIdsOfOthers(tx, ids, owners);
  const refusals = new Map<number, RefusedEntry>();
  for (const [index, { candidate, address }] of entries.entries()) {
    const { prospect } = candidate;
    const isNotYours = address !== null && isOthers({ ...prospect, address }, others);
    const refused =
      givenAway(candidate, owners) ??
      (isNotYours ? notYours(prospect.email) : idOfOther(prospect, idsOfOthers));
    if (refused !== null) refusals.set(index, refused);
  }
  return refusals;
}

function givenAway(candidate: Candidate, owners: Viewer['owners']): RefusedEntry | null {
  const { prospect } = candidate;
  const named = [candidate.owner, prospect.owner].map(ownerOrNobody);
  const owner = named.find((one) => one !== null && !isWithin(one, owners)) ?? null;
  if (owner === null) return null;
  return refusalOf('other_owner', prospect.email, sentence('refusal.given-away', { owner }));
}

/** Of somebody whom another works on. */
export const notYours = (email: string) =>
  refusalOf('other_owner', email, sentence('refusal.not-yours'));

function idOfOther(
  prospect: Candidate['prospect'],
  others: ReadonlySet<string>,
): RefusedEntry | null {
  const taken = externalIdsOf(prospect).find((id) => others.has(externalIdKey(id)));
  if (taken === undefined) return null;
  const { source, externalId: id } = taken;
  return refusalOf('other_owner', prospect.email, sentence('refusal.id-of-other', { source, id }));
}

/** The same of one prospect that is written without being enrolled. @throws Refused `other_owner` */
export async function requireOwn(
  tx: Queryable,
  prospect: ProspectInput,
  viewer: Viewer,
): Promise<void> {
  const entry = { candidate: { prospect }, address: prospect.address };
  const refused = (await refuseOthers(tx, [entry], viewer)).get(0);
  if (refused !== undefined) throw refusedAs(refused);
}

/** Whose an enrolment becomes: as it is said, else its prospect's, as far as that is seen; else the viewer's own. */
export function ownerFor(
  candidate: Candidate,
  prospect: Pick<LockedProspect, 'owner'>,
  { owners, own }: Viewer,
): string | undefined {
  const known = isWithin(prospect.owner, owners) ? prospect.owner : null;
  return ownerOrNobody(candidate.owner) ?? known ?? own ?? undefined;
}
