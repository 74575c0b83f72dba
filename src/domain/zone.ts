import { IANAZone } from 'luxon';
import type { Schedule } from './schedule.ts';
import { zoneOfRegion } from './zone-regions.ts';

/** Where the zone was taken from, so that a time can be explained. */
export type ZoneSource = 'prospect' | 'region' | 'country' | 'sender' | 'schedule' | 'default';

/** True for a name that the IANA time zone database of this Node knows. */
export function isZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** For countries with several zones: the one in which most business is done. */
const mainZones: Readonly<Record<string, string>> = {
  AR: 'America/Argentina/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  DE: 'Europe/Berlin',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  GL: 'America/Nuuk',
  ID: 'Asia/Jakarta',
  KZ: 'Asia/Almaty',
  MX: 'America/Mexico_City',
  MY: 'Asia/Kuala_Lumpur',
  NZ: 'Pacific/Auckland',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kyiv',
  US: 'America/New_York',
  UZ: 'Asia/Tashkent',
};

const zoneByCountry = new Map<string, string | null>();

/** The zone of an ISO 3166 country, null when it is not known. The data are those of CLDR, by way of `Intl.Locale`. */
export function zoneOfCountry(country: string): string | null {
  const code = country.toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) return null;
  const known = zoneByCountry.get(code);
  if (known !== undefined) return known;
  const zone = mainZones[code] ?? onlyZone(code);
  zoneByCountry.set(code, zone);
  return zone;
}

function onlyZone(code: string): string | null {
  const locale = new Intl.Locale(`und-${code}`);
  // A getter in Node 20 and 22, a method from Node 24 on; neither is in the types yet.
  const getter: unknown = Reflect.get(locale, 'timeZones');
  const method: unknown = Reflect.get(locale, 'getTimeZones');
  const zones: unknown = typeof method === 'function' ? Reflect.apply(method, locale, []) : getter;
  const first: unknown = Array.isArray(zones) ? zones[0] : undefined;
  return typeof first === 'string' ? first : null;
}

/** What a zone is told from. */
export interface ZoneFacts {
  readonly prospectZone: string | null;
  readonly prospectCountry: string | null;
  /** State or province, by name or ISO 3166-2 code. */
  readonly prospectRegion: string | null;
  readonly senderZone: string | null;
}

export interface ResolvedZone {
  readonly zone: string;
  readonly from: ZoneSource;
}

/** The zone whose wall clock counts for a prospect, and where it was taken from. Names that do not exist are passed over. */
export function resolveZone(schedule: Schedule, facts: ZoneFacts): ResolvedZone {
  if (schedule.timezone === 'sender') return zoneOfSender(schedule, facts);
  if (schedule.timezone !== 'prospect') return { zone: schedule.timezone, from: 'schedule' };
  return zoneOfProspect(schedule, facts);
}

/** The other zones whose wall clocks count as well: those of prospect and sender, when the schedule asks for both. */
export function otherZones(schedule: Schedule, facts: ZoneFacts): readonly string[] {
  if (schedule.windowsOf !== 'both') return [];
  const first = resolveZone(schedule, facts).zone;
  const prospect = zoneOfProspect(schedule, facts).zone;
  const both = facts.senderZone === null ? [prospect] : [prospect, facts.senderZone];
  return [...new Set(both)].filter((zone) => zone !== first && isZone(zone));
}

function zoneOfSender(schedule: Schedule, { senderZone }: ZoneFacts): ResolvedZone {
  return senderZone !== null && isZone(senderZone)
    ? { zone: senderZone, from: 'sender' }
    : { zone: schedule.defaultTimezone, from: 'default' };
}

function zoneOfProspect(schedule: Schedule, facts: ZoneFacts): ResolvedZone {
  const { prospectZone, prospectCountry, prospectRegion } = facts;
  if (prospectZone !== null && isZone(prospectZone))
    return { zone: prospectZone, from: 'prospect' };
  if (prospectCountry !== null) {
    const byRegion = prospectRegion === null ? null : zoneOfRegion(prospectCountry, prospectRegion);
    if (byRegion !== null) return { zone: byRegion, from: 'region' };
    const byCountry = zoneOfCountry(prospectCountry);
    if (byCountry !== null) return { zone: byCountry, from: 'country' };
  }
  return { zone: schedule.defaultTimezone, from: 'default' };
}
