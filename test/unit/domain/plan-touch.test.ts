import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../../src/domain/parse-duration.ts';
import { drawnFraction, type PlanRequest, planTouch } from '../../../src/domain/plan-touch.ts';
import {
  defaultSchedule,
  parseWindow,
  placeIn,
  type Schedule,
} from '../../../src/domain/schedule.ts';

const schedule: Schedule = {
  ...defaultSchedule,
  windows: [parseWindow('09:00-12:00')],
  minGap: parseDuration('1 day'),
  jitterMs: 600_000,
};
const at = (text: string) => new Date(`2026-11-${text}:00Z`);
const plan = (given: Partial<PlanRequest> & Pick<PlanRequest, 'earliest'>) =>
  planTouch({
    notBefore: at('01T00:00'),
    lastTouchAt: null,
    schedule,
    place: placeIn('UTC'),
    jitterFraction: 0.5,
    ...given,
  });

describe('jitter', () => {
  test('is added to the first plan', () => {
    const { dueAt, shifts } = plan({ earliest: at('24T10:00') });
    expect(dueAt).toEqual(at('24T10:05'));
    expect(shifts.map(({ reason }) => reason)).toEqual(['jitter']);
  });

  test.each([
    ['where it may stay, it stays', { earliest: at('24T10:05') }, at('24T10:05')],
    [
      'where it is late, it goes at once',
      { earliest: at('24T10:05'), notBefore: at('24T10:20') },
      at('24T10:20'),
    ],
    [
      'where it moves to another opening, it is spread over that one',
      { earliest: at('24T12:00') },
      at('25T09:05'),
    ],
    [
      'where a touch has come between, it keeps the distance from that',
      { earliest: at('24T10:05'), lastTouchAt: at('23T11:00') },
      at('24T11:05'),
    ],
  ])('a touch that was planned: %s', (_, given, dueAt) => {
    expect(plan({ isPlanned: true, ...given }).dueAt).toEqual(dueAt);
  });

  test('the same touch always draws the same, and touches draw evenly', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `touch ${index}`);
    const drawn = ids.map(drawnFraction);
    expect(ids.map(drawnFraction)).toEqual(drawn);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => drawn.filter((fraction) => Math.floor(fraction * 10) === tenth).length,
    );
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});

test('the minimum gap counts business days in the calendar that it is told', () => {
  const thursdays = { ...schedule, days: [4], minGap: parseDuration('2 business days') };
  const week = { schedule: { ...thursdays, days: [1, 2, 3, 4, 5] }, place: placeIn('UTC') };
  const given = { earliest: at('24T09:00'), lastTouchAt: at('24T09:00'), schedule: thursdays };
  expect(plan({ ...given, counted: week, jitterFraction: 0 }).dueAt).toEqual(at('26T09:00'));
  expect(plan({ ...given, jitterFraction: 0 }).dueAt).toEqual(new Date('2026-12-03T09:00:00Z'));
});
