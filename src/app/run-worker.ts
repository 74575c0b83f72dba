import { messageOf } from '../errors.ts';
import { inTime, late } from '../in-time.ts';
import type { QueueBackend } from '../queue/backend.ts';
import { startTicker } from '../queue/ticker.ts';
import { startTouchWorker } from '../queue/touch-queue.ts';
import type { App, Sender } from './context.ts';
import { applyWinners } from './enrolments/judge-variants.ts';
import { forgetOldLinks } from './login/links.ts';
import { createLinkMailer } from './login/mail-links.ts';
import { forgetWhatIsOld } from './people/retention.ts';
import { reconcile } from './reconcile.ts';
import { dispatchDue } from './sending/dispatch.ts';
import { tryPausedMailboxes } from './sending/mailbox-pauses.ts';
import { createTouchSender } from './sending/send-touch.ts';

export interface WorkerOptions {
  readonly backend: QueueBackend;
  /** Machine time between two ticks of the dispatcher. */
  readonly dispatchIntervalMs: number;
}

export interface RunningWorker {
  /** Looks for what is due now, without waiting for the next tick. */
  tick(): Promise<void>;
  /** Takes no new touches, ends those under way within the deadline, and leaves the rest to the next worker. */
  stop(deadlineMs: number): Promise<void>;
}

/** Machine time between two looks at whether a variant has won. */
const judgeEveryMs = 600_000;

/** Machine time between two looks for what has been kept long enough, and how many thousands go in one of them. */
const forgetEveryMs = 300_000;
const pagesAtOnce = 50;

/** Machine time between two looks at whether somebody waits for a link to log in by. */
const mailLinksEveryMs = 1_000;

/** Machine time between two rounds of the reconciler: dead hand-overs are known within 30 s, lost jobs within 15. */
const reconcileEveryMs = 2_000;

/** Machine time until a dispatcher that has filled the queue looks again whether there is room. */
const catchUpEveryMs = 250;

/** Jobs under way for each SMTP connection: those that wait for a place are claimed the moment there is one. */
const jobsPerConnection = 4;

/**
 * Runs a worker: hands touches over, dispatches, reconciles. Any number may run beside one another.
 *
 * The queue wakes the dispatcher once over all processes. A timer of our own watches: when no tick has come for one and a
 * half intervals, because the queue was flushed or is away, it ticks itself and has the schedule made again.
 */
export async function runWorker(
  app: App,
  sender: Sender,
  options: WorkerOptions,
): Promise<RunningWorker> {
  const { backend, dispatchIntervalMs } = options;
  let tickedAt = 0;
  const leaving = new AbortController();
  const catchUp = async () => {
    for (;;) {
      tickedAt = app.clock.machineNow().getTime();
      if (!(await dispatchDue(app)).behind || leaving.signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, catchUpEveryMs));
    }
  };
  let ticking: Promise<void> | undefined;
  const tick = () => {
    ticking ??= catchUp().finally(() => {
      ticking = undefined;
    });
    return ticking;
  };
  const warn = (error: unknown) => app.log.warn({ err: messageOf(error) }, 'worker round');
  const jobs = sender.transport.maxConnections * jobsPerConnection;
  const send = createTouchSender(app, sender, leaving.signal);
  const worker = startTouchWorker(backend, jobs, send, app.log);
  const ticker = startTicker(backend, dispatchIntervalMs, tick, app.log);

  const watch = async () => {
    await reconcile(app);
    await tryPausedMailboxes(app, sender).catch(warn);
    const silentMs = app.clock.machineNow().getTime() - tickedAt;
    if (silentMs < dispatchIntervalMs * 1.5) return;
    // Not waited for: with much to catch up on it takes long, and the reconciler has to go on.
    tick().catch(warn);
    await ticker.ensure();
  };
  const stopWatch = every(reconcileEveryMs, () => watch().catch(warn));
  const stopJudging = every(judgeEveryMs, async () => {
    await applyWinners(app).catch(warn);
  });
  const stopForgetting = every(forgetEveryMs, async () => {
    await forgetWhatIsOld(app, pagesAtOnce, leaving.signal).catch(warn);
    await forgetOldLinks(app).catch(warn);
  });
  const mailLinks = createLinkMailer(app, sender);
  const stopMailingLinks = every(mailLinksEveryMs, () => mailLinks().catch(warn));
  tick().catch(warn);
  await ticker.ensure().catch(warn);
  return {
    tick: async () => {
      await reconcile(app);
      await tryPausedMailboxes(app, sender);
      await dispatchDue(app);
    },
    stop: async (deadlineMs) => {
      leaving.abort();
      const rounds = [stopWatch(), stopJudging(), stopForgetting(), stopMailingLinks(), ticking];
      const drained = Promise.all([worker.drain(), ticker.close(), ...rounds]);
      const end = await inTime(
        drained.catch(() => undefined),
        deadlineMs,
      );
      if (end === late) await worker.abandon();
    },
  };
}

/** Calls again and again, never twice at once; the returned function ends it and waits for the last call. */
function every(ms: number, work: () => Promise<void>): () => Promise<void> {
  let ended = false;
  let current: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const next = () => {
    if (ended) return;
    timer = setTimeout(() => {
      current = work().finally(next);
    }, ms);
  };
  next();
  return async () => {
    ended = true;
    clearTimeout(timer);
    await current;
  };
}
