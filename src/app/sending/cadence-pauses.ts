/** When a cadence is paused, its mails wait; its tasks, replies and clocks go on. */
import {
  type CadencePause,
  pauseCadenceRow,
  resumeCadenceRow,
  wakeTouchesOfCadence,
} from '../../store/cadence-pauses.ts';
import type { Queryable } from '../../store/db.ts';
import type { App } from '../context.ts';
import { reasonOf, type Why } from './mailbox-pauses.ts';

/** Pauses a cadence until a person resumes it. @returns false: it was paused already, and stays as it is */
export async function pauseCadence(
  app: Pick<App, 'clock' | 'log'>,
  tx: Queryable,
  { key, cause, why }: Pick<CadencePause, 'key' | 'cause'> & { readonly why: Why },
): Promise<boolean> {
  const since = app.clock.now();
  const paused = await pauseCadenceRow(tx, { key, cause, ...reasonOf(why), since });
  if (paused) app.log.warn({ cadence: key, cause }, 'cadence paused');
  return paused;
}

/** Lets a cadence send again. Its mails come back as far apart as they had been planned. @returns false: it was not paused */
export async function resumeCadence(app: App, key: string): Promise<boolean> {
  const woken = await app.db.transaction(async (tx) => {
    const since = await resumeCadenceRow(tx, key);
    return since === null ? null : wakeTouchesOfCadence(tx, key, since, app.clock.now());
  });
  if (woken === null) return false;
  app.log.info({ cadence: key, touches: woken }, 'cadence resumed');
  return true;
}
