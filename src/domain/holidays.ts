import { createRequire } from 'node:module';
import type Calendar from 'date-holidays';

/** Loaded when somebody asks: it takes longer than most commands, which ask for no holiday. */
const load = createRequire(import.meta.url);

/** A day off in a country. */
export interface PublicHoliday {
  readonly name: string;
  /** The minute since midnight from which it is off; 0 for the whole day. */
  readonly fromMinute: number;
}

const byCountryYear = new Map<string, ReadonlyMap<string, PublicHoliday>>();

/**
 * The holiday that a country has on a local date, else null: a public one, or a half day (New Year's Eve from 14:00 in
 * Norway). Observances do not close a day, nor do whole days on which only banks or some people are off. The data are
 * those of `date-holidays`; a country that it does not know has none.
 *
 * @param date  `YYYY-MM-DD`
 */
export function holidayOn(country: string, date: string): PublicHoliday | null {
  // Lists bring anything as a country: what cannot be one is neither looked for nor remembered.
  if (!/^[A-Za-z]{2}$/.test(country)) return null;
  const year = date.slice(0, 4);
  const key = `${country.toUpperCase()} ${year}`;
  let holidays = byCountryYear.get(key);
  if (holidays === undefined) {
    holidays = readYear(country.toUpperCase(), Number(year));
    byCountryYear.set(key, holidays);
  }
  return holidays.get(date) ?? null;
}

const halfDayTypes = ['public', 'bank', 'optional'];

function readYear(country: string, year: number): ReadonlyMap<string, PublicHoliday> {
  const found = new Map<string, PublicHoliday>();
  const Holidays: typeof Calendar = load('date-holidays');
  const calendar = new Holidays();
  if (!Object.hasOwn(calendar.getCountries(), country)) return found;
  calendar.init(country);
  for (const holiday of calendar.getHolidays(year)) {
    const fromMinute = minuteOf(holiday.date);
    const closes =
      fromMinute === 0 ? holiday.type === 'public' : halfDayTypes.includes(holiday.type);
    if (!closes) continue;
    const days = Math.max(
      1,
      Math.round((holiday.end.getTime() - holiday.start.getTime()) / 86_400_000),
    );
    const first = Date.parse(`${holiday.date.slice(0, 10)}T00:00:00Z`);
    for (let day = 0; day < days; day += 1) {
      const date = new Date(first + day * 86_400_000).toISOString().slice(0, 10);
      const known = found.get(date);
      if (known !== undefined && known.fromMinute < fromMinute) continue;
      found.set(date, { name: holiday.name, fromMinute });
    }
  }
  return found;
}

/** Of `2026-12-31 14:00:00`, 840. */
function minuteOf(date: string): number {
  const [, hour = '0', minute = '0'] = / (\d\d):(\d\d)/.exec(date) ?? [];
  return Number(hour) * 60 + Number(minute);
}
