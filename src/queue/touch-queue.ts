import { z } from 'zod';
import { messageOf, Unavailable } from '../errors.ts';
import { inTime, late } from '../in-time.ts';
import type { Log } from '../log.ts';
import { openQueue, openWorker, type QueueBackend } from './backend.ts';

const queueName = 'touches';

/** All that a job carries: the worker reads the row again. */
const jobData = z.object({ touchId: z.uuid() });

export interface TouchJob {
  readonly touchId: string;
  /** The touch's fence when it was queued: a touch that is queued anew gets a job of its own. */
  readonly fence: number;
}

export interface AddedJob extends TouchJob {
  readonly delayMs: number;
  /** Where its trace goes on; left out where nobody traces. */
  readonly trace?: string;
}

/** Wake-ups for touches; nothing that PostgreSQL does not know. */
export interface TouchQueue {
  /** Adds wake-ups; a job that is there already is left alone. Throws Unavailable `queue_unavailable`. */
  add(jobs: readonly AddedJob[]): Promise<void>;
  /** Which of these have no job any more (the queue was flushed, or a worker died). */
  missing(jobs: readonly TouchJob[]): Promise<TouchJob[]>;
  /** Jobs that wait for a worker or are with one; delayed ones do not count. */
  outstanding(): Promise<number>;
  /** Jobs that wait for their time. */
  delayed(): Promise<number>;
  close(): Promise<void>;
}

/** BullMQ refuses ids with a colon and ids that are integers. */
const jobId = (job: TouchJob) => `${job.touchId}-${job.fence}`;

/** How long a producer waits for the queue before it leaves the touches to the dispatcher. */
const producerTimeoutMs = 5_000;

/** How long a worker that leaves at once waits for the queue to say goodbye. */
const abandonTimeoutMs = 500;

/** Opens the producer's side. */
export function openTouchQueue(backend: QueueBackend, log: Log): TouchQueue {
  const queue = openQueue(backend, queueName, {
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', (error: Error) => log.warn({ err: error.message }, 'queue connection'));
  return {
    add: async (jobs) => {
      if (jobs.length === 0) return;
      const bulk = jobs.map((job) => ({
        name: 'touch',
        data: { touchId: job.touchId },
        opts: {
          jobId: jobId(job),
          delay: job.delayMs,
          ...(job.trace === undefined ? {} : { telemetry: { metadata: job.trace } }),
        },
      }));
      await answerOf(queue.addBulk(bulk));
    },
    missing: async (jobs) => {
      const found = await answerOf(Promise.all(jobs.map((job) => queue.getJob(jobId(job)))));
      return jobs.filter((_, index) => found[index] === undefined);
    },
    outstanding: () => answerOf(queue.getJobCountByTypes('waiting', 'prioritized', 'active')),
    delayed: () => answerOf(queue.getDelayedCount()),
    close: () => queue.close(),
  };
}

/** @throws Unavailable `queue_unavailable` when the queue does not answer soon */
export async function answerOf<T>(work: Promise<T>): Promise<T> {
  try {
    const answer = await inTime(work, producerTimeoutMs);
    if (answer === late) throw new Error('no answer in time');
    return answer;
  } catch (error) {
    throw new Unavailable(
      'queue_unavailable',
      `The queue does not answer: ${messageOf(error)}. Check REDIS_URL; what is due stays in PostgreSQL.`,
      undefined,
      { cause: error },
    );
  }
}

/**
 * How soon the jobs of a worker that died are with another one: 6 s after its last sign of life they are looked for every
 * 3 s, and given away when they were seen twice. The library's own half minutes would keep a touch back for a minute. A
 * worker that only hung and comes back does no harm: its claims are fenced.
 */
const lockDuration = 6_000;
const stalledInterval = 3_000;

export interface TouchWorker {
  /** Takes no new jobs and waits for those under way. */
  drain(): Promise<void>;
  /** Leaves at once; jobs under way are found again by the reconciler. */
  abandon(): Promise<void>;
}

/**
 * Starts a worker.
 *
 * @param concurrency  jobs under way at once; more than there are SMTP connections, since jobs wait for one
 * @param handle  called with the id of a touch; whatever it throws is logged, and the touch is found by the reconciler
 */
export function startTouchWorker(
  backend: QueueBackend,
  concurrency: number,
  handle: (touchId: string) => Promise<void>,
  log: Log,
): TouchWorker {
  const worker = openWorker(
    backend,
    queueName,
    async (job) => handle(jobData.parse(job.data).touchId),
    {
      concurrency,
      lockDuration,
      stalledInterval,
      maxStalledCount: 1,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  worker.on('error', (error: Error) => log.warn({ err: error.message }, 'worker connection'));
  worker.on('failed', (job, error: Error) =>
    log.warn({ touchId: job?.id, err: error.message }, 'touch job failed'),
  );
  return {
    drain: () => worker.close(),
    abandon: async () => {
      // Behind a drain that does not end this would wait for that drain, and without a server for the server.
      const closed = worker.close(true).catch(() => undefined);
      await inTime(closed, abandonTimeoutMs);
    },
  };
}
