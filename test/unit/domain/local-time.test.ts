import { describe, expect, test } from 'vitest';
import { isWrittenTime, readLocalTime, showLocalTime } from '../../../src/domain/local-time.ts';

/** The instant that is read, or why none is. */
function read(text: string, zone = 'Europe/Oslo'): string {
  const found = readLocalTime(text, zone);
  return 'refused' in found ? found.refused : found.at.toISOString();
}

describe('on the wall clock of the zone', () => {
  test.each([
    ['2026-11-24 09:00', 'Europe/Oslo', '2026-11-24T08:00:00.000Z'],
    ['2026-11-24T09:00', 'Europe/Oslo', '2026-11-24T08:00:00.000Z'],
    [' 2026-07-01 09:00:30 ', 'Europe/Oslo', '2026-07-01T07:00:30.000Z'],
    ['2026-11-24 09:00', 'America/New_York', '2026-11-24T14:00:00.000Z'],
    ['2026-11-24 00:00', 'Asia/Kathmandu', '2026-11-23T18:15:00.000Z'],
    // Twice that night: the first of the two is meant.
    ['2026-10-25 02:30', 'Europe/Oslo', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25 03:00', 'Europe/Oslo', '2026-10-25T02:00:00.000Z'],
    ['2027-03-28 01:59', 'Europe/Oslo', '2027-03-28T00:59:00.000Z'],
    ['2027-03-28 02:00', 'Europe/Oslo', 'skipped'],
    ['2027-03-28 02:59:59', 'Europe/Oslo', 'skipped'],
    ['2027-03-28 03:00', 'Europe/Oslo', '2027-03-28T01:00:00.000Z'],
    // A day that Samoa left out.
    ['2011-12-30 12:00', 'Pacific/Apia', 'skipped'],
  ])('%s in %s', (text, zone, expected) => {
    expect(read(text, zone)).toBe(expected);
  });
});

test.each([
  ['2026-11-24T09:00:00+01:00', '2026-11-24T08:00:00.000Z'],
  ['2026-11-24 09:00-0500', '2026-11-24T14:00:00.000Z'],
  ['2026-11-24T08:00:00.000Z', '2026-11-24T08:00:00.000Z'],
  // It exists, wherever the clock of the zone goes.
  ['2027-03-28T02:30:00+01:00', '2027-03-28T01:30:00.000Z'],
])('with its offset, whatever the zone: %s', (text, expected) => {
  expect(read(text, 'Pacific/Auckland')).toBe(expected);
});

test.each([
  '',
  'tomorrow',
  '2026-11-24',
  '9:00',
  '2026-11-24 9:00',
  '2026-11-24 24:00',
  '2026-11-24 09:60',
  '2026-02-30 09:00',
  '0026-11-24 09:00',
  '9999-12-31 23:59',
  '24.11.2026 09:00',
  '2026-11-24 09:00+25',
  '2026-11-24 09:00 Europe/Oslo',
])('no time: %j', (text) => {
  expect(read(text)).toBe('unreadable');
});

test('an instant is a written time to the minute, or to the second where one is written', () => {
  const at = (text: string, ms: number) => {
    const written = readLocalTime(text, 'UTC');
    if ('refused' in written) throw new Error(text);
    return isWrittenTime(new Date(written.at.getTime() + ms), written);
  };
  expect([0, 59_999, 60_000, -1].map((ms) => at('2026-11-24 09:00', ms))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([0, 999, 1_000].map((ms) => at('2026-11-24 09:00:00', ms))).toEqual([true, true, false]);
});

test('times are shown with their day of the week, and with seconds where there are any', () => {
  const shown = (iso: string) => showLocalTime(new Date(iso), 'Europe/Oslo');
  expect(shown('2026-11-24T08:00:00Z')).toBe('Tue 2026-11-24 09:00');
  expect(shown('2026-11-24T08:00:02Z')).toBe('Tue 2026-11-24 09:00:02');
});
