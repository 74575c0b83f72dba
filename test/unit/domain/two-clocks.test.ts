import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { nextOpening } from '../../../src/domain/calendar.ts';
import {
  defaultSchedule,
  parseWindow,
  placeIn,
  type Schedule,
} from '../../../src/domain/schedule.ts';

const office: Schedule = {
  ...defaultSchedule,
  days: [1, 2, 3, 4, 5],
  windows: [parseWindow('08:30-11:30'), parseWindow('13:00-16:00')],
};
const zone = 'America/New_York';
const local = (text: string) => DateTime.fromISO(text, { zone }).toJSDate();
const show = (at: Date | null) =>
  at === null ? null : DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");

test.each([
  [
    'New York’s morning is Oslo’s afternoon',
    ['Europe/Oslo'],
    '2026-11-24T08:00',
    '2026-11-24T08:30',
    '10:00',
    'outside_window',
  ],
  [
    'Oslo has closed: the next day',
    ['Europe/Oslo'],
    '2026-11-24T10:00',
    '2026-11-25T08:30',
    '10:00',
    'other_clock',
  ],
  ['open on both', ['Europe/Oslo'], '2026-11-24T09:59', '2026-11-24T09:59', '10:00', null],
  [
    'in the weeks between the clock changes they have an hour more',
    ['Europe/Oslo'],
    '2026-10-27T10:30',
    '2026-10-27T10:30',
    '11:00',
    null,
  ],
  [
    'three of them',
    ['Europe/London', 'America/Chicago'],
    '2026-11-24T08:30',
    '2026-11-24T09:30',
    '11:00',
    'other_clock',
  ],
  [
    'never in common: the first clock alone',
    ['Australia/Sydney'],
    '2026-11-24T17:00',
    '2026-11-25T08:30',
    '11:30',
    'no_common_window',
  ],
])('%s', (_, alsoZones, at, expected, closes, reason) => {
  const opening = nextOpening(local(at), office, { ...placeIn(zone), alsoZones });
  expect(show(opening.at)).toBe(expected);
  expect(show(opening.closesAt)?.slice(11)).toBe(closes);
  expect(opening.shifts.map((shift) => shift.reason)).toEqual(reason === null ? [] : [reason]);
});
