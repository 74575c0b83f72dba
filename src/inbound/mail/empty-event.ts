import type { ReadEvent } from '../reading.ts';

/** An event of which nothing is known yet. */
export const emptyEvent: ReadEvent = {
  type: 'reply.received',
  recipient: null,
  hard: null,
  status: null,
  replyCode: null,
  reason: null,
  occurredAt: null,
  until: null,
  category: null,
  dedupeKey: null,
};
