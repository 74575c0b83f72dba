import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { nextOpening, plusDuration } from '../../../src/domain/calendar.ts';
import { formatDuration, parseDuration } from '../../../src/domain/duration.ts';
import { planTouch } from '../../../src/domain/plan-touch.ts';
import {
  defaultSchedule,
  type Place,
  parseWindow,
  type Schedule,
} from '../../../src/domain/schedule.ts';
import { resolveZone, zoneOfCountry } from '../../../src/domain/zone.ts';

const office: Schedule = {
  ...defaultSchedule,
  days: [1, 2, 3, 4, 5],
  windows: [parseWindow('08:30-11:30'), parseWindow('13:00-16:00')],
  minGap: parseDuration('1 business day'),
};
const local = (text: string, zone: string) => DateTime.fromISO(text, { zone }).toJSDate();
const show = (at: Date, zone: string) =>
  DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mmZZ");

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
    const opening = nextOpening(local(at, zone), office, { zone, holidayCountry });
    expect(show(opening.at, zone)).toBe(expected);
    expect(opening.shifts.map((shift) => shift.reason)).toEqual(reasons);
  });

  test.each([
    ['opens in the gap: at its end', '02:30-05:00', '2027-03-28T03:00+02:00'],
    ['lies in the gap: not that day', '02:10-02:50', '2027-03-29T02:10+02:00'],
  ])('a window that %s', (_, window, expected) => {
    const schedule = { ...defaultSchedule, windows: [parseWindow(window)] };
    const place = { zone: 'Europe/Oslo', holidayCountry: null };
    const at = local('2027-03-28T00:00', place.zone);
    expect(show(nextOpening(at, schedule, place).at, place.zone)).toBe(expected);
  });

  test('a schedule without days says so instead of searching for ever', () => {
    const place = { zone: 'UTC', holidayCountry: null };
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
    const place = { zone: 'Europe/Oslo', holidayCountry: 'NO' };
    const at = plusDuration(local(from, place.zone), parseDuration(duration), office, place);
    expect(show(at, place.zone)).toBe(expected);
  });
});

describe('durations', () => {
  test.each(['2s', '15 minutes', '4 hours', '3 days', '1 day', '3 business days'])(
    '%s reads back',
    (text) => {
      expect(formatDuration(parseDuration(text))).toBe(text);
    },
  );
  test.each([
    '',
    'soon',
    '3',
    '-1 day',
    '3 months',
    'P1M',
    'P1Y',
    '4000 days',
    '3 fortnights',
    '1.5 days',
    '__proto__',
    '3 constructor',
    'PT',
    'P',
  ])('"%s" is refused', (text) => {
    expect(() => parseDuration(text)).toThrow(/duration|ten years/);
  });
});

describe('the zone of a prospect', () => {
  const facts = { prospectZone: null, prospectCountry: null, senderZone: 'Europe/Paris' };
  test.each([
    ['own', { prospectZone: 'Asia/Tokyo', prospectCountry: 'NO' }, 'Asia/Tokyo', 'prospect'],
    [
      'nonsense is passed over',
      { prospectZone: 'Mars/Olympus', prospectCountry: 'NO' },
      'Europe/Oslo',
      'country',
    ],
    ['of the country', { prospectCountry: 'US' }, 'America/New_York', 'country'],
    ['unknown', {}, 'UTC', 'default'],
    ['unknown country', { prospectCountry: 'QQ' }, 'UTC', 'default'],
  ])('%s', (_, given, zone, from) => {
    expect(resolveZone(defaultSchedule, { ...facts, ...given })).toEqual({ zone, from });
  });
  test('the sender’s, or one for all', () => {
    expect(resolveZone({ ...defaultSchedule, timezone: 'sender' }, facts).zone).toBe(
      'Europe/Paris',
    );
    expect(resolveZone({ ...defaultSchedule, timezone: 'Asia/Tokyo' }, facts).zone).toBe(
      'Asia/Tokyo',
    );
    expect(zoneOfCountry('no')).toBe('Europe/Oslo');
  });
});

/** Both sides of every clock change of two years, in every zone. */
function clockChanges(zone: string): Date[] {
  const changes: Date[] = [];
  const hour = 3_600_000;
  const end = Date.UTC(2028, 0, 1);
  const offset = (ms: number) => DateTime.fromMillis(ms, { zone }).offset;
  for (let at = Date.UTC(2026, 0, 1); at < end; at += 7 * 24 * hour) {
    const next = at + 7 * 24 * hour;
    if (offset(at) === offset(next)) continue;
    let low = at;
    let high = next;
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    changes.push(
      new Date(low - 30 * 60_000),
      new Date(low),
      new Date(high),
      new Date(high + 30 * 60_000),
    );
  }
  return changes;
}

const schedules = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  windows: fc
    .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 6 })
    .map((cuts) => cuts.sort((a, b) => a - b))
    .map((cuts) =>
      Array.from({ length: Math.floor(cuts.length / 2) }, (_, i) => ({
        startMinute: cuts[2 * i] ?? 0,
        endMinute: cuts[2 * i + 1] ?? 1440,
      })).filter((window) => window.endMinute - window.startMinute >= 1),
    ),
  minGapDays: fc.integer({ min: 0, max: 3 }),
  jitterFraction: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

describe('in every zone, at every clock change of two years', () => {
  const cases = Intl.supportedValuesOf('timeZone').map((zone) => ({
    zone,
    changes: clockChanges(zone),
  }));

  test('a touch is inside a window of an open day, not early, far enough, and never moved again', () => {
    const samples = fc.sample(schedules, { numRuns: 40, seed: 24 });
    let checked = 0;
    for (const [index, { zone, changes }] of cases.entries()) {
      const instants = changes.length > 0 ? changes : [new Date('2026-11-24T09:00:00Z')];
      for (const [nth, at] of instants.entries()) {
        const sample = samples[(index + nth) % samples.length];
        if (sample === undefined) continue;
        checkTouch({ zone, holidayCountry: null }, at, sample);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(1_000);
  });

  test('a later request never opens earlier', () => {
    const place = { zone: 'Europe/Oslo', holidayCountry: 'NO' };
    const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) });
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 10 * 86_400_000 }), (ms, later) => {
        const first = nextOpening(new Date(ms), office, place).at;
        expect(nextOpening(new Date(ms + later), office, place).at >= first).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

function checkTouch(
  place: Place,
  at: Date,
  sample: {
    days: number[];
    windows: { startMinute: number; endMinute: number }[];
    minGapDays: number;
    jitterFraction: number;
  },
): void {
  const minGap = { days: sample.minGapDays, businessDays: 0, ms: 0 };
  const schedule: Schedule = { ...defaultSchedule, ...sample, minGap, jitterMs: 600_000 };
  const lastTouchAt = new Date(at.getTime() - 3_600_000);
  const { dueAt, closesAt } = planTouch({
    earliest: at,
    notBefore: at,
    lastTouchAt,
    schedule,
    place,
    jitterFraction: sample.jitterFraction,
  });
  const wall = DateTime.fromJSDate(dueAt, { zone: place.zone });
  const minute = wall.hour * 60 + wall.minute;
  const where = `${place.zone} ${at.toISOString()} → ${wall.toISO()}`;
  expect(sample.days, where).toContain(wall.weekday);
  expect(
    sample.windows.some((window) => minute >= window.startMinute && minute < window.endMinute),
    where,
  ).toBe(true);
  expect(dueAt >= at, where).toBe(true);
  expect(dueAt >= plusDuration(lastTouchAt, minGap, schedule, place), where).toBe(true);
  expect(closesAt !== null && closesAt > dueAt, where).toBe(true);
  expect(nextOpening(dueAt, schedule, place).at, where).toEqual(dueAt);
}
