/** Entry rules on the command line: what a dry run says, what a list answers, who waits, what an edit changes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { openCli, type TestCli } from './open-cli.ts';

const limited = (entry: string) => `
key: limited
title: Limited
schedule: { timezone: UTC }
entry: { ${entry} }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 30 days, email: { template: smoke/two } }
`;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let cli: TestCli;
beforeAll(async () => {
  database = await createTestDatabase();
  cli = await openCli({ DATABASE_URL: database.url });
  await cli.write({
    'cadences/limited.yaml': limited('reentry: once, max_new_per_day: 2'),
    'list.csv': `email\n${['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@example.no`).join('\n')}\n`,
  });
  expect(await cli.run(['publish'])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await cli?.close();
  await database?.drop();
});

const done = { code: 0, stderr: '' };

test('a dry run says how many would wait, and until when', async () => {
  const tried = await cli.run(['enrol', 'limited', 'list.csv', '--dry-run']);
  expect(tried).toMatchObject(done);
  expect(tried.stdout).toMatch(
    /^5 rows: 5 would be accepted, 0 refused\n2 would start at once, 3 would wait for their turn \(max_new_per_day\), the last until \d{4}-\d\d-\d\dT00:00:00\.000Z\n$/,
  );
});

test('a list, one more, and the same again', async () => {
  const list = await cli.run(['enrol', 'limited', 'list.csv', '--json']);
  expect(list).toMatchObject(done);
  expect(list.json()).toMatchObject({ accepted: 5, refused: 0, waiting: 3 });
  const one = await cli.run(['enrol', 'limited', 'f@example.no']);
  expect(one.stdout).toMatch(
    /^f@example\.no enrolled as \S+: waits for its turn \(max_new_per_day\), expected to start at \S+T00:00:00\.000Z\n$/,
  );
  const again = await cli.run(['enrol', 'limited', 'list.csv']);
  expect(again.stderr.split('\n')[0]).toBe(
    'list.csv:2 already_enrolled a@example.no is in limited already.',
  );
  expect(again.stdout).toMatch(/^5 rows: 0 accepted, 5 refused\n/);
});

test('status and explain show who waits', async () => {
  const status = await cli.run(['status', '--cadence', 'limited', '--status', 'pending']);
  expect(status).toMatchObject(done);
  expect(status.stdout).toMatch(/limited +pending +4/);
  const [, id = ''] =
    /(\S+) +f@example\.no +limited +pending +waits for its turn/.exec(status.stdout) ?? [];
  const explained = await cli.run(['explain', id]);
  expect(explained.stdout).toMatch(
    /^pending \(cap_reached\): It waits as number 4 of 4: max_new_per_day is 2, and it is expected to start on \d{4}-\d\d-\d\d \(UTC\)\.\n$/,
  );
});

test('a plan shows each rule that changes, in the words of the file', async () => {
  await cli.write({ 'cadences/limited.yaml': limited('max_new_per_day: 100, cooldown: 14 days') });
  const planned = await cli.run(['plan', 'limited']);
  expect(planned).toMatchObject(done);
  expect(planned.stdout.split('\n').slice(1, 4)).toEqual([
    '  ~ entry.reentry once → none',
    '  ~ entry.max_new_per_day 2 → 100',
    '  ~ entry.cooldown none → 14 days',
  ]);
});
