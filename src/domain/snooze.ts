/** When a task that is put off may come back. */
import { DateTime } from 'luxon';
import { nextOpening } from './calendar.ts';
import { type Place, placeIn, type Schedule, utcWeek, type Window } from './schedule.ts';
import { localDate } from './wall-clock.ts';

/** Times that are offered; in an hour is told from when somebody says so. */
export interface SnoozeTimes {
  readonly morning: Date;
  /** Null where the next morning is the same. */
  readonly monday: Date | null;
}

/** When people work where a schedule lets mails out at any hour. */
const office: readonly Window[] = [{ startMinute: 9 * 60, endMinute: 16 * 60 }];

/**
 * The next morning and the next Monday, or the first working days after them, at the hour at which the schedule opens.
 *
 * @param schedule  of the cadence; one for all days of the week is taken for Monday to Friday, as people work
 * @param place  on whose wall clock, and which holidays count
 */
export function snoozeTimes(now: Date, schedule: Schedule, place: Place): SnoozeTimes {
  const { zone } = place;
  const week = {
    ...schedule,
    days: schedule.days.length === 7 ? utcWeek.days : schedule.days,
    windows: schedule.windows === 'always' ? office : schedule.windows,
  };
  const from = (days: number) => openingFrom(localDate(now, zone, days).startsAt, week, place);
  const morning = from(1);
  const weekday = DateTime.fromMillis(now.getTime(), { zone }).weekday;
  const monday = from(8 - weekday);
  return { morning, monday: monday.getTime() === morning.getTime() ? null : monday };
}

function openingFrom(at: Date, week: Schedule, place: Place): Date {
  const alone = { ...place, alsoZones: [] };
  try {
    return nextOpening(at, week, alone).at;
  } catch {
    // Calendars that close every day hold mails, and no people.
    return nextOpening(at, { ...week, days: utcWeek.days, windows: office }, placeIn(place.zone))
      .at;
  }
}

/** What is wrong with a time to come back at; null where nothing is. */
export type SnoozeFault = 'past' | 'far' | 'late';

const longestMs = 366 * 86_400_000;

/**
 * Whether a task may be put off until then.
 *
 * @param skipAt  when the cadence goes on without it, or its mail is to be decided about: a task that came back later would
 *   come back to nobody
 */
export function snoozeFault(until: Date, now: Date, skipAt: Date | null): SnoozeFault | null {
  if (until <= now) return 'past';
  if (until.getTime() - now.getTime() > longestMs) return 'far';
  return skipAt !== null && until >= skipAt ? 'late' : null;
}
