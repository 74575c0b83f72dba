import type { Log } from '../log.ts';
import { openQueue, openWorker, type QueueBackend } from './backend.ts';

const queueName = 'dispatcher';

export interface Ticker {
  /** Makes sure that the scheduler is there: a flushed Redis has lost it. */
  ensure(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Wakes the dispatcher every `everyMs`, once over all processes: a BullMQ job scheduler whose job any of them may take.
 * A tick that fails is logged; the next one comes all the same.
 */
export function startTicker(
  { kind, url }: QueueBackend,
  everyMs: number,
  tick: () => Promise<void>,
  log: Log,
): Ticker {
  // Ticks are told by what they do: most find nothing.
  const backend: QueueBackend = { kind, url };
  const queue = openQueue(backend, queueName, {
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  });
  const worker = openWorker(backend, queueName, async () => tick(), {
    concurrency: 1,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  });
  const warn = (error: Error) => log.warn({ err: error.message }, 'ticker connection');
  queue.on('error', warn);
  worker.on('error', warn);
  worker.on('failed', (_job, error: Error) =>
    log.warn({ err: error.message }, 'dispatcher tick failed'),
  );
  return {
    ensure: async () => {
      await queue.upsertJobScheduler('dispatcher-tick', { every: everyMs }, { name: 'tick' });
    },
    close: async () => {
      await worker.close();
      await queue.close();
    },
  };
}
