import { afterAll, beforeAll, expect, test } from 'vitest';
import { cadenceOf } from '../../helpers/editing.ts';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { openCli, type TestCli } from './open-cli.ts';

let cli: TestCli;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
  cli = await openCli({ DATABASE_URL: database.url });
});
afterAll(async () => {
  await cli?.close();
  await database?.drop();
});

const edit = (...steps: readonly string[]) =>
  cli.write({ 'cadences/planned.yaml': cadenceOf('planned', steps) });

test('a plan with its exit code, and a move that has to be agreed to', async () => {
  await edit('two+4 days@closing', 'three+1 day@closing');
  expect(await cli.run(['publish', 'planned'])).toMatchObject({
    code: 0,
    stdout: 'planned version 1 published\npublication 1, pin: 0 moved\n',
  });
  await cli.run(['enrol', 'planned', 'kari@example.no']);
  await edit('two+9 days@closing');
  const shown = await cli.run(['plan', 'planned', '--mode', 'move-now', '--exit-code']);
  expect(shown.code).toBe(2);
  expect(shown.stdout).toContain('  - step three removed\n  ~ step two: after 4 days → 9 days\n');
  expect(shown.stdout).toMatch(/^ {2}1 +two +active +1$/m);
  expect(shown.stdout).toMatch(/^ {2}kari@example\.no +two \S+ \S+ +two \S+ \S+ +moved, changed$/m);
  expect(await cli.run(['publish', 'planned', '--mode', 'move-now'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^confirm_needed: 1 people are under way in planned\./),
  });
});

test('a move that was agreed to, and the way back', async () => {
  const args = ['publish', 'planned', '--mode', 'move-now', '--yes', '--json'];
  expect((await cli.run(args)).json()).toEqual([
    { cadence: 'planned', number: 2, changed: true, mode: 'move-now', publication: 2 },
  ]);
  expect((await cli.run(['plan', 'planned', '--exit-code'])).code).toBe(0);
  expect(await cli.run(['rollback'])).toMatchObject({
    code: 0,
    stdout: 'publication 2 is taken back: 1 put back\nplanned version 1 is current\n',
  });
  const list = (await cli.run(['publications'])).stdout.split('\n').slice(2, -1);
  expect(list.map((line) => line.replaceAll(/\d{4}-\S+ \S+/g, 'then').split(/ {2,}/))).toEqual([
    ['3', 'then', 'cli', 'move-now', '0', 'planned 2 → 1', 'takes back 2'],
    ['2', 'then', 'cli', 'move-now', '0', 'planned 1 → 2', 'taken back by 3'],
    ['1', 'then', 'cli', 'pin', '0', 'planned none → 1'],
  ]);
});
