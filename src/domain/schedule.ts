import { type Duration, noDuration } from './duration.ts';
import { invalid } from './invalid.ts';
import type { NamedCalendar, OwnCalendar } from './own-calendar.ts';
import { sentence } from './sentence.ts';

/** When a step may be sent, as plain JSON. An absent key means no limit. */
export interface Schedule {
  /** `prospect`, `sender` or an IANA name. */
  readonly timezone: string;
  /** For prospects whose zone is not known and cannot be told from their region or country. */
  readonly defaultTimezone: string;
  /** ISO weekdays, Monday is 1. */
  readonly days: readonly number[];
  /** In the order of the day, and apart from one another. */
  readonly windows: 'always' | readonly Window[];
  /** `both`: windows and days must hold on the prospect's and on the sender's wall clock. Absent: `one`, that of `timezone`. */
  readonly windowsOf?: 'one' | 'both';
  /** `prospect`, `none`, an ISO country code, `calendar:KEY`, or several of these. */
  readonly holidays: string | readonly string[];
  /** The own calendars that `holidays` names, by key, as they were when the version was made. */
  readonly calendars?: Readonly<Record<string, OwnCalendar>>;
  readonly minGap: Duration;
  readonly jitterMs: number;
}

/** What a step says differently from its cadence. */
export type ScheduleOverride = Partial<Omit<Schedule, 'calendars'>>;

/** The schedule of a cadence, from which that of each step is made by `scheduleOf`; its calendars are those of all steps. */
export interface CadenceSchedule extends Schedule {
  /** For mails that continue a thread. */
  readonly followUps?: ScheduleOverride;
}

/** A sending window in minutes since midnight of the wall clock; the end does not belong to it. */
export interface Window {
  readonly startMinute: number;
  readonly endMinute: number;
}

/** Where a touch takes place: whose wall clock counts, and which holidays do. */
export interface Place {
  readonly zone: string;
  /** Other zones on whose wall clocks the windows and days must hold too. */
  readonly alsoZones: readonly string[];
  /** ISO countries. */
  readonly holidayCountries: readonly string[];
  readonly calendars: readonly NamedCalendar[];
}

/** A zone without holidays. */
export function placeIn(zone: string): Place {
  return { zone, alsoZones: [], holidayCountries: [], calendars: [] };
}

export const defaultSchedule: Schedule = {
  timezone: 'prospect',
  defaultTimezone: 'UTC',
  days: [1, 2, 3, 4, 5, 6, 7],
  windows: 'always',
  holidays: 'none',
  minGap: noDuration,
  jitterMs: 0,
};

/** For waits that `workspace.yaml` gives to machines: business days are Monday to Friday, by the days of UTC. */
export const utcWeek: Schedule = {
  ...defaultSchedule,
  timezone: 'UTC',
  days: [1, 2, 3, 4, 5],
};

/**
 * Reads `08:30-11:30`; `24:00` is the end of the day.
 *
 * @throws InvalidInput `invalid_window`, also for one that runs over midnight or is empty
 */
export function parseWindow(text: string): Window {
  const found = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/.exec(text.trim());
  const [h1 = 99, m1 = 99, h2 = 99, m2 = 99] = (found ?? []).slice(1).map(Number);
  const startMinute = h1 * 60 + m1;
  const endMinute = h2 * 60 + m2;
  if (found === null || m1 > 59 || m2 > 59 || startMinute >= 1440 || endMinute > 1440) {
    throw invalid('invalid_window', sentence('lint.window', { text }));
  }
  if (endMinute <= startMinute) {
    throw invalid('invalid_window', sentence('lint.window-backwards', { text }));
  }
  return { startMinute, endMinute };
}
