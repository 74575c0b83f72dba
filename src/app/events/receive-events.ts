import type { Origin } from '../../tracing.ts';
import { createBatcher } from '../batcher.ts';
import type { App } from '../context.ts';
import { applyEvents, type ReceivedEvent, tryEvents } from './apply-events.ts';
import {
  type EventReceipt,
  landedReceipts,
  type PublicReceipt,
  publicReceipt,
} from './event-receipts.ts';
import { judgeReplies } from './judge-replies.ts';

/** What one request brings into a set. */
interface Received {
  readonly events: readonly ReceivedEvent[];
  readonly origin: Origin | undefined;
}

/** Requests that one transaction takes: under load many webhooks share one commit. */
const setSize = 100;
/** So many make a set of their own: what a set costs whatever its size is a tenth of it then. */
const manyRequests = 32;

/**
 * Makes the receiver of webhooks: the events of one request, applied; then, when a mail of a stopped enrolment is being
 * handed over at this moment, its end is waited for (4 s at most, and then the receipt says `inFlight`).
 */
export function createEventReceiver(
  app: App,
): (events: readonly ReceivedEvent[]) => Promise<PublicReceipt[]> {
  const apply = createBatcher<Received, readonly EventReceipt[]>(
    async (requests) => {
      const receipts = await applyEvents(
        app,
        requests.flatMap(({ events }) => events),
        requests.map(({ origin }) => origin),
      );
      let from = 0;
      return requests.map(({ events }) => {
        const own = receipts.slice(from, from + events.length);
        from += events.length;
        return own;
      });
    },
    setSize,
    manyRequests,
  );
  return async (events) => {
    const since = performance.now();
    const judged = await judgeReplies(app, events);
    const receipts = await apply({ events: judged, origin: app.tracing?.origin() });
    return landedReceipts(app.db, receipts, since);
  };
}

/** What the receiver would answer now; nothing is kept, and nothing in the air is waited for. */
export async function tryToReceive(
  app: App,
  events: readonly ReceivedEvent[],
): Promise<PublicReceipt[]> {
  const judged = await judgeReplies(app, events);
  return (await tryEvents(app, judged)).map((receipt) => publicReceipt(receipt));
}
