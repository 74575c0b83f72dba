import { IANAZone } from 'luxon';
import type { Schedule } from './schedule.ts';

/** Where the zone was taken from, so that a time can be explained. */
export type ZoneSource = 'prospect' | 'country' | 'sender' | 'schedule' | 'default';

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

/** The zone whose wall clock counts for a prospect, and where it was taken from. Names that do not exist are passed over. */
export function resolveZone(
  schedule: Schedule,
  facts: {
    readonly prospectZone: string | null;
    readonly prospectCountry: string | null;
    readonly senderZone: string | null;
  },
): { readonly zone: string; readonly from: ZoneSource } {
  const fallback = { zone: schedule.defaultTimezone, from: 'default' } as const;
  if (schedule.timezone === 'sender') {
    return facts.senderZone !== null && isZone(facts.senderZone)
      ? { zone: facts.senderZone, from: 'sender' }
      : fallback;
  }
  if (schedule.timezone !== 'prospect') return { zone: schedule.timezone, from: 'schedule' };
  if (facts.prospectZone !== null && isZone(facts.prospectZone)) {
    return { zone: facts.prospectZone, from: 'prospect' };
  }
  const byCountry = facts.prospectCountry === null ? null : zoneOfCountry(facts.prospectCountry);
  return byCountry === null ? fallback : { zone: byCountry, from: 'country' };
}
