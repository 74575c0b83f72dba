import Holidays from 'date-holidays';

const namesByCountryYear = new Map<string, ReadonlyMap<string, string>>();

/**
 * The name of the public holiday that a country has on a local date, else null. Half-day holidays and observances do not
 * close a day. The data are those of `date-holidays`; a country that it does not know has none.
 *
 * @param date  `YYYY-MM-DD`
 */
export function holidayName(country: string, date: string): string | null {
  const year = date.slice(0, 4);
  const key = `${country.toUpperCase()} ${year}`;
  let names = namesByCountryYear.get(key);
  if (names === undefined) {
    names = readYear(country.toUpperCase(), Number(year));
    namesByCountryYear.set(key, names);
  }
  return names.get(date) ?? null;
}

function readYear(country: string, year: number): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const calendar = new Holidays();
  if (!Object.hasOwn(calendar.getCountries(), country)) return names;
  calendar.init(country);
  for (const holiday of calendar.getHolidays(year)) {
    if (holiday.type !== 'public') continue;
    const days = Math.max(
      1,
      Math.round((holiday.end.getTime() - holiday.start.getTime()) / 86_400_000),
    );
    const first = Date.parse(`${holiday.date.slice(0, 10)}T00:00:00Z`);
    for (let day = 0; day < days; day += 1) {
      names.set(new Date(first + day * 86_400_000).toISOString().slice(0, 10), holiday.name);
    }
  }
  return names;
}
