import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { openCli, type TestCli } from './open-cli.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let cli: TestCli;
beforeAll(async () => {
  database = await createTestDatabase();
  cli = await openCli({ DATABASE_URL: database.url });
});
afterAll(async () => {
  await cli?.close();
  await database?.drop();
});

test('cadences are listed, paused with a reason and resumed', async () => {
  await cli.run(['publish']);
  expect((await cli.run(['cadences'])).stdout).toMatch(
    /^cadence +version +status +why\n-.*\n(.*\n)*office +1 +active/m,
  );
  const paused = await cli.run(['cadences', 'pause', 'office', '--reason', 'wrong price']);
  expect(paused.stdout).toMatch(/^office is paused: wrong price \(since \S+Z, until resumed\)\n$/);
  expect((await cli.run(['cadences', 'list', '--json'])).json()).toContainEqual(
    expect.objectContaining({ key: 'office', cause: 'person', reason: 'wrong price' }),
  );
  expect((await cli.run(['cadences', 'resume', 'office'])).stdout).toBe('office is active\n');
  const unknown = await cli.run(['cadences', 'pause', 'nobody']);
  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  expect(unknown.stderr).toContain('There is no published cadence "nobody"; there is ');
});
