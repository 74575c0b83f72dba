import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { openCli, type TestCli } from './open-cli.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let cli: TestCli;
beforeAll(async () => {
  database = await createTestDatabase();
  cli = await openCli({ DATABASE_URL: database.url });
  await cli.write({
    'unsubscribed.csv':
      'Email Address,UNSUB_TIME,UNSUB_REASON\nkari@example.no,2026-03-01 12:30:00,ABUSE\nnobody,2026-03-02 08:00:00,\n',
  });
});
afterAll(async () => {
  await cli?.close();
  await database?.drop();
});

let file = '';

test('a list goes in and out; one is added', async () => {
  const tried = await cli.run(['suppressions', 'import', 'unsubscribed.csv', '--dry-run']);
  expect(tried).toMatchObject({ code: 0, stdout: '2 rows: 1 would be suppressed, 1 refused\n' });
  const taken = await cli.run(['suppressions', 'import', 'unsubscribed.csv']);
  expect(taken).toMatchObject({
    code: 0,
    stdout: '2 rows: 1 suppressed, 1 refused; 0 enrolments ended\n',
    stderr:
      'unsubscribed.csv:3 invalid_address "nobody" is neither an e-mail address nor a domain.\n',
  });
  const added = await cli.run(['suppressions', 'add', '@fjord.no', '--note', '=1+1']);
  expect(added.stdout).toBe('fjord.no gets no mail any more: 0 enrolments ended\n');
  expect((await cli.run(['suppressions', 'export', 'all.csv'])).code).toBe(0);
  file = readFileSync(join(cli.folder, 'all.csv'), 'utf8');
  expect(file).toContain('"kari@example.no","","complained","2026-03-01T12:30:00.000Z","cli",""');
  expect(file).toContain(`"'=1+1"`);
});

test('what went out goes in again, is listed, and is removed', async () => {
  const again = await cli.run(['suppressions', 'import', 'all.csv', '--json']);
  expect(again.json()).toMatchObject({ accepted: 2, refused: 0, refusals: [] });
  const listed = await cli.run(['suppressions', 'list', '--json']);
  expect(listed.json()).toMatchObject([
    { value: 'fjord.no', reason: 'manual', note: '=1+1' },
    { value: 'kari@example.no', reason: 'complained', source: 'cli' },
  ]);
  const lines = (await cli.run(['suppressions', 'export', '--json'])).stdout.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(listed.json());
  expect((await cli.run(['suppressions', 'remove', 'fjord.no'])).code).toBe(0);
  const gone = await cli.run(['suppressions', 'remove', 'fjord.no']);
  expect(gone).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('"fjord.no" is not suppressed'),
  });
});
