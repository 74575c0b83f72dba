import type { Circumstances } from './consequences.ts';
import type { App } from './context.ts';

/** What planning for a cadence version needs beside the facts of the enrolment. */
export async function circumstancesOf(app: App, cadenceHash: string): Promise<Circumstances> {
  const { cadence } = await app.versions.load(cadenceHash);
  return {
    cadence,
    now: app.clock.now(),
    senderZone: app.workspace.mailboxes[0]?.timezone ?? null,
    newId: app.newId,
  };
}
