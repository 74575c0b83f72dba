import type { Place, Schedule } from '../domain/schedule.ts';
import { resolveZone } from '../domain/zone.ts';

/** Where a touch takes place: the zone whose wall clock counts and the country whose holidays do. */
export function placeOf(
  schedule: Schedule,
  prospect: { readonly timezone: string | null; readonly country: string | null },
  senderZone: string | null,
): Place {
  const { zone } = resolveZone(schedule, {
    prospectZone: prospect.timezone,
    prospectCountry: prospect.country,
    senderZone,
  });
  const { holidays } = schedule;
  const holidayCountry =
    holidays === 'none' ? null : holidays === 'prospect' ? prospect.country : holidays;
  return { zone, holidayCountry };
}
