/** After an outage nothing is sent in a burst, and whatever happens to the clock, nothing at the wrong time. */
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Candidate, enrol } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { somebody } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { type Letter, lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';

const step = (id: string, after: string) =>
  `  - { id: ${id}, stage: prospecting, after: ${after}, email: { template: smoke/one } }`;
const steps = (count: number, after: string, prefix: string) =>
  Array.from({ length: count }, (_, n) => step(`${prefix}-${n}`, n === 0 ? '0s' : after)).join(
    '\n',
  );
const office = (key: string, windows: string, gap: string) => `
key: ${key}
title: Office hours
schedule: { timezone: prospect, default_timezone: Europe/Oslo, days: [mon, tue, wed, thu, fri], windows: ${windows}, holidays: none, min_gap: ${gap} }
steps:
${steps(4, '3 business days', key)}
`;
const cadences = {
  'morning.yaml': office('morning', '["09:00-11:00", "13:00-16:00"]', '1 business day'),
  'noon.yaml': office('noon', '["10:00-12:00"]', '1 business day'),
  'always.yaml': `
key: always
title: Always
schedule: { timezone: UTC, days: all, windows: always, holidays: none }
steps:
${steps(4, '2 days', 'always')}
`,
  'daily.yaml': `
key: daily
title: Daily
schedule: { timezone: prospect, default_timezone: Europe/Oslo, days: all, windows: ["02:15-02:45", "08:30-09:30"], holidays: none }
steps:
${steps(6, '1 day', 'daily')}
`,
};

let weeks: Weeks;
beforeAll(async () => {
  // A Tuesday, ten o'clock in Oslo.
  weeks = await openWeeks({ startAt: new Date('2026-09-01T08:00:00Z'), cadences });
});
afterAll(() => weeks?.close());

type Prospect = Omit<Candidate['prospect'], 'email'>;

/** Enrols people, and says who they are and when their mails left. */
async function begin(keys: readonly string[], prospects: readonly Prospect[]) {
  const people = prospects.map((prospect) => ({ ...prospect, ...somebody() }));
  const ids: string[] = [];
  for (const cadence of keys) {
    const candidates = people.map((prospect) => ({ prospect }));
    for (const result of await enrol(weeks.app, { cadence, candidates })) {
      if ('enrolmentId' in result) ids.push(result.enrolmentId);
    }
  }
  const mails = () => people.map(({ email }) => lettersTo(weeks.smtp, email));
  return { people, ids, mails };
}

const on = (day: string) => new Date(`${day}Z`);
const wall = (letter: Letter, zone = 'Europe/Oslo') => DateTime.fromJSDate(letter.at, { zone });
const written = (letters: readonly Letter[], zone?: string) =>
  letters.map((letter) => wall(letter, zone).toFormat('ccc dd HH:mm'));

/** Business days from one instant to another, in Oslo. */
function businessDays(from: Letter, to: Letter): number {
  let days = 0;
  for (
    let day = wall(from).startOf('day');
    day < wall(to).startOf('day');
    day = day.plus({ days: 1 })
  ) {
    if (day.plus({ days: 1 }).weekday <= 5) days += 1;
  }
  return days;
}

const gapsOf = (letters: readonly Letter[]) =>
  letters.slice(1).map((letter, n) => businessDays(letters[n] ?? letter, letter));

function isIn(letter: Letter, windows: readonly (readonly [string, string])[], zone?: string) {
  const time = wall(letter, zone).toFormat('HH:mm:ss');
  return windows.some(([from, to]) => time >= from && time < to);
}

describe('after an outage of ten days', () => {
  test('late mails are spaced as the cadence spaces them, inside its windows', async () => {
    const { mails } = await begin(
      ['morning'],
      Array.from({ length: 15 }, () => ({})),
    );
    await weeks.passUntil(on('2026-09-02T12:00:00'));
    // The next were due on Friday the 4th; back on a Saturday night.
    weeks.skipTo(on('2026-09-12T22:00:00'));
    await weeks.passUntil(on('2026-10-05T00:00:00'));
    for (const letters of mails()) {
      expect(written(letters)).toEqual([
        'Tue 01 10:00',
        'Mon 14 09:00',
        'Thu 17 09:00',
        'Tue 22 09:00',
      ]);
    }
  });

  test('also those that were on the queue when it began', async () => {
    const { mails } = await begin(['morning'], [{}, {}, {}]);
    weeks.skipTo(on('2026-10-05T07:30:00'));
    await dispatchDue(weeks.app);
    weeks.skipTo(on('2026-10-15T15:30:00'));
    await weeks.passUntil(on('2026-11-01T00:00:00'));
    for (const letters of mails()) {
      expect(written(letters)[0]).toBe('Fri 16 09:00');
      expect(Math.min(...gapsOf(letters))).toBe(3);
      expect(letters).toHaveLength(4);
    }
  });

  test('whoever is in two cadences gets their mails a business day apart at least', async () => {
    weeks.skipTo(on('2026-11-03T09:00:00'));
    const { mails, ids } = await begin(
      ['morning', 'noon', 'morning'],
      Array.from({ length: 6 }, () => ({})),
    );
    await weeks.passUntil(on('2026-11-05T23:00:00'));
    weeks.skipTo(on('2026-11-15T12:00:00'));
    await weeks.passUntil(on('2027-01-15T00:00:00'));
    for (const letters of mails()) {
      expect(letters).toHaveLength(12);
      expect(Math.min(...gapsOf(letters))).toBeGreaterThanOrEqual(1);
      expect(letters.every((one) => wall(one).weekday <= 5)).toBe(true);
      const open = [['09:00:00', '16:00:00']] as const;
      expect(letters.every((one) => isIn(one, open))).toBe(true);
    }
    const told = await readTimeline(weeks.app.db, ids[0] ?? '', null, 200);
    const reasons = told.flatMap(({ type, data }) =>
      type === 'touch.rescheduled' ? [data.reason] : [],
    );
    expect(new Set(reasons)).toEqual(new Set(['outside_window', 'min_gap']));
  });

  test('without windows and distance one goes at once, the others as the cadence spaces them', async () => {
    const start = weeks.now();
    const { mails } = await begin(['always'], [{}, {}]);
    const day = (n: number) => new Date(start.getTime() + n * 86_400_000);
    await weeks.passUntil(day(1));
    weeks.skipTo(day(11.5));
    await weeks.passUntil(day(30));
    for (const letters of mails()) {
      const days = letters.map((letter) => (letter.at.getTime() - start.getTime()) / 86_400_000);
      expect(days).toEqual([0, 11.5, 13.5, 15.5]);
    }
  });

  test('a pause that ended in it ends with one mail, not with those that it held back', async () => {
    weeks.skipTo(on('2027-03-01T08:30:00'));
    const { mails, ids, people } = await begin(['morning'], [{}, {}]);
    await weeks.passUntil(on('2027-03-01T20:00:00'));
    const [first = '', second = ''] = ids;
    const until = on('2027-03-08T00:00:00');
    await changeEnrolment(weeks.app, first, { do: 'pause', until }, 'rep');
    await tell(weeks.app, people[1]?.email ?? '', 'reply.auto', { until });
    expect(second).not.toBe('');
    weeks.skipTo(on('2027-03-13T12:00:00'));
    await weeks.passUntil(on('2027-03-27T00:00:00'));
    for (const letters of mails()) {
      expect(written(letters)).toEqual([
        'Mon 01 09:30',
        'Mon 15 09:00',
        'Thu 18 09:00',
        'Tue 23 09:00',
      ]);
    }
  });
});

describe('on a weekend on which the clock changes', () => {
  const zones: readonly (readonly [what: string, prospect: Prospect, zone: string])[] = [
    ['Oslo', { timezone: 'Europe/Oslo' }, 'Europe/Oslo'],
    ['no zone', {}, 'Europe/Oslo'],
    ['a zone that does not exist', { timezone: 'Middle/Earth' }, 'Europe/Oslo'],
    ['an unknown country', { country: 'Narnia' }, 'Europe/Oslo'],
    ['a country with one zone', { country: 'IE' }, 'Europe/Dublin'],
    ['a country with many', { country: 'US' }, 'America/New_York'],
    ['a zone of half hours', { timezone: 'Australia/Lord_Howe' }, 'Australia/Lord_Howe'],
    ['a zone without changes', { timezone: 'Asia/Kolkata' }, 'Asia/Kolkata'],
  ];
  const windows = [
    ['02:15:00', '02:45:00'],
    ['08:30:00', '09:30:00'],
  ] as const;

  test.each([
    ['forward in Europe', '2027-03-25T22:00:00', '2027-04-03T00:00:00'],
    ['back in Australia, an hour more in between', '2027-04-03T00:00:00', '2027-04-12T00:00:00'],
    ['back in Europe', '2027-10-28T22:00:00', '2027-11-06T00:00:00'],
    ['back in America', '2027-11-05T00:00:00', '2027-11-14T00:00:00'],
    ['forward in America', '2028-03-10T00:00:00', '2028-03-19T00:00:00'],
  ])('%s: one mail a day, by the wall clock', async (_, from, until) => {
    weeks.skipTo(on(from));
    const { mails } = await begin(
      ['daily'],
      zones.map(([, prospect]) => prospect),
    );
    await weeks.passUntil(on(until));
    for (const [index, letters] of mails().entries()) {
      const [what, , zone] = zones[index] ?? [];
      expect(letters, what).toHaveLength(6);
      expect(
        letters.every((letter) => isIn(letter, windows, zone)),
        what,
      ).toBe(true);
      const days = letters.map((letter) => wall(letter, zone).toISODate());
      expect(new Set(days).size, what).toBe(6);
      const hours = letters.map((letter) => wall(letter, zone).toFormat('HH'));
      // Where the clock jumps over the early window, that day has only the later one, and so have those after it.
      expect(hours.join(), what).toMatch(/^(02,)*((08|09),)*(02|08|09)$/);
    }
  });
});
