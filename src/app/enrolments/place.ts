import type { Place, Schedule } from '../../domain/schedule.ts';
import { otherZones, type ResolvedZone, resolveZone, type ZoneFacts } from '../../domain/zone.ts';

/** What is known of where a prospect is. */
export interface Whereabouts {
  readonly timezone: string | null;
  readonly country: string | null;
  /** State or province, by name or code. */
  readonly region: string | null;
}

/**
 * Where a touch takes place: the zones whose wall clocks count and the calendars that hold there.
 *
 * @param schedule  of the cadence or of one of its steps
 */
export function placeOf(
  schedule: Schedule,
  prospect: Whereabouts,
  senderZone: string | null,
): Place {
  const places = made.get(schedule) ?? new Map<string, Place>();
  made.set(schedule, places);
  const { timezone, country, region } = prospect;
  const where = [timezone, country, region, senderZone].join('\n');
  const known = places.get(where);
  if (known !== undefined) return known;
  const place = makePlace(schedule, prospect, senderZone);
  if (places.size >= placesAtMost) places.clear();
  places.set(where, place);
  return place;
}

/** The same object for the same whereabouts, so that what is reckoned by a place can be remembered by it. */
const made = new WeakMap<Schedule, Map<string, Place>>();
const placesAtMost = 1_000;

function makePlace(schedule: Schedule, prospect: Whereabouts, senderZone: string | null): Place {
  const facts = zoneFacts(prospect, senderZone);
  const named = typeof schedule.holidays === 'string' ? [schedule.holidays] : schedule.holidays;
  return {
    zone: resolveZone(schedule, facts).zone,
    alsoZones: otherZones(schedule, facts),
    holidayCountries: named.flatMap((holidays) => {
      if (holidays === 'prospect') return prospect.country === null ? [] : [prospect.country];
      return holidays === 'none' || holidays.includes(':') ? [] : [holidays];
    }),
    calendars: named.flatMap((holidays) => {
      const key = holidays.replace(/^calendar:/, '');
      const calendar = key === holidays ? undefined : schedule.calendars?.[key];
      return calendar === undefined ? [] : [{ key, ...calendar }];
    }),
  };
}

/** The zone of a prospect, and where it was taken from. */
export function zoneWithSource(
  schedule: Schedule,
  prospect: Whereabouts,
  senderZone: string | null,
): ResolvedZone {
  return resolveZone(schedule, zoneFacts(prospect, senderZone));
}

/** What the zone of a prospect is told from. */
export function zoneFacts(prospect: Whereabouts, senderZone: string | null): ZoneFacts {
  return {
    prospectZone: prospect.timezone,
    prospectCountry: prospect.country,
    prospectRegion: prospect.region,
    senderZone,
  };
}
