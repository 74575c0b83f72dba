/** The law on the command line: who is refused and why, and how evidence is told. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { openCli, type TestCli } from './open-cli.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let cli: TestCli;
beforeAll(async () => {
  database = await createTestDatabase();
  cli = await openCli({ DATABASE_URL: database.url });
  await cli.write({
    'cadences/workspace.yaml': 'policy: { lawful_basis: required }\n',
    'list.csv':
      'email,country,basis,basis_source,basis_at\nkari@firm.example,NO,consent,fair,2026-03-01\nola@firm.example,NO,,,\npost@firm.example,NO,,,\n',
  });
  expect(await cli.run(['publish'])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await cli?.close();
  await database?.drop();
});

const rule =
  'NO: mail to a personal address needs consent or an existing customer relation (markedsføringsloven § 15).';

test('a list and its dry run say the same of whom the law keeps out', async () => {
  const refusal = `list.csv:3 missing_basis ola@firm.example may not be mailed. ${rule}\n`;
  for (const [flags, words] of [
    [['--dry-run'], '3 rows: 2 would be accepted, 1 refused'],
    [[], '3 rows: 2 accepted, 1 refused'],
  ] as const) {
    const ran = await cli.run(['enrol', 'smoke', 'list.csv', ...flags]);
    expect(ran).toMatchObject({ code: 0, stderr: refusal });
    expect(ran.stdout).toContain(words);
  }
});

test('a list that is only looked at says so, too', async () => {
  const refusal = `list.csv:3 missing_basis ola@firm.example may not be mailed. ${rule}\n`;
  const ran = await cli.run(['preview', 'smoke', '--prospects', 'list.csv']);
  expect(ran).toMatchObject({ code: 0, stderr: refusal });
  expect(ran.stdout).toMatch(/for 2 prospects: all can go out; 1 row refused\n$/);
});

test('one person is refused, and let in with evidence', async () => {
  const enrol = (...flags: string[]) =>
    cli.run(['enrol', 'smoke', 'eva@firm.example', '--country', 'no', ...flags]);
  expect(await enrol()).toMatchObject({
    code: 1,
    stderr: `missing_basis: eva@firm.example may not be mailed. ${rule}\n`,
  });
  const consent = ['--basis', 'consent', '--basis-source', 'form 118', '--basis-at', '2026-11-02'];
  expect(await enrol(...consent, '--basis-expires', '2026-11-03')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('the consent recorded ended 2026-11-03T00:00:00.000Z'),
  });
  expect(await enrol(...consent, '--basis-expires', '2199-01-01')).toMatchObject({ code: 0 });
});
