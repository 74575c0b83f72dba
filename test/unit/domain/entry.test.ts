import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { companyKey, companyOf } from '../../../src/domain/company.ts';
import { type EntryHistory, type EntryRules, refuseEntry } from '../../../src/domain/entry.ts';
import { dayZone, expectedStart, startingDay } from '../../../src/domain/entry-day.ts';
import { parseDuration } from '../../../src/domain/parse-duration.ts';
import { defaultSchedule, placeIn } from '../../../src/domain/schedule.ts';
import { inEnglish } from '../../../src/domain/sentence.ts';
import { localDate } from '../../../src/domain/wall-clock.ts';

const nothing: EntryHistory = { here: null, elsewhere: null, lastEndedAt: null };
const now = new Date('2026-11-25T09:00:00Z');
const ended = new Date('2026-11-20T09:00:00Z');
const schedule = { ...defaultSchedule, defaultTimezone: 'Europe/Oslo' };

test.each<[rules: EntryRules, history: Partial<EntryHistory>, code: string | null]>([
  [{}, { here: 'live', elsewhere: 'other', lastEndedAt: now }, null],
  [{ reentry: 'when-not-active' }, { here: 'live' }, 'already_enrolled'],
  [{ reentry: 'when-not-active' }, { here: 'ended', elsewhere: 'other' }, null],
  [{ reentry: 'once' }, {}, null],
  [{ reentry: 'once' }, { here: 'live' }, 'already_enrolled'],
  [{ reentry: 'once' }, { here: 'ended' }, 'not_reenterable'],
  [{ exclusive: true }, { here: 'live' }, null],
  [{ exclusive: true }, { elsewhere: 'other' }, 'already_enrolled'],
  [{ cooldown: parseDuration('5 days') }, { lastEndedAt: ended }, null],
  [{ cooldown: parseDuration('6 days') }, { lastEndedAt: ended }, 'in_cooldown'],
  // Friday to Wednesday.
  [{ cooldown: parseDuration('4 business days') }, { lastEndedAt: ended }, 'in_cooldown'],
  [{ cooldown: parseDuration('3 business days') }, { lastEndedAt: ended }, null],
  [{ cooldown: parseDuration('0s') }, { lastEndedAt: now }, null],
  // What does not pass by itself is told first.
  [
    { reentry: 'once', cooldown: parseDuration('9 days') },
    { here: 'ended', lastEndedAt: ended },
    'not_reenterable',
  ],
])('%j of somebody who was in %j: %s', (entry, history, code) => {
  const weekdays = { ...schedule, days: [1, 2, 3, 4, 5] };
  const entered = { key: 'k', schedule: weekdays, entry };
  const refused = refuseEntry(entered, { ...nothing, ...history }, now, placeIn('Europe/Oslo'));
  expect(refused?.code ?? null).toBe(code);
  expect(refused === null ? 'is let in' : inEnglish(refused.said)).toMatch(/^(is|has) [^\n]+[^.]$/);
});

test('the date of a refusal is the first instant at which there is none', () => {
  const durations = fc.oneof(
    fc.integer({ min: 1, max: 400 }).map((n) => `${n} days`),
    fc.integer({ min: 1, max: 30 }).map((n) => `${n} business days`),
    fc.integer({ min: 1, max: 90_000 }).map((n) => `${n}s`),
  );
  const ends = fc.date({
    min: new Date('2020-01-01'),
    max: new Date('2032-01-01'),
    noInvalidDate: true,
  });
  const zones = fc.constantFrom('Europe/Oslo', 'America/New_York', 'Asia/Tokyo', 'Pacific/Chatham');
  fc.assert(
    fc.property(durations, ends, zones, (cooldown, lastEndedAt, zone) => {
      const entered = { key: 'k', schedule, entry: { cooldown: parseDuration(cooldown) } };
      const at = (when: Date) =>
        refuseEntry(entered, { ...nothing, lastEndedAt }, when, placeIn(zone));
      const from = at(lastEndedAt)?.acceptedFrom;
      if (from === undefined) throw new Error('let in at once');
      expect(at(from)).toBeNull();
      expect(at(new Date(from.getTime() - 1))?.acceptedFrom).toEqual(from);
    }),
  );
});

describe('companies', () => {
  test.each([
    ['kari@fjord.example', null, 'fjord.example'],
    ['kari@fjord.example', 'Fjord AS', 'fjord.example'],
    ['kari@mail.fjord.example', null, 'mail.fjord.example'],
    ['kari@gmail.com', ' Fjord AS ', 'name:fjord as'],
    ['kari@online.no', 'FJORD AS', 'name:fjord as'],
    ['kari@outlook.com', '  ', null],
    ['kari@gmail.com', null, null],
  ])('%s of %s', (address, name, key) => {
    const company = companyOf(address, name);
    expect(company === null ? null : companyKey(company)).toBe(key);
  });
});

describe('days of a queue', () => {
  test('are those of the zone that the cadence names, else of the one that it falls back on', () => {
    expect(dayZone({ ...schedule, timezone: 'Asia/Tokyo' })).toBe('Asia/Tokyo');
    expect(dayZone({ ...schedule, timezone: 'prospect' })).toBe('Europe/Oslo');
    expect(dayZone(defaultSchedule)).toBe('UTC');
  });

  test('what was counted on another day does not count', () => {
    const rules = { schedule, entry: { maxNewPerDay: 200 } };
    const today = startingDay(rules, { countedOn: '2026-11-25', started: 150 }, now);
    expect(today).toMatchObject({ date: '2026-11-25', started: 150, free: 50 });
    expect(today.endsAt.toISOString()).toBe('2026-11-25T23:00:00.000Z');
    const other = { countedOn: '2026-11-24', started: 200 };
    expect(startingDay(rules, other, now)).toMatchObject({ started: 0, free: 200 });
    const fewer = { ...rules, entry: { maxNewPerDay: 100 } };
    const counted = { countedOn: '2026-11-25', started: 150 };
    expect(startingDay(fewer, counted, now).free).toBe(0);
    expect(startingDay({ schedule }, counted, now).free).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([
    [50, '2026-11-25T09:00:00.000Z'],
    [51, '2026-11-25T23:00:00.000Z'],
    [250, '2026-11-25T23:00:00.000Z'],
    [251, '2026-11-26T23:00:00.000Z'],
  ])('number %i starts at %s', (place, at) => {
    const rules = { schedule, entry: { maxNewPerDay: 200 } };
    const day = startingDay(rules, { countedOn: '2026-11-25', started: 150 }, now);
    expect(expectedStart(place, rules, day, now).toISOString()).toBe(at);
  });

  test('follow one another without a gap, in every zone and over every clock change', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const instants = fc.date({
      min: new Date('2005-01-01'),
      max: new Date('2032-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(zones, instants, (zone, at) => {
        const day = localDate(at, zone);
        expect(day.startsAt <= at && at < day.endsAt).toBe(true);
        expect(localDate(at, zone, 1).startsAt).toEqual(day.endsAt);
        expect(localDate(new Date(day.endsAt.getTime() - 1), zone).date).toBe(day.date);
        expect(localDate(day.endsAt, zone).date > day.date).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
