/**
 * The only place where wall clocks are read: sending windows, open days and business days in an IANA zone.
 *
 * Clock changes: a local time that does not exist is the first instant after the gap; one that exists twice is the first
 * of the two. A window that lies in the gap altogether does not take place that day.
 */
import { DateTime } from 'luxon';
import { InvalidInput } from '../errors.ts';
import type { Duration } from './duration.ts';
import { type Closure, hasCalendar, type LocalDay, openHours, whyClosed } from './open-days.ts';
import { type Place, placeIn, type Schedule } from './schedule.ts';
import { endOfWindow, wallInstant } from './wall-clock.ts';

/** Why an instant was moved, and how far. */
export interface Shift {
  /**
   * `other_clock`: it was open by the first wall clock, and not by the other one that is asked for.
   * `no_common_window`: the two never have a window in common, so that the first alone holds.
   */
  readonly reason:
    | 'outside_window'
    | Closure['reason']
    | 'other_clock'
    | 'no_common_window'
    | 'min_gap'
    | 'jitter';
  readonly from: Date;
  readonly to: Date;
  /** The name of the holiday or blackout, or the zone of the other clock. */
  readonly detail?: string;
}

export interface Opening {
  readonly at: Date;
  /** End of the window that `at` lies in, null where there are no windows. */
  readonly closesAt: Date | null;
  readonly shifts: readonly Shift[];
}

type Reason = Pick<Shift, 'reason' | 'detail'>;

/** A longer search means that the schedule has no opening at all. */
const searchDays = 400;

/** Two clocks that have no window in common for so long have none worth waiting for. */
const commonSearchDays = 31;

/** True when the schedule lets everything out at any time. */
function isUnlimited(schedule: Schedule, place: Place): boolean {
  return schedule.windows === 'always' && schedule.days.length === 7 && !hasCalendar(place);
}

/**
 * The first instant from `at` on that lies in a window of an open day, on every wall clock that the place asks for. Where
 * the clocks never agree, the first one alone holds, and a shift says so.
 *
 * @throws InvalidInput `no_opening` when there is none within 400 days
 */
export function nextOpening(at: Date, schedule: Schedule, place: Place): Opening {
  if (isUnlimited(schedule, place)) return { at, closesAt: null, shifts: [] };
  const several = place.alsoZones.length > 0;
  const days = several ? commonSearchDays : searchDays;
  const found = search(at, schedule, place, days);
  if (found !== null) return found;
  if (several) {
    const alone = nextOpening(at, schedule, { ...place, alsoZones: [] });
    const detail = place.alsoZones.join(', ');
    const shift: Shift = { reason: 'no_common_window', detail, from: at, to: alone.at };
    return { ...alone, shifts: [shift] };
  }
  throw new InvalidInput(
    'no_opening',
    `The schedule has no sending time within ${searchDays} days of ${at.toISOString()} in ${place.zone}.`,
  );
}

/** Whether the wall clocks of a place ever have an open window in common. */
export function hasCommonWindow(at: Date, schedule: Schedule, place: Place): boolean {
  return isUnlimited(schedule, place) || search(at, schedule, place, searchDays) !== null;
}

function search(at: Date, schedule: Schedule, place: Place, days: number): Opening | null {
  const first = DateTime.fromMillis(at.getTime(), { zone: place.zone }).startOf('day');
  let reason: Reason = { reason: 'outside_window' };
  for (let offset = 0; offset < days; offset += 1) {
    const day = first.plus({ days: offset });
    const closed = whyClosed(localDay(day), schedule, place);
    if (closed !== null) {
      reason = weightier(reason, closed);
      continue;
    }
    const { windows, cut } = openHours(localDay(day), schedule, place);
    for (const window of windows) {
      const start = wallInstant(day, window.startMinute);
      const end = endOfWindow(day, window, start);
      if (start >= end || end <= at.getTime()) continue;
      const from = Math.max(start, at.getTime());
      const common =
        place.alsoZones.length === 0 ? { from, end } : onAll(from, end, schedule, place);
      if (common === null || common.from > from) {
        const isOpen = start <= at.getTime() && offset === 0;
        const detail = place.alsoZones.join(', ');
        if (isOpen) reason = weightier(reason, { reason: 'other_clock', detail });
        if (common === null) continue;
      }
      const closesAt = new Date(common.end);
      if (common.from === at.getTime()) return { at, closesAt, shifts: [] };
      const to = new Date(common.from);
      return { at: to, closesAt, shifts: [{ ...reason, from: at, to }] };
    }
    const isCutBefore = cut !== null && wallInstant(day, cut.untilMinute) > at.getTime();
    if (isCutBefore) reason = weightier(reason, { reason: cut.reason, detail: cut.detail });
  }
  return null;
}

/** From what needs no explanation to what somebody has decided. */
const byWeight: readonly Shift['reason'][] = [
  'outside_window',
  'closed_day',
  'other_clock',
  'half_day',
  'holiday',
  'blackout',
];

/** Of the reasons for which an instant moves, the one that tells most; of equal ones the first. */
function weightier(first: Reason, second: Reason): Reason {
  return byWeight.indexOf(second.reason) > byWeight.indexOf(first.reason) ? second : first;
}

/** The first part of a window of the first wall clock in which all the others are open too. */
function onAll(
  start: number,
  windowEnd: number,
  schedule: Schedule,
  place: Place,
): { readonly from: number; readonly end: number } | null {
  let from = start;
  for (;;) {
    let end = windowEnd;
    let isOpenOnAll = true;
    for (const zone of place.alsoZones) {
      const other = nextOpening(new Date(from), schedule, placeIn(zone));
      if (other.at.getTime() >= windowEnd) return null;
      if (other.at.getTime() > from) {
        from = other.at.getTime();
        isOpenOnAll = false;
        break;
      }
      end = Math.min(end, other.closesAt?.getTime() ?? end);
    }
    if (isOpenOnAll) return { from, end };
  }
}

function localDay(day: DateTime): LocalDay {
  return { date: day.toFormat('yyyy-MM-dd'), weekday: day.weekday };
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
    if (whyClosed(localDay(day), schedule, place) === null) left -= 1;
  }
  return new Date(wallInstant(day, minute) + rest + duration.ms);
}
