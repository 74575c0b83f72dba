import { joinChanges, writeChanges } from '../store/changes.ts';
import { isConnectionLoss } from '../store/db.ts';
import { settleEvents } from '../store/events.ts';
import { lockProspects } from '../store/prospect-locks.ts';
import { readSnapshots } from '../store/snapshots.ts';
import { insertSuppressions } from '../store/suppressions.ts';
import type { App } from './context.ts';
import { readDestinations } from './destinations.ts';
import { dispatchSoon } from './dispatch.ts';
import type { EndedClaim } from './ending.ts';
import { decideAndMove } from './move-with-outcome.ts';
import { type HandOverEnd, outcomeChanges } from './outcome-changes.ts';

export interface EndedHandOver {
  readonly claim: EndedClaim;
  readonly end: HandOverEnd;
}

/**
 * Records how hand-overs ended and plans what comes next, in one transaction; then puts on the queue what is due soon.
 *
 * An end whose touch has been settled by somebody else meanwhile changes nothing (`false` in the answer).
 */
export async function recordOutcomes(
  app: App,
  ended: readonly EndedHandOver[],
): Promise<readonly boolean[]> {
  const { recorded, newTouches } = await app.db.transaction(async (tx) => {
    await lockProspects(tx, [...new Set(ended.map(({ claim }) => claim.prospectId))]);
    const snapshots = await readSnapshots(tx, [
      ...new Set(ended.map(({ claim }) => claim.enrolmentId)),
    ]);
    const destinations = await readDestinations(tx, snapshots);
    const byId = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot]));
    const parts: ReturnType<typeof outcomeChanges>[] = [];
    const suppressed: { value: string; reason: string; source: string }[] = [];
    const settled: string[] = [];
    const done = ended.map(() => false);
    for (const [index, { claim, end }] of ended.entries()) {
      const before = byId.get(claim.enrolmentId);
      const ours = before?.inAir.some((t) => t.id === claim.touchId && t.fence === claim.fence);
      if (before === undefined || ours !== true) continue;
      const part = await decideAndMove(
        app,
        before,
        destinations.get(before.id),
        claim,
        (at, circumstances) => outcomeChanges(claim, end, at, circumstances),
      );
      done[index] = true;
      parts.push(part);
      if (before.base !== null && part.enrolments?.some((change) => change.base === null)) {
        settled.push(before.id);
      }
      if (part.suppress === true) {
        const value = before.prospect.address;
        suppressed.push({ value, reason: 'bounced', source: 'smtp' });
      }
    }
    const changes = joinChanges(parts);
    await insertSuppressions(tx, suppressed, app.clock.now());
    await settleEvents(tx, settled);
    await writeChanges(tx, changes, app.clock.now());
    return { recorded: done, newTouches: [...changes.newTouches, ...changes.outcomes.map(toDue)] };
  });
  await dispatchSoon(app, newTouches);
  return recorded;
}

function toDue(outcome: { readonly touchId: string; readonly dueAt: Date | null }) {
  return { id: outcome.touchId, dueAt: outcome.dueAt };
}

/** How long an outcome is tried to be written while PostgreSQL is away; a mail that is out should not be forgotten. */
const retryForMs = 60_000;

/** `recordOutcomes`, tried again while the database is away. */
export async function recordOutcomesSurely(
  app: App,
  ended: readonly EndedHandOver[],
): Promise<readonly boolean[]> {
  const giveUpAt = app.clock.machineNow().getTime() + retryForMs;
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 2_000)) {
    try {
      return await recordOutcomes(app, ended);
    } catch (error) {
      if (!isConnectionLoss(error) || app.clock.machineNow().getTime() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
