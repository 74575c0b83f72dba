import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyone, type ReportFilter } from '../../../src/domain/report-filter.ts';
import type { Queryable } from '../../../src/store/db.ts';
import { readActivity } from '../../../src/store/reports/activity.ts';
import { readDeliverability } from '../../../src/store/reports/deliverability.ts';
import { readFunnel } from '../../../src/store/reports/funnel.ts';
import { readPersistence } from '../../../src/store/reports/persistence.ts';
import { readVariantFigures } from '../../../src/store/variants.ts';
import { addYear, yearFiles } from '../../bench/year.ts';
import { mail, openSystem, type TestSystem } from '../../helpers/system.ts';
import { isIn, naiveFunnel, naivePersistence, naiveVariants, readAll } from './naive-reports.ts';

let system: TestSystem;
let all: Awaited<ReturnType<typeof readAll>>;

/** A year, and what is rare in it: stages that people came back to, answers before the first mail, wins long afterwards. */
beforeAll(async () => {
  system = await openSystem({
    cadences: yearFiles,
    templates: { 'bench/one.mjml': mail('One', 'One'), 'bench/two.mjml': mail('Two', 'Two') },
  });
  const { db } = system.app;
  await addYear(db, 600);
  for (const text of [
    `insert into stages_left (enrolment_id, stage, entered_at, left_at, spent)
     select id, stage, created_at, created_at + interval '7 hours', '7 hours'
       from (select * from enrolments order by id limit 200) e where stage <> 'prospecting' on conflict do nothing`,
    `update inbound_events set occurred_at = occurred_at - interval '5 days'
      where type = 'reply.received' and id in (select id from inbound_events order by id offset 20 limit 40)`,
    `update timeline set at = at + interval '60 days'
      where type = 'enrolment.exited' and data ->> 'reason' = 'closed_won' and id % 2 = 0`,
    `update enrolments set owner = null where owner = 'Owner 3'`,
    `update inbound_events set event = '{"hard":false}' where type = 'email.bounced' and event_id like '%1'`,
    'vacuum analyze',
  ]) {
    await db.query(text);
  }
  all = await readAll(db);
});
afterAll(() => system?.close());

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const filters: readonly (readonly [string, ReportFilter])[] = [
  ['everybody', everyone],
  ['a cadence', { ...everyone, cadence: 'road-4' }],
  ['a version', { ...everyone, cadence: 'road-4', version: 1 }],
  ['an owner', { ...everyone, owner: 'Owner 7' }],
  ['some weeks', { ...everyone, from: daysAgo(90), until: daysAgo(10) }],
  ['nobody', { ...everyone, owner: 'Nobody' }],
];

describe.each(filters)('%s: counted one by one it comes to the same', (what, filter) => {
  test('the funnel', async () => {
    const figures = await readFunnel(system.app.db, filter);
    const naive = naiveFunnel(all.filter(isIn(filter)));
    expect(figures.filter(({ entered }) => entered > 0)).toHaveLength(naive.length);
    for (const one of naive) {
      const { medianHours, p90Hours, ...counts } = one;
      const found = figures.find((row) => row.cadence === one.cadence && row.stage === one.stage);
      expect(found).toMatchObject(counts);
      for (const [read, counted] of [
        [found?.medianHours, medianHours],
        [found?.p90Hours, p90Hours],
      ] as const) {
        if (counted === null) expect(read).toBeNull();
        else expect(read).toBeCloseTo(counted, 3);
      }
    }
  });

  test('persistence', async () => {
    const naive = naivePersistence(all.filter(isIn(filter)));
    expect(await readPersistence(system.app.db, filter)).toEqual(naive);
    expect(naive.length === 0).toBe(what === 'nobody');
  });
});

test.each([null, 'road-4'])('variants of %s come to the same', async (cadence) => {
  const naive = naiveVariants(all.filter(isIn({ ...everyone, cadence })));
  expect(naive.length).toBeGreaterThan(1);
  expect(await readVariantFigures(system.app.db, cadence, null)).toEqual(naive);
});

test.each([
  ['always', null, null],
  ['some weeks', daysAgo(90), daysAgo(10)],
] as const)('activity %s comes to the same', async (_when, from, until) => {
  const figures = await readActivity(system.app.db, { from, until, owners: null, now: new Date() });
  const within = (at: Date | null) =>
    (from === null || (at !== null && at >= from)) &&
    (until === null || (at !== null && at < until));
  for (const { owner, enrolled, sent, replies, won } of figures) {
    const own = all.filter((one) => one.owner === owner);
    const mails = own.flatMap(({ touches }) => touches.filter(({ status }) => status === 'sent'));
    expect({ owner, enrolled, sent, replies, won }).toEqual({
      owner,
      enrolled: own.filter(({ created_at }) => within(created_at)).length,
      sent: mails.filter(({ at }) => within(at)).length,
      replies: own.filter((one) => one.replies.some(within)).length,
      won: own.filter((one) => one.exit_reason === 'closed_won' && within(one.wonAt)).length,
    });
  }
  expect(figures.map(({ owner }) => owner)).toContain(null);
});

test('a soft bounce is no bounce', async () => {
  const { db } = system.app;
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from inbound_events where type = 'email.bounced' and event ->> 'hard' = 'true'`,
  );
  const figures = await readDeliverability(db, null, null);
  const bounced = figures.reduce((sum, one) => sum + one.bounced, 0);
  expect(bounced).toBe(rows[0]?.count);
  expect(bounced).toBeGreaterThan(0);
});

test.each<[string, (db: Queryable) => Promise<unknown>]>([
  ['funnel', (db) => readFunnel(db, everyone)],
  ['persistence', (db) => readPersistence(db, everyone)],
  ['variants', (db) => readVariantFigures(db, null, null)],
  ['activity', (db) => readActivity(db, { ...everyone, now: new Date() })],
  ['deliverability', (db) => readDeliverability(db, null, null)],
])('%s reads touches, and what was told and won, out of narrow indexes', async (_name, read) => {
  const plan = await system.app.db.transaction(async (tx) => {
    const lines: string[] = [];
    // As it is with many rows: a whole table is dearer than its narrow index.
    await tx.query('set local enable_seqscan = off');
    await read({
      query: async (statement, values) => {
        const [text, bound] =
          typeof statement === 'string' ? [statement, values] : [statement.text, statement.values];
        const { rows } = await tx.query<{ 'QUERY PLAN': string }>(`explain ${text}`, bound);
        lines.push(...rows.map((row) => row['QUERY PLAN']));
        return { rows: [], rowCount: 0 };
      },
    });
    return lines;
  });
  const reads = plan.filter((line) => /\bon (touches|timeline)\b/.test(line));
  expect(reads.join('\n')).toContain('Index Only Scan using touches_reported');
  expect(reads.filter((line) => !line.includes('Index Only Scan'))).toEqual([]);
});
