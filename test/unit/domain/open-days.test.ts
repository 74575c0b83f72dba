import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { nextOpening, plusDuration } from '../../../src/domain/calendar.ts';
import { holidayOn } from '../../../src/domain/holidays.ts';
import {
  type OwnCalendar,
  parseCalendarDay,
  parseDate,
  parseDayEnd,
} from '../../../src/domain/own-calendar.ts';
import { parseDuration } from '../../../src/domain/parse-duration.ts';
import {
  defaultSchedule,
  type Place,
  parseWindow,
  placeIn,
  type Schedule,
} from '../../../src/domain/schedule.ts';

const company: OwnCalendar = {
  holidays: ['2026-11-27', '11-30'],
  halfDays: { '12-23': 12 * 60, '2026-12-23': 10 * 60 },
  blackouts: [{ from: '2026-12-21', to: '2026-12-22', name: 'Stocktaking' }],
};
const zone = 'Europe/Oslo';
const place: Place = {
  ...placeIn(zone),
  holidayCountries: ['NO'],
  calendars: [{ key: 'company', ...company }],
};
const office: Schedule = {
  ...defaultSchedule,
  days: [1, 2, 3, 4, 5],
  windows: [parseWindow('08:30-11:30'), parseWindow('13:00-16:00')],
};
const local = (text: string) => DateTime.fromISO(text, { zone }).toJSDate();
const show = (at: Date | null) =>
  at === null ? null : DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");

describe('the next opening', () => {
  test.each([
    [
      'an own holiday, one of every year',
      '2027-11-30T09:00',
      '2027-12-01T08:30',
      '11:30',
      'holiday',
      'calendar company',
    ],
    [
      'two in a row, over a weekend',
      '2026-11-27T09:00',
      '2026-12-01T08:30',
      '11:30',
      'holiday',
      'calendar company',
    ],
    [
      'a date that is of one year only',
      '2028-11-27T09:00',
      '2028-11-27T09:00',
      '11:30',
      null,
      null,
    ],
    ['a blackout', '2026-12-21T09:00', '2026-12-23T08:30', '10:00', 'blackout', 'Stocktaking'],
    [
      'the first day of it',
      '2026-12-20T09:00',
      '2026-12-23T08:30',
      '10:00',
      'blackout',
      'Stocktaking',
    ],
    ['a half day, while it lasts', '2026-12-23T09:00', '2026-12-23T09:00', '10:00', null, null],
    [
      'a half day, when it is over',
      '2026-12-23T10:00',
      '2026-12-24T08:30',
      '11:30',
      'half_day',
      'calendar company',
    ],
    [
      'the evening of one',
      '2026-12-23T17:00',
      '2026-12-24T08:30',
      '11:30',
      'outside_window',
      undefined,
    ],
    [
      'one of every year',
      '2027-12-23T11:45',
      '2027-12-24T08:30',
      '11:30',
      'half_day',
      'calendar company',
    ],
    [
      'New Year’s Eve in Norway ends at two',
      '2026-12-31T13:59',
      '2026-12-31T13:59',
      '14:00',
      null,
      null,
    ],
    [
      'and after it comes a holiday',
      '2026-12-31T14:00',
      '2027-01-04T08:30',
      '11:30',
      'holiday',
      'Første nyttårsdag',
    ],
  ])('%s', (_, at, expected, closes, reason, detail) => {
    const opening = nextOpening(local(at), office, place);
    expect(show(opening.at)).toBe(expected);
    expect(show(opening.closesAt)?.slice(11)).toBe(closes);
    expect(opening.shifts.map((shift) => [shift.reason, shift.detail])).toEqual(
      reason === null ? [] : [[reason, detail ?? undefined]],
    );
  });

  test('a calendar holds around the clock and on all days too', () => {
    const opening = nextOpening(local('2026-12-21T09:00'), defaultSchedule, place);
    expect(show(opening.at)).toBe('2026-12-23T00:00');
    expect(show(opening.closesAt)).toBe('2026-12-23T10:00');
  });

  test('closed days are no business days, half days are', () => {
    const inDays = (days: string) =>
      show(plusDuration(local('2026-12-18T09:00'), parseDuration(days), office, place));
    expect(inDays('1 business day')).toBe('2026-12-23T09:00');
    expect(inDays('2 business days')).toBe('2026-12-24T09:00');
  });
});

describe('public holidays', () => {
  test.each([
    ['NO', '2026-05-17', 'Grunnlovsdagen', 0],
    ['NO', '2026-12-31', 'Nyttårsaften', 840],
    ['NO', '2026-12-24', null, 0],
    ['DE', '2026-12-24', 'Heiliger Abend', 840],
    ['SE', '2026-04-30', 'valborgsmässoafton', 720],
    ['US', '2026-10-31', null, 0],
    ['QQ', '2026-12-25', null, 0],
  ])('%s %s', (country, date, name, fromMinute) => {
    expect(holidayOn(country, date)).toEqual(name === null ? null : { name, fromMinute });
  });
});

describe('how calendars are written', () => {
  test.each(['2026-12-24', '2028-02-29', '12-24', '02-29'])('%s is a day', (text) => {
    expect(parseCalendarDay(text)).toBe(text);
  });
  test.each(['2026-02-29', '2026-13-01', '24-12', '12-32', '24.12.2026', '', '2026-12'])(
    '"%s" is none',
    (text) => {
      expect(() => parseCalendarDay(text)).toThrow(/is not a da/);
      expect(() => parseDate(text)).toThrow(/is not a date/);
    },
  );
  test('12:00 ends a day, midnight and noon in words do not', () => {
    expect(parseDayEnd('12:00')).toBe(720);
    for (const text of ['00:00', '24:00', '12:60', 'noon', '']) {
      expect(() => parseDayEnd(text)).toThrow(/half day/);
    }
  });
});
