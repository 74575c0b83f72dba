/** Which local days are open, and until when: weekdays, holidays, blackouts, half days. */
import { holidayOn } from './holidays.ts';
import { blackoutOn, isOwnHoliday, ownDayEnd } from './own-calendar.ts';
import type { Place, Schedule, Window } from './schedule.ts';

/** A day of the wall clock. */
export interface LocalDay {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** ISO, Monday is 1. */
  readonly weekday: number;
}

/** Why nothing is sent on a day, or in the rest of it, and what that is called. */
export interface Closure {
  readonly reason: 'closed_day' | 'holiday' | 'blackout' | 'half_day';
  readonly detail?: string;
}

/** The sending windows of a day and, when it is cut short, why, and when it would have ended. */
export interface OpenHours {
  readonly windows: readonly Window[];
  readonly cut: {
    readonly reason: 'half_day';
    readonly detail: string;
    readonly untilMinute: number;
  } | null;
}

const wholeDay: readonly Window[] = [{ startMinute: 0, endMinute: 1440 }];

/** Whether a place closes any day that the weekdays leave open. */
export function hasCalendar(place: Place): boolean {
  return place.holidayCountries.length > 0 || place.calendars.length > 0;
}

/** Why a whole day is closed, or null when something may be sent on it. */
export function whyClosed(day: LocalDay, schedule: Schedule, place: Place): Closure | null {
  if (!schedule.days.includes(day.weekday)) return { reason: 'closed_day' };
  for (const calendar of place.calendars) {
    const blackout = blackoutOn(calendar, day.date);
    if (blackout !== null) return { reason: 'blackout', detail: blackout.name ?? calendar.key };
  }
  for (const country of place.holidayCountries) {
    const holiday = holidayOn(country, day.date);
    if (holiday?.fromMinute === 0) return { reason: 'holiday', detail: holiday.name };
  }
  const own = place.calendars.find((calendar) => isOwnHoliday(calendar, day.date));
  return own === undefined ? null : { reason: 'holiday', detail: `calendar ${own.key}` };
}

/** The windows of a day that is not closed; on a half day only what lies before its end. */
export function openHours(day: LocalDay, schedule: Schedule, place: Place): OpenHours {
  const windows = schedule.windows === 'always' ? wholeDay : schedule.windows;
  const end = earlyEnd(day, place);
  if (end === null || windows.every(({ endMinute }) => endMinute <= end.minute)) {
    return { windows, cut: null };
  }
  const left = windows
    .filter(({ startMinute }) => startMinute < end.minute)
    .map((window) => ({ ...window, endMinute: Math.min(window.endMinute, end.minute) }));
  const untilMinute = Math.max(...windows.map(({ endMinute }) => endMinute));
  return { windows: left, cut: { reason: 'half_day', detail: end.name, untilMinute } };
}

function earlyEnd(
  day: LocalDay,
  place: Place,
): { readonly minute: number; readonly name: string } | null {
  if (!hasCalendar(place)) return null;
  const ends = [
    ...place.holidayCountries.flatMap((country) => {
      const holiday = holidayOn(country, day.date);
      return holiday === null ? [] : [{ minute: holiday.fromMinute, name: holiday.name }];
    }),
    ...place.calendars.flatMap((calendar) => {
      const minute = ownDayEnd(calendar, day.date);
      return minute === null ? [] : [{ minute, name: `calendar ${calendar.key}` }];
    }),
  ];
  return ends.toSorted((a, b) => a.minute - b.minute)[0] ?? null;
}
