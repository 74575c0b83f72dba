import { InvalidInput } from '../errors.ts';
import { type Duration, noDuration } from './duration.ts';

/** When a cadence may send, as plain JSON. An absent key means no limit. */
export interface Schedule {
  /** `prospect`, `sender` or an IANA name. */
  readonly timezone: string;
  /** For prospects whose zone is not known and cannot be told from their country. */
  readonly defaultTimezone: string;
  /** ISO weekdays, Monday is 1. */
  readonly days: readonly number[];
  readonly windows: 'always' | readonly Window[];
  /** `prospect`, `none` or an ISO country code. */
  readonly holidays: string;
  readonly minGap: Duration;
  readonly jitterMs: number;
}

/** A sending window in minutes since midnight of the wall clock; the end does not belong to it. */
export interface Window {
  readonly startMinute: number;
  readonly endMinute: number;
}

/** Where a touch takes place: the zone whose wall clock counts, and the country whose holidays do (null: none). */
export interface Place {
  readonly zone: string;
  readonly holidayCountry: string | null;
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
    throw new InvalidInput(
      'invalid_window',
      `"${text}" is not a sending window: write it as in 08:30-11:30.`,
    );
  }
  if (endMinute <= startMinute) {
    throw new InvalidInput(
      'invalid_window',
      `"${text}" ends before it begins: a window over midnight is written as two, as in 22:00-24:00 and 00:00-02:00.`,
    );
  }
  return { startMinute, endMinute };
}
