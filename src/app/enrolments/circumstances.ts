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
