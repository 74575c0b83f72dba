import { invalid } from './invalid.ts';
import { sentence } from './sentence.ts';
/** Holidays, half days and blackout dates of one's own, from `workspace.yaml`, as plain JSON. */
export interface OwnCalendar {
  /** Local dates on which nothing is sent: `YYYY-MM-DD`, or `MM-DD` for every year. */
  readonly holidays: readonly string[];
  /** By local date, written the same way: the minute since midnight at which the day ends. */
  readonly halfDays: Readonly<Record<string, number>>;
  readonly blackouts: readonly Blackout[];
}

/** Days from `from` to `to`, both included, on which nothing is sent. */
export interface Blackout {
  /** `YYYY-MM-DD` */
  readonly from: string;
  /** `YYYY-MM-DD` */
  readonly to: string;
  readonly name: string | null;
}

/** A calendar with the key that cadences call it by. */
export interface NamedCalendar extends OwnCalendar {
  readonly key: string;
}

/** Refuses 2026-02-30 and the like; 02-29 is a day, in the years that have it. */
function isDate(year: string, month: string, day: string): boolean {
  const at = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(8, 10) === day;
}

/**
 * Reads `2026-12-24`.
 *
 * @throws InvalidInput `invalid_date`
 */
export function parseDate(text: string): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text.trim()) ?? [];
  if (isDate(year, month, day)) return text.trim();
  throw invalid('invalid_date', sentence('lint.date', { text }));
}

/**
 * Reads `2026-12-24`, or `12-24` for that day of every year.
 *
 * @throws InvalidInput `invalid_date`
 */
export function parseCalendarDay(text: string): string {
  const [, month = '', day = ''] = /^(\d\d)-(\d\d)$/.exec(text.trim()) ?? [];
  if (isDate('2028', month, day)) return text.trim();
  if (/^\d{4}-/.test(text.trim())) return parseDate(text);
  throw invalid('invalid_date', sentence('lint.day', { text }));
}

/**
 * Reads `12:00`, the time of day at which a half day ends, as minutes since midnight.
 *
 * @throws InvalidInput `invalid_time`
 */
export function parseDayEnd(text: string): number {
  const [, hour = '99', minute = '99'] = /^(\d{1,2}):(\d\d)$/.exec(text.trim()) ?? [];
  const end = Number(hour) * 60 + Number(minute);
  if (Number(minute) < 60 && end > 0 && end < 1440) return end;
  throw invalid('invalid_time', sentence('lint.day-end', { text }));
}

/** The blackout of a calendar that a local date lies in, or null. */
export function blackoutOn(calendar: OwnCalendar, date: string): Blackout | null {
  return calendar.blackouts.find(({ from, to }) => from <= date && date <= to) ?? null;
}

/** Whether a local date is one of a calendar's holidays. */
export function isOwnHoliday(calendar: OwnCalendar, date: string): boolean {
  return calendar.holidays.includes(date) || calendar.holidays.includes(date.slice(5));
}

/** The minute at which a local date ends early, or null. A date with its year wins over one of every year. */
export function ownDayEnd(calendar: OwnCalendar, date: string): number | null {
  return calendar.halfDays[date] ?? calendar.halfDays[date.slice(5)] ?? null;
}
