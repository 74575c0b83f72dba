/** When somebody who was away may be written to again. */
import { plusDuration } from './calendar.ts';
import type { Duration } from './duration.ts';
import type { Place, Schedule } from './schedule.ts';
import { instantOfDate, localDate } from './wall-clock.ts';
import { resolveZone, type ZoneFacts } from './zone.ts';

const oneBusinessDay: Duration = { days: 0, businessDays: 1, ms: 0 };
const mondayToFriday: readonly number[] = [1, 2, 3, 4, 5];
const dayMs = 86_400_000;

/**
 * The beginning of the business day after the day of return, on the prospect's wall clock: whoever comes back finds a full
 * mailbox. A business day is Monday to Friday, without the holidays of the prospect's country; where that is not known,
 * without those of the cadence.
 *
 * @param until  back on that day: midnight UTC is the day as it was told, any other instant lies in it
 * @param place  of the cadence's schedule
 */
export function afterReturn(until: Date, schedule: Schedule, facts: ZoneFacts, place: Place): Date {
  const { zone } = resolveZone({ ...schedule, timezone: 'prospect' }, facts);
  const country = facts.prospectCountry;
  const there: Place = {
    zone,
    alsoZones: [],
    holidayCountries: country === null ? place.holidayCountries : [country],
    calendars: [],
  };
  const isDate = until.getTime() % dayMs === 0;
  const { date } = localDate(until, isDate ? 'UTC' : zone);
  return plusDuration(
    instantOfDate(date, zone),
    oneBusinessDay,
    { ...schedule, days: mondayToFriday },
    there,
  );
}
