import { Unavailable } from '../errors.ts';
import type { TouchQueue } from './touch-queue.ts';

/**
 * The producer's side, opened when it is first used: most commands put nothing on the queue, and loading it takes longer than
 * they work. Once closed it stays closed.
 */
export function queueWhenUsed(open: () => Promise<TouchQueue>): TouchQueue {
  let opened: Promise<TouchQueue> | undefined;
  let isClosed = false;
  const queue = () => {
    if (isClosed && opened === undefined) {
      throw new Unavailable('queue_unavailable', 'The queue is closed.');
    }
    // What has failed is tried again with the next job.
    opened ??= open().catch((cause: unknown) => {
      opened = undefined;
      throw new Unavailable('queue_unavailable', 'The queue cannot be opened.', undefined, {
        cause,
      });
    });
    return opened;
  };
  return {
    add: async (jobs) => {
      if (jobs.length > 0) await (await queue()).add(jobs);
    },
    missing: async (jobs) => (jobs.length === 0 ? [] : (await queue()).missing(jobs)),
    outstanding: async () => (await queue()).outstanding(),
    delayed: async () => (await queue()).delayed(),
    close: async () => {
      isClosed = true;
      await (await opened)?.close();
    },
  };
}
