import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRoadAhead } from '../../../src/app/desk/road-ahead.ts';
import { enrol } from '../../../src/app/enrolling/enrol.ts';
import { reportCapacity } from '../../../src/app/reports/capacity.ts';
import { seesAll } from '../../../src/domain/viewer.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

let system: TestSystem;
const dayMs = 86_400_000;
const days = 30;

const cadences = {
  'workspace.yaml': `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes: [{ key: kari, smtp_env: SMTP_URL, from: kari@fjord.example, timezone: UTC, caps: { per_day: 7 } }]
`,
  'road.yaml': `
key: road
title: Road
schedule: { timezone: UTC, days: [mon, tue, wed, thu, fri], windows: ["08:00-16:00"], holidays: prospect, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 3 business days, email: { template: smoke/two, thread: reply } }
  - { id: call, stage: needs-assessment, after: 1 business day, task: { kind: call } }
  - { id: three, stage: closing, after: 4 days, email: { template: smoke/one } }
  - { id: four, stage: closing, after: 2 business days, email: { template: smoke/two, thread: reply } }
`,
};

let ids: readonly string[] = [];

/** People of two countries and of none, who begin at ten on one of nine days. */
beforeAll(async () => {
  system = await openSystem({ cadences });
  const first = Math.ceil(Date.now() / dayMs) * dayMs + 10 * 3_600_000;
  const countries = ['NO', 'US', null];
  const results = await enrol(system.app, {
    cadence: 'road',
    candidates: Array.from({ length: 27 }, (_, nth) => ({
      prospect: { ...somebody(), country: countries[nth % 3] ?? null },
      startAt: new Date(first + (nth % 9) * dayMs),
    })),
  });
  ids = results.flatMap((one) => ('enrolmentId' in one ? [one.enrolmentId] : []));
});
afterAll(() => system?.close());

test('what is to follow is what the road of each person says, one by one', async () => {
  expect(ids).toHaveLength(27);
  const { outlooks } = await reportCapacity(system.app, seesAll, days);
  const told = new Map(
    outlooks[0]?.days.map(({ date, planned, following }) => [date, [planned, following]]),
  );
  const naive = new Map([...told.keys()].map((date) => [date, [0, 0]]));
  for (const id of ids) {
    const road = await readRoadAhead(system.app, id);
    const mails = road?.touches.filter(({ channel }) => channel === 'email') ?? [];
    for (const [nth, { at }] of mails.entries()) {
      const counts = naive.get(at.toISOString().slice(0, 10));
      const place = nth === 0 ? 0 : 1;
      if (counts !== undefined) counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  expect([...told]).toEqual([...naive]);
  const following = [...told.values()].reduce((sum, [, more = 0]) => sum + more, 0);
  expect(following).toBeGreaterThan(40);
});

test('they take room, and a day on which nothing is sent has none', async () => {
  const { outlooks } = await reportCapacity(system.app, seesAll, days);
  const kari = outlooks.find(({ kind }) => kind === 'mailbox');
  const isWeekend = (date: string) => [0, 6].includes(new Date(date).getUTCDay());
  for (const { date, room, leaves } of kari?.days ?? []) {
    expect(leaves).toBeLessThanOrEqual(7);
    if (isWeekend(date)) expect({ date, room, leaves }).toEqual({ date, room: 0, leaves: 0 });
  }
  const sum = (what: 'planned' | 'following' | 'leaves') =>
    (kari?.days ?? []).reduce((total, one) => total + one[what], 0);
  expect(sum('leaves') + (kari?.days.at(-1)?.left ?? 0)).toBe(sum('planned') + sum('following'));
});
