import type { EventMatch } from '../../store/event-match.ts';
import {
  deferredDue,
  giveUpDeferred,
  lockDeferred,
  putOff,
  type WaitingEvent,
} from '../../store/kept-events.ts';
import type { App } from '../context.ts';
import { inSets } from '../enrolling/in-sets.ts';
import { afterwards, applyFound } from './apply-found.ts';
import { nextLook } from './deferral.ts';

const setSize = 500;
/** So that a flood of events about nobody does not keep the other parts waiting. */
const setsAtMost = 10;

/**
 * A part of the reconciler: looks again for the people of deferred events. Whoever is there and in a cadence is told; when
 * the time is over, what is about nobody becomes `unmatched`. Exact however many do it: each row is locked by one.
 *
 * @returns how many are deferred no more
 */
export async function retryDeferred(app: App): Promise<number> {
  let count = 0;
  for (let sets = 0; sets < setsAtMost; sets += 1) {
    const ids = await deferredDue(app.db, app.clock.now(), setSize);
    count += await inSets(app, 'deferred', ids, (some) => retryThese(app, some));
    if (ids.length < setSize) break;
  }
  return count;
}

async function retryThese(app: App, ids: readonly string[]): Promise<number> {
  const now = app.clock.now();
  const { rows, applied, over } = await app.db.transaction(async (tx) => {
    const locked = await lockDeferred(tx, ids, now);
    const isOver = ({ deferUntil }: WaitingEvent) => deferUntil === null || deferUntil <= now;
    const counts = (row: WaitingEvent, { likelyEnrolmentId }: EventMatch) =>
      likelyEnrolmentId !== null || isOver(row);
    const later = await applyFound(app, tx, locked, counts);
    const given = later.left.filter(isOver);
    await giveUpDeferred(
      tx,
      given.map(({ id }) => id),
    );
    const waiting = later.left.filter((row) => !isOver(row));
    await putOff(
      tx,
      waiting.map((row) => ({ id: row.id, retryAt: lookAfter(row, now) })),
    );
    return { rows: locked, applied: later, over: given };
  });
  await afterwards(app, applied, rows);
  for (const { source } of over) app.metrics.events.inc({ source, outcome: 'unmatched' });
  return applied.results.length + over.length;
}

function lookAfter({ receivedAt, deferUntil }: WaitingEvent, now: Date): Date {
  return nextLook(receivedAt, deferUntil ?? now, now);
}
