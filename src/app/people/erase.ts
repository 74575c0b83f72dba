import { normaliseAddress, spellingsOf } from '../../domain/address.ts';
import type { Queryable } from '../../store/db.ts';
import { type EnrolmentView, listEnrolments, readTouches } from '../../store/enrolments.ts';
import { eraseProspectRows, readAliases } from '../../store/erasure.ts';
import { readKeptOf, readVariables } from '../../store/person-export.ts';
import { lockProspects } from '../../store/prospect-locks.ts';
import { type Prospect, readProspect } from '../../store/prospects.ts';
import { readProspectTimeline } from '../../store/timeline.ts';
import type { App } from '../context.ts';
import { erasureHash } from '../enrolling/take-prospects.ts';
import { waitUntilLanded } from '../sending/in-flight.ts';
import { unknownWork } from '../unknown.ts';
import { shownBases } from './lawful-basis.ts';
import { endAll } from './suppress.ts';

async function requireProspect(app: App, id: string): Promise<Prospect> {
  const prospect = await readProspect(app.db, id);
  if (prospect !== null) return prospect;
  throw unknownWork('prospect', id);
}

/** All that we hold on a person. @throws NotFound `unknown_prospect` */
export async function exportProspect(app: App, id: string) {
  const prospect = await requireProspect(app, id);
  const enrolments = await enrolmentsOf(app.db, id);
  const { spellings } = await knownAs(app.db, prospect);
  return {
    prospect: { ...prospect, ...(await shownBases(app.db, id)) },
    enrolments: await Promise.all(
      enrolments.map(async (enrolment) => ({
        ...enrolment,
        variables: await readVariables(app.db, enrolment.id),
        touches: await readTouches(app.db, enrolment.id),
      })),
    ),
    timeline: await readProspectTimeline(app.db, id),
    ...(await readKeptOf(app.db, { id, spellings })),
  };
}

const pageSize = 500;

async function enrolmentsOf(db: Queryable, prospectId: string): Promise<EnrolmentView[]> {
  const all: EnrolmentView[] = [];
  for (;;) {
    const page = { prospectId, afterId: all.at(-1)?.id, limit: pageSize };
    const some = await listEnrolments(db, page);
    all.push(...some);
    if (some.length < pageSize) return all;
  }
}

/** The addresses that a person is known by, and how each may be spelled. */
async function knownAs(db: Queryable, { id, email }: Prospect) {
  const address = normaliseAddress(email) ?? email.toLowerCase();
  const addresses = [address, ...(await readAliases(db, id))];
  const spellings = [...addresses.flatMap(spellingsOf), email.trim().toLowerCase()];
  return { addresses, spellings };
}

/**
 * Forgets a person: live enrolments end with `erased`, everything that names them is overwritten, counts survive. Keyed
 * hashes of their addresses stay, so that the same person cannot be imported again, nor under one that they answered from.
 *
 * @throws NotFound `unknown_prospect`
 */
export async function eraseProspect(app: App, id: string): Promise<void> {
  const since = performance.now();
  const { erasedAt } = await requireProspect(app, id);
  if (erasedAt !== null) return;
  const flying = await app.db.transaction(async (tx) => {
    await lockProspects(tx, [id]);
    const prospect = await readProspect(tx, id);
    if (prospect === null || prospect.erasedAt !== null) return [];
    const { flying } = await endAll(app, tx, [id], 'erased');
    const { addresses, spellings } = await knownAs(tx, prospect);
    const hashes = addresses.map((one) => erasureHash(app.keys.erasure, one));
    await eraseProspectRows(tx, { id, addresses, spellings, hashes }, app.clock.now());
    return flying;
  });
  await waitUntilLanded(app.db, flying, since);
}
