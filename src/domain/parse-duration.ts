import { Duration as LuxonDuration } from 'luxon';
import type { Duration } from './duration.ts';
import { invalid } from './invalid.ts';
import { sentence } from './sentence.ts';

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
    throw invalid('invalid_duration', sentence('lint.duration', { text }));
  }
  if (duration.days + duration.businessDays + duration.ms / 86_400_000 > longestDays) {
    throw invalid('invalid_duration', sentence('lint.duration-long', { text }));
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
