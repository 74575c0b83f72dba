import { machineDelayMs } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import {
  type QueuedTouch,
  type QueueingTimes,
  queueDueTouches,
  queueTouches,
  unqueueTouches,
} from '../../store/dispatch.ts';
import { traced } from '../../tracing.ts';
import type { App } from '../context.ts';

/** Touches that one statement takes. */
const batchSize = 500;

/** Jobs that are due on the queue at most: the rest stays in PostgreSQL until the workers have caught up. */
const outstandingAtMost = 5_000;

/** Jobs that wait for their time on the queue at most: with more of them nothing is put there ahead of its time. */
const delayedAtMost = 20_000;

/** Touches planned together that do not wait for the next tick; a longer list comes in by way of the dispatcher. */
const soonAtMost = 500;

/** How long after it is due a queued touch that nobody claimed counts as lost. */
export const queuedLeaseMs = 10_000;

export interface Dispatched {
  /** How many were put on the queue. */
  readonly touches: number;
  /** The queue holds as much as it should; more is due. */
  readonly behind: boolean;
}

/**
 * Puts everything that is due within the horizon on the queue. The rows are marked and committed first, so that a crash
 * in between leaves touches that the reconciler finds again, never jobs that nobody knows of.
 *
 * The queue is kept short whatever is due: at most some thousand jobs, so that Redis holds megabytes when a million mails
 * are due in one window.
 */
export async function dispatchDue(app: App): Promise<Dispatched> {
  let touches = 0;
  app.metrics.dispatcherRanAt.set(app.clock.machineNow().getTime() / 1_000);
  for (;;) {
    const [outstanding, delayed] = await Promise.all([
      app.queue.outstanding(),
      app.queue.delayed(),
    ]);
    if (outstanding > outstandingAtMost) return { touches, behind: true };
    const horizonMs = delayed > delayedAtMost ? 0 : app.horizonMs;
    const until = new Date(app.clock.now().getTime() + horizonMs);
    const batch = await app.db.transaction((tx) =>
      queueDueTouches(tx, until, batchSize, times(app)),
    );
    if (batch.length > 0) await traced(app.tracing, 'dispatch', {}, () => enqueue(app, batch));
    touches += batch.length;
    app.metrics.dispatched.inc(batch.length);
    if (batch.length < batchSize) return { touches, behind: false };
  }
}

/** A touch that has just been planned, held or cancelled. */
export interface Planned {
  readonly id: string;
  readonly dueAt: Date | null;
  readonly status?: string;
}

/** Touches of one decision that are told; of more the first are enough to see what was done. */
const toldAtMost = 100;

function tellPlanned({ tracing }: App, planned: readonly Planned[]): void {
  if (tracing === undefined) return;
  for (const { id, dueAt, status } of planned.slice(0, toldAtMost)) {
    if (status === 'cancelled') tracing.touch('touch cancelled', id);
    else if (dueAt !== null) {
      const attributes = { 'cadence.due_at': dueAt.toISOString() };
      tracing.touch('touch planned', id, { attributes });
    } else if (status === 'scheduled') tracing.touch('touch held', id);
  }
}

/**
 * Puts touches that were planned just now on the queue when they are due before the dispatcher's horizon, so that they do
 * not wait for its next tick. A queue that does not answer is no error: the tick comes.
 */
export async function dispatchSoon(app: App, planned: readonly Planned[]): Promise<void> {
  tellPlanned(app, planned);
  const until = app.clock.now().getTime() + app.horizonMs;
  const soon = planned.flatMap((touch) =>
    touch.dueAt !== null && touch.dueAt.getTime() <= until ? [touch.id] : [],
  );
  if (soon.length === 0 || soon.length > soonAtMost) return;
  try {
    const touches = await queueTouches(app.db, soon, times(app));
    await enqueue(app, touches);
    app.metrics.dispatched.inc(touches.length);
  } catch (error) {
    app.log.warn({ err: messageOf(error), touches: soon.length }, 'left to the dispatcher');
  }
}

function traceOf({ tracing }: App, touchId: string): { readonly trace?: string } {
  if (tracing === undefined) return {};
  return { trace: tracing.touch('touch queued', touchId, { kind: 'producer' }) };
}

function times(app: App): QueueingTimes {
  return {
    machineNow: app.clock.machineNow(),
    now: app.clock.now(),
    speed: app.clock.speed,
    leaseMs: queuedLeaseMs,
  };
}

async function enqueue(app: App, touches: readonly QueuedTouch[]): Promise<void> {
  if (touches.length === 0) return;
  await app.mailDomains.learnRecipients(touches.map(({ touchId }) => touchId));
  try {
    await app.queue.add(
      touches.map((touch) => ({
        touchId: touch.touchId,
        fence: touch.fence,
        delayMs: machineDelayMs(app.clock, touch.dueAt),
        ...traceOf(app, touch.touchId),
      })),
    );
  } catch (error) {
    await unqueueTouches(
      app.db,
      touches.map((touch) => touch.touchId),
    );
    throw error;
  }
}
