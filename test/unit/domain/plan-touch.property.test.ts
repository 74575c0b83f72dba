import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { nextOpening, plusDuration } from '../../../src/domain/calendar.ts';
import type { NamedCalendar } from '../../../src/domain/own-calendar.ts';
import { type PlanRequest, planTouch } from '../../../src/domain/plan-touch.ts';
import {
  defaultSchedule,
  type Place,
  placeIn,
  type Schedule,
} from '../../../src/domain/schedule.ts';

const dayMs = 86_400_000;
const yearMs = 366 * dayMs;

/** The first two clock changes of a zone from 2026 on, to the second; none where it never changes. */
function clockChanges(zone: string): number[] {
  const changes: number[] = [];
  const offset = (ms: number) => DateTime.fromMillis(ms, { zone }).offset;
  const start = Date.UTC(2026, 0, 1);
  for (let at = start; at < start + yearMs && changes.length < 2; at += 7 * dayMs) {
    if (offset(at) === offset(at + 7 * dayMs)) continue;
    let [low, high] = [at, at + 7 * dayMs];
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2_000) * 1_000;
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

const zones = Intl.supportedValuesOf('timeZone').map((zone) => {
  const changes = clockChanges(zone);
  return { zone, around: changes.length === 0 ? [Date.UTC(2026, 10, 24, 9)] : changes };
});

const minutes = fc
  .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 6 })
  .map((cuts) => cuts.sort((a, b) => a - b))
  .map((cuts) =>
    Array.from({ length: Math.floor(cuts.length / 2) }, (_, i) => ({
      startMinute: cuts[2 * i] ?? 0,
      endMinute: cuts[2 * i + 1] ?? 1440,
    })),
  );

const schedules: fc.Arbitrary<Schedule> = fc.record({
  timezone: fc.constant('prospect'),
  defaultTimezone: fc.constant('UTC'),
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  windows: fc.oneof(
    { weight: 1, arbitrary: fc.constant('always' as const) },
    { weight: 9, arbitrary: minutes },
  ),
  holidays: fc.constant('none'),
  minGap: fc.record({
    days: fc.integer({ min: 0, max: 2 }),
    businessDays: fc.integer({ min: 0, max: 2 }),
    ms: fc.integer({ min: 0, max: 12 * 3_600_000 }),
  }),
  jitterMs: fc.integer({ min: 0, max: 3 * 3_600_000 }),
});

/** Days relative to the instant that is looked at. */
const calendars = fc.record({
  blackout: fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 5 })),
  holiday: fc.integer({ min: -2, max: 6 }),
  halfDay: fc.tuple(fc.integer({ min: -2, max: 6 }), fc.integer({ min: 1, max: 1439 })),
});

const samples = fc.record({
  schedule: schedules,
  calendar: calendars,
  country: fc.constantFrom(null, 'NO', 'US', 'DE'),
  // Both sides of the clock change, and whole days around it.
  offsetMs: fc.oneof(
    fc.integer({ min: -3 * 3_600_000, max: 3 * 3_600_000 }),
    fc.integer({ min: -4 * dayMs, max: 4 * dayMs }),
  ),
  laterMs: fc.integer({ min: 0, max: 3 * dayMs }),
  sinceLastMs: fc.option(fc.integer({ min: 0, max: 4 * dayMs })),
  jitterFraction: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
});
type Sample = typeof samples extends fc.Arbitrary<infer T> ? T : never;

function requestOf(zone: string, around: number, sample: Sample) {
  const date = (days: number) =>
    DateTime.fromMillis(around, { zone }).plus({ days }).toFormat('yyyy-MM-dd');
  const [first, length] = sample.calendar.blackout;
  const [halfDay, minute] = sample.calendar.halfDay;
  const own: NamedCalendar = {
    key: 'own',
    holidays: [date(sample.calendar.holiday)],
    halfDays: { [date(halfDay)]: minute },
    blackouts: [{ from: date(first), to: date(first + length), name: null }],
  };
  const place: Place = {
    ...placeIn(zone),
    holidayCountries: sample.country === null ? [] : [sample.country],
    calendars: [own],
  };
  const at = new Date(around + sample.offsetMs);
  const lastTouchAt =
    sample.sinceLastMs === null ? null : new Date(at.getTime() - sample.sinceLastMs);
  const { schedule, jitterFraction } = sample;
  const request = { earliest: at, notBefore: at, lastTouchAt, schedule, place, jitterFraction };
  return { request: request satisfies PlanRequest, own };
}

/** Says what is wrong with a planned time by the wall clock; nothing when it is right. */
function wrongs(dueAt: Date, { place, schedule, lastTouchAt }: PlanRequest, own: NamedCalendar) {
  const wall = DateTime.fromJSDate(dueAt, { zone: place.zone });
  const date = wall.toFormat('yyyy-MM-dd');
  const minute = wall.hour * 60 + wall.minute;
  const { windows } = schedule;
  const [blackout] = own.blackouts;
  const gap =
    lastTouchAt === null ? dueAt : plusDuration(lastTouchAt, schedule.minGap, schedule, place);
  return [
    schedule.days.includes(wall.weekday) ? null : 'closed day',
    windows === 'always' || windows.some((w) => minute >= w.startMinute && minute < w.endMinute)
      ? null
      : 'outside the windows',
    blackout !== undefined && date >= blackout.from && date <= blackout.to ? 'blackout' : null,
    own.holidays.includes(date) ? 'holiday' : null,
    minute >= (own.halfDays[date] ?? 1440) ? 'after the end of a half day' : null,
    dueAt < gap ? 'nearer than the gap' : null,
  ].filter((wrong) => wrong !== null);
}

/** Every zone, around each of its clock changes, with a sample of its own. */
function inEveryZone(seed: number, check: (zone: string, around: number, sample: Sample) => void) {
  const drawn = fc.sample(samples, { numRuns: 900, seed });
  let index = 0;
  for (const { zone, around } of zones) {
    for (const instant of around) {
      for (let times = 0; times < 2; times += 1) {
        const sample = drawn[index % drawn.length];
        index += 1;
        if (sample !== undefined) check(zone, instant, sample);
      }
    }
  }
  expect(index).toBeGreaterThan(1_000);
}

describe('in every zone, around two clock changes, with generated schedules', () => {
  test('no touch is outside a window, on a closed day, in a blackout, early or nearer than the gap', () => {
    inEveryZone(24, (zone, around, sample) => {
      const { request, own } = requestOf(zone, around, sample);
      const { dueAt, closesAt } = planTouch(request);
      const told = JSON.stringify({ zone, sample, dueAt });
      expect(wrongs(dueAt, request, own), told).toEqual([]);
      expect(dueAt >= request.earliest, told).toBe(true);
      expect(closesAt !== null && closesAt > dueAt, told).toBe(true);
    });
  });

  test('what was planned stays where it is when it is planned again, whenever that is before it', () => {
    inEveryZone(25, (zone, around, sample) => {
      const { request } = requestOf(zone, around, sample);
      const first = planTouch(request);
      const told = JSON.stringify({ zone, sample, first });
      for (const notBefore of [request.notBefore, first.dueAt]) {
        const again = { ...request, earliest: first.dueAt, isPlanned: true, notBefore };
        expect(planTouch(again), told).toEqual({ ...first, shifts: [] });
      }
    });
  });

  test('what is asked for later never comes earlier', () => {
    inEveryZone(26, (zone, around, sample) => {
      const { request } = requestOf(zone, around, sample);
      const later = new Date(request.earliest.getTime() + sample.laterMs);
      const told = JSON.stringify({ zone, sample });
      const first = planTouch(request).dueAt;
      expect(planTouch({ ...request, earliest: later }).dueAt >= first, told).toBe(true);
    });
  });

  test('with a second clock, the windows hold on both, or the shift says that there are none', () => {
    inEveryZone(27, (zone, around, sample) => {
      const { request, own } = requestOf(zone, around, sample);
      const other =
        zones[(sample.laterMs + sample.offsetMs + 4 * dayMs) % zones.length]?.zone ?? 'UTC';
      const both = { ...request, place: { ...request.place, alsoZones: [other] } };
      const { dueAt, shifts } = planTouch(both);
      const told = JSON.stringify({ zone, other, sample, dueAt, shifts });
      expect(wrongs(dueAt, request, own), told).toEqual([]);
      if (shifts.some(({ reason }) => reason === 'no_common_window')) return;
      const elsewhere = nextOpening(
        dueAt,
        { ...defaultSchedule, ...request.schedule },
        placeIn(other),
      );
      expect(elsewhere.at, told).toEqual(dueAt);
    });
  });
});
