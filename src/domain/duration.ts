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
