/** Instants of a wall clock, over its changes; see calendar.ts for the rules. */
import { DateTime, IANAZone } from 'luxon';
import type { Window } from './schedule.ts';

/** Epoch milliseconds of a minute of a local day. */
export function wallInstant(day: DateTime, minute: number): number {
  const zone = IANAZone.create(day.zoneName ?? 'UTC');
  const wall = Date.UTC(day.year, day.month - 1, day.day, 0, minute);
  const probe = wall - zone.offset(wall) * 60_000;
  const before = zone.offset(probe - 86_400_000) * 60_000;
  const after = zone.offset(probe + 86_400_000) * 60_000;
  const early = wall - Math.max(before, after);
  const late = wall - Math.min(before, after);
  if (early + zone.offset(early) * 60_000 === wall) return early;
  if (late + zone.offset(late) * 60_000 === wall) return late;
  return firstInstantAtOrAfter(zone, wall, early - 86_400_000, late + 86_400_000);
}

/**
 * The end of a window. When the clock goes back inside it to a time before its start, it ends there: what follows is
 * outside the window by the wall clock.
 */
export function endOfWindow(day: DateTime, window: Window, start: number): number {
  const end = wallInstant(day, window.endMinute);
  if (end - start <= (window.endMinute - window.startMinute) * 60_000) return end;
  const zone = IANAZone.create(day.zoneName ?? 'UTC');
  const startWall = start + zone.offset(start) * 60_000;
  let before = start;
  let after = end;
  while (after - before > 1_000) {
    const middle = Math.floor((before + after) / 2_000) * 1_000;
    if (zone.offset(middle) === zone.offset(start)) before = middle;
    else after = middle;
  }
  const change = Math.ceil(after / 1_000) * 1_000;
  return change + zone.offset(change) * 60_000 < startWall ? change : end;
}

/** Where the local time is skipped: the instant at which the clock jumps over it. Bisection to the second. */
function firstInstantAtOrAfter(zone: IANAZone, wall: number, low: number, high: number): number {
  let before = low;
  let after = high;
  while (after - before > 1_000) {
    const middle = Math.floor((before + after) / 2_000) * 1_000;
    if (middle + zone.offset(middle) * 60_000 >= wall) after = middle;
    else before = middle;
  }
  return Math.ceil(after / 1_000) * 1_000;
}

/** A calendar day, and the instants between which it lies; `endsAt` does not belong to it. */
export interface LocalDate {
  /** ISO 8601, `2026-11-25`. */
  readonly date: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** The day that an instant lies in, or the day so many days after it. */
export function localDate(at: Date, zone: string, plusDays = 0): LocalDate {
  const day = DateTime.fromMillis(at.getTime(), { zone }).startOf('day').plus({ days: plusDays });
  return {
    date: day.toFormat('yyyy-MM-dd'),
    startsAt: new Date(wallInstant(day, 0)),
    endsAt: new Date(wallInstant(day.plus({ days: 1 }), 0)),
  };
}

/** When a day (ISO 8601) begins on a wall clock. */
export function instantOfDate(date: string, zone: string): Date {
  return new Date(wallInstant(DateTime.fromISO(date, { zone }), 0));
}

/** An instant as a wall clock shows it to people: `2026-11-25 09:00`. */
export function wallClockText(at: Date, zone: string): string {
  return DateTime.fromMillis(at.getTime(), { zone }).toFormat('yyyy-MM-dd HH:mm');
}
