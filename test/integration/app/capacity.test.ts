import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrol } from '../../../src/app/enrolling/enrol.ts';
import { type CapacityKind, reportCapacity } from '../../../src/app/reports/capacity.ts';
import { listBehind } from '../../../src/app/reports/people.ts';
import { plannedCell } from '../../../src/app/reports/planned-cell.ts';
import { pauseByPerson, resumeByPerson } from '../../../src/app/sending/mailbox-status.ts';
import { seesAll } from '../../../src/domain/viewer.ts';
import { openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';

let system: TestSystem;
const later = smoke.replace('after: 2s', 'after: 30 days');
const cadences = {
  'workspace.yaml': `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: SMTP_URL, from: kari@fjord.example, timezone: UTC, caps: { per_day: 5 } }
  - { key: jonas, smtp_env: SMTP_URL, from: jonas@fjord.example, caps: { ramp_up: { start: 2, add: 1 } } }
pools: { sales: [jonas] }
caps: { pools: { sales: { per_day: 100 } } }
`,
  // The second mails lie behind the days that are looked at.
  'smoke.yaml': later,
  'pooled.yaml': later
    .replace('key: smoke', 'key: pooled\nsender: { pool: sales }\ncap: { per_day: 3 }')
    .replace('title: Smoke', 'title: Pooled'),
};
const dayMs = 86_400_000;

/** Twelve mails of Kari's for tomorrow and one for the day after it; nine of Jonas's for tomorrow. */
beforeAll(async () => {
  system = await openSystem({ cadences });
  const tomorrow = Math.ceil(Date.now() / dayMs) * dayMs + 10 * 3_600_000;
  const begin = (cadence: string, count: number, startMs: number) =>
    enrol(system.app, {
      cadence,
      candidates: Array.from({ length: count }, () => ({
        prospect: somebody(),
        startAt: new Date(startMs),
      })),
    });
  await begin('smoke', 12, tomorrow);
  await begin('smoke', 1, tomorrow + dayMs);
  await begin('pooled', 9, tomorrow);
});
afterAll(() => system?.close());

async function outlookOf(kind: CapacityKind, key = '') {
  const { outlooks } = await reportCapacity(system.app, seesAll, 5);
  const found = outlooks.find((one) => one.kind === kind && one.key === key);
  if (found === undefined) throw new Error(`there is no ${kind} ${key}`);
  const { days, ...about } = found;
  return {
    ...about,
    days: days.map(({ planned, room, leaves, left }) => [planned, room, leaves, left]),
  };
}

test('a cap pushes mails to later days, until none is left over', async () => {
  const { days, mostLeft, clearedOn, isPaused } = await outlookOf('mailbox', 'kari');
  expect(days).toEqual([
    [0, 5, 0, 0],
    [12, 5, 5, 7],
    [1, 5, 5, 3],
    [0, 5, 3, 0],
    [0, 5, 0, 0],
  ]);
  expect({ mostLeft, isPaused }).toEqual({ mostLeft: 7, isPaused: false });
  const { outlooks } = await reportCapacity(system.app, seesAll, 5);
  expect(clearedOn).toBe(outlooks[0]?.days[3]?.date);
});

test('a mailbox that is new sends a little more each day; the smallest limit decides', async () => {
  // Nothing has left yet: its first day is that of its first mail.
  expect((await outlookOf('mailbox', 'jonas')).days).toEqual([
    [0, 2, 0, 0],
    [9, 2, 2, 7],
    [0, 3, 3, 4],
    [0, 4, 3, 1],
    [0, 5, 1, 0],
  ]);
  expect((await outlookOf('pool', 'sales')).days[1]).toEqual([9, 100, 2, 7]);
  expect((await outlookOf('cadence', 'pooled')).days[2]).toEqual([0, 3, 3, 4]);
  expect((await outlookOf('all')).days[1]).toEqual([21, null, 7, 14]);
});

test('what has left today takes room of today', async () => {
  const { db } = system.app;
  await db.query(
    `insert into send_scopes (key, recent, first_at) values ('mailbox:kari', $1, now())`,
    [JSON.stringify([Date.now(), 2])],
  );
  expect((await outlookOf('mailbox', 'kari')).days[0]).toEqual([0, 3, 0, 0]);
  await db.query('delete from send_scopes');
});

test.each([
  ['mailbox', 'kari', [0, 12, 1]],
  ['mailbox', 'jonas', [0, 9, 0]],
  ['pool', 'sales', [0, 9, 0]],
  ['cadence', 'smoke', [0, 12, 1]],
  ['all', '', [0, 21, 1]],
] as const)('each number of %s %s leads to its enrolments', async (kind, key, counts) => {
  const { outlooks } = await reportCapacity(system.app, seesAll, 3);
  const days = outlooks.find((one) => one.kind === kind && one.key === key)?.days ?? [];
  expect(days.map(({ planned }) => planned)).toEqual(counts);
  for (const { date, planned } of days) {
    const cell = await plannedCell(system.app, { kind, key, on: date });
    const behind = await listBehind(system.app, {}, seesAll, cell, { after: null, limit: 50 });
    expect(behind).toHaveLength(planned);
  }
});

test('a day that it does not have is told', async () => {
  const asked = plannedCell(system.app, { kind: 'all', key: '', on: '2020-01-01' });
  await expect(asked).rejects.toMatchObject({ code: 'unknown_day' });
});

test('nothing leaves a mailbox that a person has paused', async () => {
  await pauseByPerson(system.app, 'kari', 'new password');
  const { isPaused, days, clearedOn } = await outlookOf('mailbox', 'kari');
  // Its mails wait, and have no time of their own meanwhile or keep the one that they had.
  expect({ isPaused, leaves: days.map((day) => day[2]) }).toEqual({
    isPaused: true,
    leaves: [0, 0, 0, 0, 0],
  });
  expect(clearedOn).toBeNull();
  await resumeByPerson(system.app, 'kari');
});
