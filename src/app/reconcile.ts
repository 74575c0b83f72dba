/**
 * Puts right what a crash, a flush or an outage has left behind. Everything here is safe to run at any time, by any
 * number of processes at once.
 */
import { messageOf, Refused } from '../errors.ts';
import { joinChanges, writeChanges } from '../store/changes.ts';
import { isConnectionLoss } from '../store/db.ts';
import {
  abandonedHandOvers,
  extendQueued,
  oldestDueAt,
  overdueQueued,
  unqueueTouches,
} from '../store/dispatch.ts';
import { enrolmentsToResume } from '../store/enrolments.ts';
import { settleEvents } from '../store/heard.ts';
import { lockProspectsOfEnrolments } from '../store/prospect-locks.ts';
import { readSnapshots } from '../store/snapshots.ts';
import { tasksToSkip } from '../store/tasks.ts';
import { resumeWithUnknown } from './change-enrolment.ts';
import { circumstancesOf } from './circumstances.ts';
import { closeTask } from './close-task.ts';
import { consequences } from './consequences.ts';
import type { App } from './context.ts';
import { dispatchSoon, queuedLeaseMs } from './dispatch.ts';
import { recordOutcomes } from './record-outcomes.ts';

const batchSize = 500;

/** One round; a part that fails does not keep the others from running. */
export async function reconcile(app: App): Promise<void> {
  const parts: readonly (readonly [string, (app: App) => Promise<number>])[] = [
    ['lost_job', returnLostTouches],
    ['unknown_hand_over', endAbandonedHandOvers],
    ['resumed', resumeDue],
    ['task_skipped', skipTasks],
  ];
  for (const [what, part] of parts) {
    try {
      const count = await part(app);
      if (count > 0) app.metrics.reconciled.inc({ what }, count);
    } catch (error) {
      app.log.warn({ what, err: messageOf(error) }, 'reconciler');
    }
  }
  const oldest = await oldestDueAt(app.db, app.clock.now());
  const ageMs = oldest === null ? 0 : app.clock.now().getTime() - oldest.getTime();
  app.metrics.oldestDueSeconds.set(Math.max(0, ageMs / 1_000));
}

/** Queued touches whose job is gone are scheduled again; where the job is there, the queue is only long. */
async function returnLostTouches(app: App): Promise<number> {
  const overdue = await overdueQueued(app.db, app.clock.machineNow(), batchSize);
  if (overdue.length === 0) return 0;
  const missing = await app.queue.missing(overdue);
  const lost = new Set(missing.map((job) => job.touchId));
  await unqueueTouches(app.db, [...lost]);
  const leaseUntil = new Date(app.clock.machineNow().getTime() + queuedLeaseMs);
  await extendQueued(
    app.db,
    overdue.filter((touch) => !lost.has(touch.touchId)).map((touch) => touch.touchId),
    leaseUntil,
  );
  await dispatchSoon(
    app,
    overdue
      .filter((touch) => lost.has(touch.touchId))
      .map((t) => ({ id: t.touchId, dueAt: t.dueAt })),
  );
  return lost.size;
}

/** A hand-over whose worker did not come back: nobody knows whether the mail is out, and it is not sent again unasked. */
async function endAbandonedHandOvers(app: App): Promise<number> {
  const abandoned = await abandonedHandOvers(app.db, app.clock.machineNow(), batchSize);
  const detail = 'the worker did not come back';
  const end = { kind: 'mail', outcome: { kind: 'unknown', detail }, letter: null } as const;
  return together(app, abandoned, async (claims) => {
    const recorded = await recordOutcomes(
      app,
      claims.map((claim) => ({ claim, end })),
    );
    return recorded.filter(Boolean).length;
  });
}

async function resumeDue(app: App): Promise<number> {
  const ids = await enrolmentsToResume(app.db, app.clock.now(), batchSize);
  return together(app, ids, (some) => resumeThese(app, some));
}

async function resumeThese(app: App, ids: readonly string[]): Promise<number> {
  const changes = await app.db.transaction(async (tx) => {
    await lockProspectsOfEnrolments(tx, ids);
    const now = app.clock.now();
    const parts = [];
    for (const before of await readSnapshots(tx, ids)) {
      const { resumeAt } = before.state;
      if (resumeAt === null || new Date(resumeAt) > now) continue;
      const circumstances = await circumstancesOf(app, before.cadenceHash);
      const state = resumeWithUnknown(before, circumstances);
      if (!('refused' in state)) {
        parts.push(consequences(before, { state, base: null }, circumstances, now));
      }
    }
    const joined = joinChanges(parts);
    await settleEvents(
      tx,
      joined.enrolments.map((change) => change.id),
    );
    await writeChanges(tx, joined, now);
    return joined;
  });
  await dispatchSoon(app, [...changes.newTouches, ...changes.touchPlans]);
  return changes.enrolments.length;
}

async function skipTasks(app: App): Promise<number> {
  const ids = await tasksToSkip(app.db, app.clock.now(), batchSize);
  return oneByOne(app, ids, async (id) => {
    await closeTask(app, id, { do: 'skip', outcome: null, note: null }, 'cadence');
    return 1;
  });
}

/** All in one transaction; where that fails one by one, so that what cannot be done does not keep the others waiting. */
async function together<Item>(
  app: App,
  items: readonly Item[],
  work: (some: readonly Item[]) => Promise<number>,
): Promise<number> {
  if (items.length === 0) return 0;
  try {
    return await work(items);
  } catch (error) {
    if (items.length === 1 || isConnectionLoss(error)) throw error;
    return oneByOne(app, items, (item) => work([item]));
  }
}

async function oneByOne<Item>(
  app: App,
  items: readonly Item[],
  work: (item: Item) => Promise<number>,
): Promise<number> {
  let count = 0;
  for (const item of items) {
    try {
      count += await work(item);
    } catch (error) {
      if (isConnectionLoss(error)) throw error;
      // Another reconciler, or a person, was quicker.
      if (error instanceof Refused) continue;
      app.log.warn({ item, err: messageOf(error) }, 'reconciler');
    }
  }
  return count;
}
