/** Events about people whom nobody has told of yet: CRMs often post the deal before the contact. */
import { plusDuration } from '../../domain/calendar.ts';
import { placeIn, utcWeek } from '../../domain/schedule.ts';
import type { App } from '../context.ts';

const firstLookMs = 5_000;
const furthestLookMs = 30_000;

/** Until when an event of a source waits for its person; null where it does not wait. */
export function waitsUntil({ workspace }: App, source: string, now: Date): Date | null {
  const wait = workspace.sources.find(({ key }) => key === source)?.deferUnmatched ?? null;
  return wait === null ? null : plusDuration(now, wait, utcWeek, placeIn('UTC'));
}

/** When to look again: soon at first, then at growing distances, and once more when the time is over. Clock time. */
export function nextLook(receivedAt: Date, deferUntil: Date, now: Date): Date {
  const age = now.getTime() - receivedAt.getTime();
  const waitMs = Math.min(Math.max(age / 4, firstLookMs), furthestLookMs);
  return new Date(Math.min(now.getTime() + waitMs, deferUntil.getTime()));
}
