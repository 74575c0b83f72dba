/** Whose somebody becomes who is enrolled, and whom a key that sees the work of some may not touch. */
import { sentence } from '../../domain/sentence.ts';
import { isWithin, ownerOrNobody, type Viewer } from '../../domain/viewer.ts';
import { Refused } from '../../errors.ts';
import type { Queryable } from '../../store/db.ts';
import type { LockedProspect, ProspectInput } from '../../store/prospects.ts';
import { findUnseen } from '../../store/within.ts';
import type { Candidate } from './enrol.ts';
import { type Entry, type RefusedEntry, refusalOf } from './enrol-refusals.ts';

/**
 * Who is given to somebody else, or is somebody else's already, by their place in the list: asked before anything is written,
 * since to enrol a colleague's prospect would be to see them.
 */
export async function refuseOthers(
  tx: Queryable,
  entries: readonly Entry[],
  { owners }: Viewer,
): Promise<ReadonlyMap<number, RefusedEntry>> {
  if (owners === null) return new Map();
  const addresses = entries.flatMap(({ address }) => address ?? []);
  const unseen = await findUnseen(tx, addresses, owners);
  const refusals = new Map<number, RefusedEntry>();
  for (const [index, { candidate, address }] of entries.entries()) {
    const refused =
      givenAway(candidate, owners) ??
      (address !== null && unseen.has(address) ? notYours(candidate.prospect.email) : null);
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

const notYours = (email: string) => refusalOf('other_owner', email, sentence('refusal.not-yours'));

/** The same of one prospect that is written without being enrolled. @throws Refused `other_owner` */
export async function requireOwn(
  tx: Queryable,
  prospect: ProspectInput,
  viewer: Viewer,
): Promise<void> {
  const entry = { candidate: { prospect }, address: prospect.address };
  const refused = (await refuseOthers(tx, [entry], viewer)).get(0);
  if (refused !== undefined) throw new Refused('other_owner', refused.message);
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
