import { normaliseAddress, spellingsOf } from '../domain/address.ts';
import { exit } from '../domain/enrolment/transitions.ts';
import { NotFound } from '../errors.ts';
import { joinChanges, writeChanges } from '../store/changes.ts';
import { listEnrolments, readTouches } from '../store/enrolments.ts';
import { eraseProspectRows, readKeptOf } from '../store/erasure.ts';
import { settleEvents } from '../store/heard.ts';
import { lockProspects } from '../store/prospect-locks.ts';
import { type Prospect, readProspect } from '../store/prospects.ts';
import { readSnapshotsOfProspects } from '../store/snapshots.ts';
import { readProspectTimeline } from '../store/timeline.ts';
import { circumstancesOf } from './circumstances.ts';
import { consequences } from './consequences.ts';
import type { App } from './context.ts';
import { waitUntilLanded } from './in-flight.ts';
import { shownBases } from './lawful-basis.ts';
import { erasureHash } from './take-prospects.ts';

async function requireProspect(app: App, id: string): Promise<Prospect> {
  const prospect = await readProspect(app.db, id);
  if (prospect !== null) return prospect;
  throw new NotFound('unknown_prospect', `There is no prospect ${id}.`);
}

/** All that we hold on a person. @throws NotFound `unknown_prospect` */
export async function exportProspect(app: App, id: string) {
  const prospect = await requireProspect(app, id);
  const enrolments = await listEnrolments(app.db, { prospectId: id, limit: 1_000 });
  const withTouches = await Promise.all(
    enrolments.map(async (enrolment) => ({
      ...enrolment,
      touches: await readTouches(app.db, enrolment.id),
    })),
  );
  return {
    prospect: { ...prospect, ...(await shownBases(app.db, id)) },
    enrolments: withTouches,
    timeline: await readProspectTimeline(app.db, id),
    ...(await readKeptOf(app.db, id)),
  };
}

/**
 * Forgets a person: live enrolments end with `erased`, everything that names them is overwritten, counts survive. A keyed
 * hash of the address stays, so that the same person cannot be imported again.
 *
 * @throws NotFound `unknown_prospect`
 */
export async function eraseProspect(app: App, id: string): Promise<void> {
  const since = performance.now();
  await requireProspect(app, id);
  const enrolmentIds = await app.db.transaction(async (tx) => {
    await lockProspects(tx, [id]);
    const prospect = await readProspect(tx, id);
    if (prospect === null || prospect.erasedAt !== null) return [];
    const now = app.clock.now();
    const enrolments = await readSnapshotsOfProspects(tx, [id]);
    const parts = [];
    for (const before of enrolments) {
      const state = exit(before.state, 'erased');
      if ('refused' in state) continue;
      const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
      parts.push(consequences(before, { state, base: null }, circumstances, now));
    }
    const changes = joinChanges(parts);
    await settleEvents(
      tx,
      changes.enrolments.map((change) => change.id),
    );
    await writeChanges(tx, changes, now);
    const address = normaliseAddress(prospect.email) ?? prospect.email.toLowerCase();
    const hash = erasureHash(app.keys.erasure, address);
    const spellings = [...spellingsOf(address), prospect.email.trim().toLowerCase()];
    await eraseProspectRows(tx, { id, address, spellings, hash }, now);
    return enrolments.map((enrolment) => enrolment.id);
  });
  await waitUntilLanded(app.db, enrolmentIds, since);
}
