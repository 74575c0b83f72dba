/**
 * The only place where wall clocks are read: sending windows, open days and business days in an IANA zone.
 *
 * Clock changes: a local time that does not exist is the first instant after the gap; one that exists twice is the first
 * of the two. A window that lies in the gap altogether does not take place that day.
 */
import { DateTime, IANAZone } from 'luxon';
import { InvalidInput } from '../errors.ts';
import type { Duration } from './duration.ts';
import { holidayName } from './holidays.ts';
import type { Place, Schedule, Window } from './schedule.ts';

/** Why an instant was moved, and how far. */
export interface Shift {
  readonly reason: 'outside_window' | 'closed_day' | 'holiday' | 'min_gap' | 'jitter';
  readonly from: Date;
  readonly to: Date;
  /** The holiday's name. */
  readonly detail?: string;
}

export interface Opening {
  readonly at: Date;
  /** End of the window that `at` lies in, null where there are no windows. */
  readonly closesAt: Date | null;
  readonly shifts: readonly Shift[];
}

/** A longer search means that the schedule has no opening at all. */
const searchDays = 400;
const wholeDay: readonly Window[] = [{ startMinute: 0, endMinute: 1440 }];

/** True when the schedule lets everything out at any time. */
function isUnlimited(schedule: Schedule, place: Place): boolean {
  return (
    schedule.windows === 'always' && schedule.days.length === 7 && place.holidayCountry === null
  );
}

/**
 * The first instant from `at` on that lies in a window of an open day.
 *
 * @throws InvalidInput `no_opening` when there is none within 400 days
 */
export function nextOpening(at: Date, schedule: Schedule, place: Place): Opening {
  if (isUnlimited(schedule, place)) return { at, closesAt: null, shifts: [] };
  const windows = schedule.windows === 'always' ? wholeDay : schedule.windows;
  const first = DateTime.fromMillis(at.getTime(), { zone: place.zone }).startOf('day');
  let reason: Pick<Shift, 'reason' | 'detail'> = { reason: 'outside_window' };
  for (let offset = 0; offset < searchDays; offset += 1) {
    const day = first.plus({ days: offset });
    const closed = whyClosed(day, schedule, place);
    if (closed !== null) {
      if (offset === 0 || reason.reason === 'outside_window') reason = closed;
      continue;
    }
    for (const window of windows) {
      const start = wallInstant(day, window.startMinute);
      const end = endOfWindow(day, window, start);
      if (start >= end || end <= at.getTime()) continue;
      if (start <= at.getTime()) return { at, closesAt: new Date(end), shifts: [] };
      const to = new Date(start);
      return { at: to, closesAt: new Date(end), shifts: [{ ...reason, from: at, to }] };
    }
  }
  throw new InvalidInput(
    'no_opening',
    `The schedule has no sending time within ${searchDays} days of ${at.toISOString()} in ${place.zone}.`,
  );
}

function whyClosed(
  day: DateTime,
  schedule: Schedule,
  place: Place,
): Pick<Shift, 'reason' | 'detail'> | null {
  if (!schedule.days.includes(day.weekday)) return { reason: 'closed_day' };
  if (place.holidayCountry === null) return null;
  const detail = holidayName(place.holidayCountry, day.toFormat('yyyy-MM-dd'));
  return detail === null ? null : { reason: 'holiday', detail };
}

/** Epoch milliseconds of a minute of a local day. */
function wallInstant(day: DateTime, minute: number): number {
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
function endOfWindow(day: DateTime, window: Window, start: number): number {
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

/**
 * `at` plus a duration. Days keep the time of the wall clock; a business day is a day on which the schedule sends.
 *
 * @throws InvalidInput `no_opening` when the schedule has no business days
 */
export function plusDuration(at: Date, duration: Duration, schedule: Schedule, place: Place): Date {
  if (duration.days === 0 && duration.businessDays === 0) {
    return new Date(at.getTime() + duration.ms);
  }
  const local = DateTime.fromMillis(at.getTime(), { zone: place.zone });
  const minute = local.hour * 60 + local.minute;
  const rest = local.second * 1_000 + local.millisecond;
  let day = local.startOf('day').plus({ days: duration.days });
  for (let left = duration.businessDays, walked = 0; left > 0; walked += 1) {
    if (walked > searchDays + duration.businessDays * 7) {
      throw new InvalidInput('no_opening', `The schedule has no business days in ${place.zone}.`);
    }
    day = day.plus({ days: 1 });
    if (whyClosed(day, schedule, place) === null) left -= 1;
  }
  return new Date(wallInstant(day, minute) + rest + duration.ms);
}
