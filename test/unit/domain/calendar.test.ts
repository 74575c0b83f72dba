import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { nextOpening, plusDuration } from '../../../src/domain/calendar.ts';
import { parseDuration } from '../../../src/domain/parse-duration.ts';
import {
  defaultSchedule,
  type Place,
  parseWindow,
  placeIn,
  type Schedule,
} from '../../../src/domain/schedule.ts';

const office: Schedule = {
  ...defaultSchedule,
  days: [1, 2, 3, 4, 5],
  windows: [parseWindow('08:30-11:30'), parseWindow('13:00-16:00')],
  minGap: parseDuration('1 business day'),
};
const local = (text: string, zone: string) => DateTime.fromISO(text, { zone }).toJSDate();
const show = (at: Date, zone: string) =>
  DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mmZZ");
const inCountry = (zone: string, country: string | null): Place => ({
  ...placeIn(zone),
  holidayCountries: country === null ? [] : [country],
});

describe('nextOpening', () => {
  test.each([
    ['inside a window', 'Europe/Oslo', 'NO', '2026-11-24T10:00', '2026-11-24T10:00+01:00', []],
    [
      'before it opens',
      'Europe/Oslo',
      'NO',
      '2026-11-24T08:29',
      '2026-11-24T08:30+01:00',
      ['outside_window'],
    ],
    [
      'at lunch',
      'Europe/Oslo',
      'NO',
      '2026-11-24T11:30',
      '2026-11-24T13:00+01:00',
      ['outside_window'],
    ],
    [
      'Friday after hours',
      'Europe/Oslo',
      'NO',
      '2026-11-27T16:00',
      '2026-11-30T08:30+01:00',
      ['closed_day'],
    ],
    [
      'the national day',
      'Europe/Oslo',
      'NO',
      '2027-05-17T09:00',
      '2027-05-18T08:30+02:00',
      ['holiday'],
    ],
    [
      'Easter and a clock change',
      'Europe/Oslo',
      'NO',
      '2027-03-24T16:30',
      '2027-03-30T08:30+02:00',
      ['holiday'],
    ],
    [
      'the same in Sweden',
      'Europe/Stockholm',
      'SE',
      '2027-03-25T16:30',
      '2027-03-30T08:30+02:00',
      ['holiday'],
    ],
    [
      'no holidays asked for',
      'Europe/Oslo',
      null,
      '2027-05-17T09:00',
      '2027-05-17T09:00+02:00',
      [],
    ],
    [
      'half-hour clock change',
      'Australia/Lord_Howe',
      null,
      '2026-10-04T01:00',
      '2026-10-05T08:30+11:00',
      ['closed_day'],
    ],
    [
      'the first to wake',
      'Pacific/Kiritimati',
      null,
      '2026-11-24T07:00',
      '2026-11-24T08:30+14:00',
      ['outside_window'],
    ],
    [
      'quarter-hour zone',
      'Asia/Kathmandu',
      null,
      '2026-11-24T12:00',
      '2026-11-24T13:00+05:45',
      ['outside_window'],
    ],
  ])('%s', (_, zone, holidayCountry, at, expected, reasons) => {
    const opening = nextOpening(local(at, zone), office, inCountry(zone, holidayCountry));
    expect(show(opening.at, zone)).toBe(expected);
    expect(opening.shifts.map((shift) => shift.reason)).toEqual(reasons);
  });

  test.each([
    ['opens in the gap: at its end', '02:30-05:00', '2027-03-28T03:00+02:00'],
    ['lies in the gap: not that day', '02:10-02:50', '2027-03-29T02:10+02:00'],
  ])('a window that %s', (_, window, expected) => {
    const schedule = { ...defaultSchedule, windows: [parseWindow(window)] };
    const place = placeIn('Europe/Oslo');
    const at = local('2027-03-28T00:00', place.zone);
    expect(show(nextOpening(at, schedule, place).at, place.zone)).toBe(expected);
  });

  test('a schedule without days says so instead of searching for ever', () => {
    const place = placeIn('UTC');
    expect(() => nextOpening(new Date(0), { ...office, days: [] }, place)).toThrow(
      /no sending time/,
    );
  });
});

describe('plusDuration', () => {
  test.each([
    ['3 business days', '2026-11-26T09:15', '2026-12-01T09:15+01:00'],
    ['1 business day', '2026-11-28T12:00', '2026-11-30T12:00+01:00'],
    ['1 business day', '2027-05-14T09:00', '2027-05-18T09:00+02:00'],
    ['1 day', '2027-03-27T12:00', '2027-03-28T12:00+02:00'],
    ['24 hours', '2027-03-27T12:00', '2027-03-28T13:00+02:00'],
    ['1 day', '2027-03-27T02:30', '2027-03-28T03:00+02:00'],
    ['2 weeks', '2026-10-20T09:00', '2026-11-03T09:00+01:00'],
    ['P1DT2H', '2026-11-24T09:00', '2026-11-25T11:00+01:00'],
    ['0s', '2026-11-24T09:00', '2026-11-24T09:00+01:00'],
  ])('%s from %s', (duration, from, expected) => {
    const place = inCountry('Europe/Oslo', 'NO');
    const at = plusDuration(local(from, place.zone), parseDuration(duration), office, place);
    expect(show(at, place.zone)).toBe(expected);
  });
});
