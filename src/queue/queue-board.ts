import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { Queue } from 'bullmq';
import type { Log } from '../log.ts';
import { openQueue, type QueueBackend, queueNames } from './backend.ts';
import { answerOf } from './touch-queue.ts';

/** Our queues as bull-board reads them: nothing can be changed through them. */
export interface QueueBoard {
  readonly queues: readonly BullMQAdapter[];
  /** @throws Unavailable `queue_unavailable` */
  answers(): Promise<void>;
  close(): Promise<void>;
}

const described = {
  touches: 'Wake-ups for touches, each with the id of its touch. PostgreSQL knows what is due.',
  dispatcher: 'Wakes the dispatcher, which puts on the queue what is due soon.',
} as const;

/** Opens them on connections of their own, so that looking never keeps a mail waiting. */
export function openQueueBoard(backend: QueueBackend, log: Log): QueueBoard {
  const opened = queueNames.map((name) => {
    const queue = openQueue(backend, name, {});
    queue.on('error', (error: Error) => log.warn({ err: error.message }, 'queue connection'));
    return { queue, adapter: adapterOf(queue, described[name]) };
  });
  return {
    queues: opened.map(({ adapter }) => adapter),
    answers: async () => {
      await answerOf(Promise.all(opened.map(({ queue }) => queue.getJobCounts())));
    },
    close: async () => {
      await Promise.all(opened.map(({ queue }) => queue.close()));
    },
  };
}

/** bull-board takes a queue on either backend; its types know the one on Redis alone. */
function adapterOf(queue: unknown, description: string): BullMQAdapter {
  if (!(queue instanceof Queue)) throw new TypeError('This is no queue of BullMQ');
  return new BullMQAdapter(queue, { description, readOnlyMode: true });
}
