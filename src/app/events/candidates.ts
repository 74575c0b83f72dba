import { normaliseAddress } from '../../domain/address.ts';
import { publicMailDomains } from '../../domain/company.ts';
import type { InboundEvent } from '../../domain/event.ts';
import { editDistance } from '../../domain/language/nearest.ts';
import { type Candidate, readCandidates } from '../../store/candidates.ts';
import type { Queryable } from '../../store/db.ts';
import { matchEvents } from '../../store/event-match.ts';

const readAtMost = 200;
const shownAtMost = 5;

/** Who may be meant by an event about nobody whom we know: colleagues, and similar addresses; the most similar first. */
export async function candidatesFor(
  db: Queryable,
  match: InboundEvent['match'],
): Promise<Candidate[]> {
  const address = normaliseAddress(match.email ?? '');
  if (address === null) return [];
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  const asked = publicMailDomains.has(domain) ? null : domain;
  const found = await readCandidates(db, local, asked, readAtMost);
  return found
    .map((one) => ({ one, distance: editDistance(address, one.email.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance || (a.one.email < b.one.email ? -1 : 1))
    .slice(0, shownAtMost)
    .map(({ one }) => one);
}

/** Of events about nobody, those whose person is there by now. */
export async function peopleByNow(
  db: Queryable,
  events: readonly { readonly id: string; readonly match: InboundEvent['match'] }[],
): Promise<ReadonlyMap<string, { prospectId: string; enrolmentId: string | null }>> {
  const found = events.length === 0 ? [] : await matchEvents(db, events);
  return new Map(
    found.flatMap(({ id, prospectId, likelyEnrolmentId, erased }) =>
      erased ? [] : [[id, { prospectId, enrolmentId: likelyEnrolmentId }] as const],
    ),
  );
}
