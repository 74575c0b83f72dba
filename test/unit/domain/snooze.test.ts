import { expect, test } from 'vitest';
import { defaultSchedule, parseWindow, placeIn } from '../../../src/domain/schedule.ts';
import { snoozeFault, snoozeTimes } from '../../../src/domain/snooze.ts';

const oslo = placeIn('Europe/Oslo');
const windows = [parseWindow('08:30-11:30'), parseWindow('13:00-15:00')];
const norway = { ...oslo, holidayCountries: ['NO'] };

test.each([
  ['on a Thursday', '2026-11-26T12:00:00Z', {}, oslo, '2026-11-27T08:00', '2026-11-30T08:00'],
  ['on a Friday', '2026-11-27T12:00:00Z', {}, oslo, '2026-11-30T08:00', null],
  ['on a Sunday', '2026-11-29T12:00:00Z', {}, oslo, '2026-11-30T08:00', null],
  ['on a Monday', '2026-11-30T06:00:00Z', {}, oslo, '2026-12-01T08:00', '2026-12-07T08:00'],
  [
    'with windows',
    '2026-11-26T12:00:00Z',
    { windows },
    oslo,
    '2026-11-27T07:30',
    '2026-11-30T07:30',
  ],
  [
    'with days',
    '2026-11-26T12:00:00Z',
    { days: [6, 7] },
    oslo,
    '2026-11-28T08:00',
    '2026-12-05T08:00',
  ],
  ['over Christmas', '2026-12-24T12:00:00Z', {}, norway, '2026-12-28T08:00', null],
  ['over the clock change', '2026-03-27T12:00:00Z', {}, oslo, '2026-03-30T07:00', null],
  ['elsewhere late in the day', '2026-11-26T23:30:00Z', {}, oslo, '2026-11-30T08:00', null],
] as const)('%s', (_name, now, schedule, place, morning, monday) => {
  const times = snoozeTimes(new Date(now), { ...defaultSchedule, ...schedule }, place);
  const text = (at: Date | null) => at?.toISOString().slice(0, 16) ?? null;
  expect([text(times.morning), text(times.monday)]).toEqual([morning, monday]);
});

test('calendars that close every day are no reason to offer nothing', () => {
  const blackout = { from: '2026-01-01', to: '2028-12-31', name: null };
  const closed = { key: 'closed', holidays: [], halfDays: {}, blackouts: [blackout] };
  const place = { ...oslo, calendars: [closed] };
  const { morning } = snoozeTimes(new Date('2026-11-26T12:00:00Z'), defaultSchedule, place);
  expect(morning).toEqual(new Date('2026-11-27T08:00:00Z'));
});

const now = new Date('2026-11-26T12:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const dayMs = 86_400_000;

test.each([
  [after(1), null, null],
  [now, null, 'past'],
  [after(-1), null, 'past'],
  [after(366 * dayMs), null, null],
  [after(366 * dayMs + 1), null, 'far'],
  [after(dayMs), after(dayMs), 'late'],
  [after(dayMs - 1), after(dayMs), null],
] as const)('until %s with an end at %s: %s', (until, skipAt, fault) => {
  expect(snoozeFault(until, now, skipAt)).toBe(fault);
});
