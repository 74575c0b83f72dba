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

test('mailboxes are listed, paused with a reason and resumed', async () => {
  expect((await cli.run(['mailboxes'])).stdout).toMatch(
    /^mailbox +from +pools +status +why\n-.*\n?default +kari@fjord\.example +active/m,
  );
  const paused = await cli.run(['mailboxes', 'pause', 'default', '--reason', 'new password']);
  expect(paused.stdout).toMatch(
    /^default is paused: new password \(since \S+Z, until resumed\)\n$/,
  );
  expect((await cli.run(['mailboxes', 'list', '--json'])).json()).toMatchObject([
    { key: 'default', status: 'paused', cause: 'person', reason: 'new password' },
  ]);
  expect((await cli.run(['mailboxes', 'resume', 'default'])).stdout).toBe('default is active\n');
  const unknown = await cli.run(['mailboxes', 'resume', 'nobody']);
  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  expect(unknown.stderr).toContain('There is no mailbox "nobody"');
});
