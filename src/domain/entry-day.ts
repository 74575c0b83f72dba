/** The days of the calendar on which people start in a cadence, and when somebody who waits can expect to. */
import type { EntryRules } from './entry.ts';
import type { Schedule } from './schedule.ts';
import { localDate } from './wall-clock.ts';
import { isZone } from './zone.ts';

/** In which zone a cadence counts its days: its own where it names one, else the one that it falls back on. */
export function dayZone({ timezone, defaultTimezone }: Schedule): string {
  return isZone(timezone) ? timezone : defaultTimezone;
}

/** A day on which people start in a cadence. */
export interface StartingDay {
  /** ISO 8601, by the calendar of the cadence. */
  readonly date: string;
  /** When the next one begins. */
  readonly endsAt: Date;
  /** How many have started on it. */
  readonly started: number;
  /** How many may start on it yet; infinite without a limit. */
  readonly free: number;
}

/** @param counted  how many have started on which day, as it was kept */
export function startingDay(
  { schedule, entry }: { readonly schedule: Schedule; readonly entry?: EntryRules },
  counted: { readonly countedOn: string | null; readonly started: number },
  now: Date,
): StartingDay {
  const { date, endsAt } = localDate(now, dayZone(schedule));
  const started = counted.countedOn === date ? counted.started : 0;
  const limit = entry?.maxNewPerDay ?? Number.POSITIVE_INFINITY;
  return { date, endsAt, started, free: Math.max(0, limit - started) };
}

/**
 * When somebody can expect to start, if nobody before them drops out: now, or at the beginning of the day on which it is
 * their turn.
 *
 * @param place  in the queue, counted from 1
 */
export function expectedStart(
  place: number,
  { schedule, entry }: { readonly schedule: Schedule; readonly entry?: EntryRules },
  { free }: StartingDay,
  now: Date,
): Date {
  if (place <= free || entry?.maxNewPerDay === undefined) return now;
  const days = Math.ceil((place - free) / entry.maxNewPerDay);
  return localDate(now, dayZone(schedule), days).startsAt;
}
