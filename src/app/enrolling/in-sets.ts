import { messageOf, Refused } from '../../errors.ts';
import { isConnectionLoss } from '../../store/db.ts';
import type { App } from '../context.ts';

/** Does the work for all of them at once; when that fails, for one after the other. */
export async function inSets<T>(
  app: App,
  what: string,
  items: readonly T[],
  work: (items: readonly T[]) => Promise<number>,
): Promise<number> {
  if (items.length === 0) return 0;
  try {
    return await work(items);
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    return oneByOne(app, what, items, (item) => work([item]));
  }
}

/** One after the other: whoever cannot be put right does not keep the others from it. */
export async function oneByOne<T>(
  app: App,
  what: string,
  items: readonly T[],
  work: (item: T) => Promise<number>,
): Promise<number> {
  let count = 0;
  for (const item of items) {
    try {
      count += await work(item);
    } catch (error) {
      if (isConnectionLoss(error)) throw error;
      // Another reconciler, or a person, was quicker.
      if (error instanceof Refused) continue;
      app.log.warn({ what, err: messageOf(error) }, 'reconciler, one of several');
    }
  }
  return count;
}
