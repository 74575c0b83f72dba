import { firstZone } from '../../domain/language/pool.ts';
import type { Queryable } from '../../store/db.ts';
import type { App } from '../context.ts';
import { sendersOf } from '../sending/senders.ts';
import type { Circumstances } from './consequences.ts';

/**
 * What planning for a cadence version needs beside the facts of the enrolment.
 *
 * @param tx  given inside a transaction: a version that is not known yet is read on its connection, since all others may
 *   be held by transactions that wait for the same version
 */
export async function circumstancesOf(
  app: App,
  cadenceHash: string,
  tx?: Queryable,
): Promise<Circumstances> {
  const { cadence } = await app.versions.load(cadenceHash, tx);
  return {
    cadence,
    winners: await app.versions.winners(cadence, tx),
    now: app.clock.now(),
    senderZone: firstZone(cadence, app.workspace),
    ...(await sendersOf(app, cadence, tx)),
    newId: app.newId,
  };
}

/** The circumstances of several enrolments, by the version of their cadence; each version is asked once. */
export async function circumstancesByVersion(
  app: App,
  tx: Queryable,
  enrolments: readonly { readonly cadenceHash: string }[],
): Promise<CircumstancesByVersion> {
  const byHash = new Map<string, Circumstances>();
  for (const { cadenceHash } of enrolments) {
    if (byHash.has(cadenceHash)) continue;
    byHash.set(cadenceHash, await circumstancesOf(app, cadenceHash, tx));
  }
  return ({ cadenceHash }) => {
    const found = byHash.get(cadenceHash);
    if (found === undefined) throw new Error(`version ${cadenceHash} was not asked for`);
    return found;
  };
}

/** Those of one of the enrolments that were asked about. */
export type CircumstancesByVersion = (enrolment: { readonly cadenceHash: string }) => Circumstances;
