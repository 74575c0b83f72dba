/**
 * Puts right what a crash, a flush or an outage has left behind. Everything here is safe to run at any time, by any
 * number of processes at once.
 */
import { messageOf } from '../errors.ts';
import { forgetOldBegun } from '../store/begun-mails.ts';
import { joinChanges, writeChanges } from '../store/changes.ts';
import {
  abandonedHandOvers,
  extendQueued,
  overdueQueued,
  unqueueTouches,
} from '../store/dispatch.ts';
import { enrolmentsToResume } from '../store/enrolments.ts';
import { settleEvents } from '../store/heard.ts';
import { forgetAnswers } from '../store/idempotency.ts';
import { failDeadImports } from '../store/imports.ts';
import { forgetMailDomains } from '../store/mail-domains.ts';
import { lockProspectsOfEnrolments } from '../store/prospect-locks.ts';
import { forgetIdleScopes } from '../store/send-limits.ts';
import { readSnapshots } from '../store/snapshots.ts';
import { tasksToSkip } from '../store/tasks.ts';
import { forgetTokens } from '../store/webhook-tokens.ts';
import type { App } from './context.ts';
import { inSets, oneByOne } from './enrolling/in-sets.ts';
import { startWaiting } from './enrolling/start-waiting.ts';
import { resumeOnTime } from './enrolments/change-enrolment.ts';
import { circumstancesOf } from './enrolments/circumstances.ts';
import { closeTask } from './enrolments/close-task.ts';
import { movePending } from './enrolments/move-pending.ts';
import { freeReleased } from './enrolments/release-holds.ts';
import { remindOfApproval } from './enrolments/remind-of-approval.ts';
import { retryDeferred } from './events/retry-deferred.ts';
import { alarmSilence } from './events/source-silence.ts';
import { forgetOldUnreadable } from './events/unreadable.ts';
import { dispatchSoon, queuedLeaseMs } from './sending/dispatch.ts';
import { keepWithinRails } from './sending/guard-rails.ts';
import { recordOutcomes } from './sending/record-outcomes.ts';

const batchSize = 500;

/** Batches of enrolments that one round moves to another version, so that the other parts are not kept waiting. */
const moveBatches = 5;

/** One round; a part that fails does not keep the others from running. */
export async function reconcile(app: App): Promise<void> {
  const parts: readonly (readonly [string, (app: App) => Promise<number>])[] = [
    ['lost_job', returnLostTouches],
    ['unknown_hand_over', endAbandonedHandOvers],
    ['deferred', retryDeferred],
    ['resumed', resumeDue],
    ['company_released', freeReleased],
    ['started', startWaiting],
    ['task_skipped', skipTasks],
    ['dead_import', failImports],
    ['forgotten_answer', forgetOldAnswers],
    ['forgotten_token', forgetOldTokens],
    ['forgotten_body', forgetOldUnreadable],
    ['beyond_rails', keepWithinRails],
    ['forgotten_count', forgetOldCounts],
    ['forgotten_scope', forgetOldScopes],
    ['forgotten_domain', forgetOldDomains],
    ['silent_source', alarmSilence],
    ['moved', (all) => movePending(all, moveBatches)],
  ];
  for (const [what, part] of parts) {
    try {
      const count = await part(app);
      if (count > 0) app.metrics.reconciled.inc({ what }, count);
    } catch (error) {
      app.metrics.reconcilerFailures.inc({ what });
      app.log.warn({ what, err: messageOf(error) }, 'reconciler');
    }
  }
  app.metrics.reconcilerRanAt.set(app.clock.machineNow().getTime() / 1_000);
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

/**
 * A hand-over whose worker did not come back: nobody knows whether the mail is out, and it is not sent again unasked. A task
 * that was being given goes nowhere near a mail server: it is given again.
 */
async function endAbandonedHandOvers(app: App): Promise<number> {
  const abandoned = await abandonedHandOvers(app.db, app.clock.machineNow(), batchSize);
  const detail = 'the worker did not come back';
  return inSets(app, 'unknown_hand_over', abandoned, async (claims) => {
    const recorded = await recordOutcomes(
      app,
      claims.map((claim) => {
        const outcome =
          claim.channel === 'task'
            ? ({ kind: 'not_sent', detail, mailbox: false } as const)
            : ({ kind: 'unknown', detail } as const);
        return { claim, end: { kind: 'mail', outcome, letter: null } };
      }),
    );
    return recorded.filter(Boolean).length;
  });
}

async function resumeDue(app: App): Promise<number> {
  const ids = await enrolmentsToResume(app.db, app.clock.now(), batchSize);
  return inSets(app, 'resumed', ids, (some) => resumeThese(app, some));
}

async function resumeThese(app: App, ids: readonly string[]): Promise<number> {
  const changes = await app.db.transaction(async (tx) => {
    await lockProspectsOfEnrolments(tx, ids);
    const now = app.clock.now();
    const parts = [];
    for (const before of await readSnapshots(tx, ids)) {
      const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
      const resumed = resumeOnTime(before, circumstances);
      if (resumed !== null) parts.push(resumed);
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

/** Machine time without a batch after which an import has lost its process. */
const deadImportMs = 10 * 60_000;

async function failImports(app: App): Promise<number> {
  const { clock } = app;
  return failDeadImports(app.db, before(clock.machineNow(), deadImportMs), clock.now());
}

/** Tokens of webhooks of more than a day ago: their signatures have been too old for long. */
async function forgetOldTokens(app: App): Promise<number> {
  return forgetTokens(app.db, before(app.clock.machineNow(), answersKeptMs), batchSize);
}

/** How long answers to requests with an Idempotency-Key are kept, in machine time. */
const answersKeptMs = 86_400_000;

async function forgetOldAnswers(app: App): Promise<number> {
  return forgetAnswers(app.db, before(app.clock.machineNow(), answersKeptMs), batchSize);
}

/** Mails that count in no window of 24 hours any more. */
async function forgetOldCounts(app: App): Promise<number> {
  return forgetOldBegun(app.db, before(app.clock.now(), 25 * 3_600_000), batchSize);
}

/** How far each has come in what mails are counted in: a part at a time, from the beginning again at the end. */
const scopePlaces = new WeakMap<App, string>();

async function forgetOldScopes(app: App): Promise<number> {
  const now = app.clock.now();
  const after = scopePlaces.get(app) ?? '';
  const part = { after, limit: batchSize, now, before: before(now, 25 * 3_600_000) };
  scopePlaces.set(app, (await forgetIdleScopes(app.db, part)) ?? '');
  return 0;
}

/** Domains to which nothing has been sent for a month: others are asked again before that. */
async function forgetOldDomains(app: App): Promise<number> {
  return forgetMailDomains(app.db, before(app.clock.machineNow(), 30 * 86_400_000), batchSize);
}

function before(now: Date, ms: number): Date {
  return new Date(now.getTime() - ms);
}

async function skipTasks(app: App): Promise<number> {
  const ids = await tasksToSkip(app.db, app.clock.now(), batchSize);
  const closing = { do: 'skip', outcome: null, note: null } as const;
  return oneByOne(app, 'task_skipped', ids, async (id) => {
    if (!(await remindOfApproval(app, id))) await closeTask(app, id, closing, 'cadence');
    return 1;
  });
}
