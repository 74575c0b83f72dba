import { Duration as LuxonDuration } from 'luxon';
import { InvalidInput } from '../errors.ts';

/**
 * A distance in time, as plain JSON: whole days of the calendar, business days, and elapsed milliseconds. Days keep the
 * time of the wall clock over a clock change; milliseconds do not.
 */
export interface Duration {
  readonly days: number;
  readonly businessDays: number;
  readonly ms: number;
}

export const noDuration: Duration = { days: 0, businessDays: 0, ms: 0 };

const longestDays = 3660;
const units: Readonly<Record<string, Partial<Duration>>> = {
  s: { ms: 1_000 },
  second: { ms: 1_000 },
  m: { ms: 60_000 },
  min: { ms: 60_000 },
  minute: { ms: 60_000 },
  h: { ms: 3_600_000 },
  hour: { ms: 3_600_000 },
  d: { days: 1 },
  day: { days: 1 },
  w: { days: 7 },
  week: { days: 7 },
  'business day': { businessDays: 1 },
};

/**
 * Reads `2s`, `15m`, `4 hours`, `3 days`, `2 weeks`, `3 business days` or ISO 8601 (`P3D`, `PT4H`, `P2W`).
 *
 * @throws InvalidInput `invalid_duration` for anything else, for months and years (their length varies), and over ten years
 */
export function parseDuration(text: string): Duration {
  const duration = /^P/i.test(text.trim()) ? fromIso(text.trim()) : fromWords(text.trim());
  if (duration === null) {
    throw new InvalidInput(
      'invalid_duration',
      `"${text}" is not a duration: write 2s, 15m, 4 hours, 3 days, 2 weeks, 3 business days, or ISO 8601 such as P3D.`,
    );
  }
  if (duration.days + duration.businessDays + duration.ms / 86_400_000 > longestDays) {
    throw new InvalidInput('invalid_duration', `"${text}" is longer than ten years.`);
  }
  return duration;
}

function fromWords(text: string): Duration | null {
  const found = /^(\d{1,9})\s*([a-z]+(?: [a-z]+)?)$/.exec(text);
  const amount = Number(found?.[1]);
  const word = found?.[2];
  if (word === undefined) return null;
  const name = Object.hasOwn(units, word) ? word : word.replace(/s$/, '');
  const unit = Object.hasOwn(units, name) ? units[name] : undefined;
  if (unit === undefined) return null;
  return {
    days: amount * (unit.days ?? 0),
    businessDays: amount * (unit.businessDays ?? 0),
    ms: amount * (unit.ms ?? 0),
  };
}

function fromIso(text: string): Duration | null {
  const parsed = LuxonDuration.fromISO(text.toUpperCase());
  if (!parsed.isValid || text.includes('-') || !/\d/.test(text)) return null;
  const { years = 0, months = 0, weeks = 0, days = 0 } = parsed.toObject();
  if (years > 0 || months > 0 || !Number.isInteger(days + weeks)) return null;
  const time = parsed.set({ weeks: 0, days: 0 });
  return { days: days + weeks * 7, businessDays: 0, ms: Math.round(time.toMillis()) };
}

/** The duration in words that `parseDuration` reads, where it has one part; else all parts joined by `and`. */
export function formatDuration(duration: Duration): string {
  const parts = [
    countOf(duration.businessDays, 'business day'),
    countOf(duration.days, 'day'),
    formatMs(duration.ms),
  ].filter((part) => part !== '');
  return parts.join(' and ') || '0s';
}

function formatMs(ms: number): string {
  if (ms === 0) return '';
  if (ms % 3_600_000 === 0) return countOf(ms / 3_600_000, 'hour');
  if (ms % 60_000 === 0) return countOf(ms / 60_000, 'minute');
  return `${ms / 1_000}s`;
}

function countOf(amount: number, unit: string): string {
  return amount === 0 ? '' : `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

/** More than any run of closed days between two business days. */
const longestClosedDays = 14;

/**
 * Whether a distance is shorter than another wherever and whenever it is counted. How long business days are depends on
 * the calendar, so `1 day` is not surely shorter than `1 business day`.
 */
export function surelyShorter(a: Duration, b: Duration): boolean {
  const notLonger = a.days <= b.days && a.businessDays <= b.businessDays && a.ms <= b.ms;
  const less = a.days < b.days || a.businessDays < b.businessDays || a.ms < b.ms;
  if (notLonger && less) return true;
  const weeks = Math.ceil(a.businessDays / 5);
  const closedDays = a.businessDays === 0 ? 0 : weeks * 2 + longestClosedDays;
  const longestMs = (a.days + a.businessDays + closedDays) * 25 * 3_600_000 + a.ms;
  const shortestMs = (b.days + b.businessDays) * 23 * 3_600_000 + b.ms;
  return longestMs < shortestMs;
}
