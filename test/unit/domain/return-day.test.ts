import { expect, test } from 'vitest';
import { afterReturn } from '../../../src/domain/return-day.ts';
import { defaultSchedule, placeIn } from '../../../src/domain/schedule.ts';

const back = (
  until: string,
  { country = null, zone = null }: { country?: string | null; zone?: string | null } = {},
  holidayCountries: readonly string[] = [],
) => {
  const facts = {
    prospectZone: zone,
    prospectCountry: country,
    prospectRegion: null,
    senderZone: null,
  };
  const place = { ...placeIn('UTC'), holidayCountries };
  return afterReturn(new Date(until), defaultSchedule, facts, place).toISOString();
};

test.each<[what: string, until: string, where: Parameters<typeof back>[1], expected: string]>([
  ['a Monday', '2026-11-30T00:00:00Z', {}, '2026-12-01T00:00:00.000Z'],
  ['a Friday: over the weekend', '2026-11-27T00:00:00Z', {}, '2026-11-30T00:00:00.000Z'],
  ['a Saturday', '2026-11-28T00:00:00Z', {}, '2026-11-30T00:00:00.000Z'],
  [
    'on their wall clock',
    '2026-11-30T00:00:00Z',
    { zone: 'Europe/Oslo' },
    '2026-11-30T23:00:00.000Z',
  ],
  [
    'west of Greenwich the day stays the day',
    '2026-11-30T00:00:00Z',
    { country: 'US' },
    '2026-12-01T05:00:00.000Z',
  ],
  [
    'an instant lies in a day of theirs',
    '2026-11-30T23:30:00Z',
    { zone: 'Europe/Oslo' },
    '2026-12-01T23:00:00.000Z',
  ],
  // 16 May is a Saturday, 17 May the national day, a Sunday; 25 May 2026 is Whit Monday.
  ['before Whitsun', '2026-05-22T00:00:00Z', { country: 'NO' }, '2026-05-25T22:00:00.000Z'],
  ['before Christmas', '2026-12-23T00:00:00Z', { country: 'NO' }, '2026-12-23T23:00:00.000Z'],
  ['on Christmas Eve', '2026-12-24T00:00:00Z', { country: 'NO' }, '2026-12-27T23:00:00.000Z'],
  [
    'a zone that does not exist',
    '2026-11-30T00:00:00Z',
    { zone: 'Mars/Olympus' },
    '2026-12-01T00:00:00.000Z',
  ],
])('back on %s', (_, until, where, expected) => {
  expect(back(until, where)).toBe(expected);
});

test('without a country the holidays of the cadence count, with one they do not', () => {
  expect(back('2026-05-22T00:00:00Z', { zone: 'UTC' }, ['NO'])).toBe('2026-05-26T00:00:00.000Z');
  expect(back('2026-05-22T00:00:00Z', { zone: 'UTC', country: 'JP' }, ['NO'])).toBe(
    '2026-05-25T00:00:00.000Z',
  );
});
