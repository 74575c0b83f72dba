import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { openCli, type TestCli } from './open-cli.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let cli: TestCli;
let client: pg.Client;

const norwegian =
  '\ufeffE-post;Fornavn;Firma;Språk;Land;Budsjett\r\n' +
  'bjorn@example.no;Bjørn;"Å ""og"" Ø\r\nAS";nb;no;50000\r\n' +
  'ase@example.no;Åse, den eldre;;;;\r\n';

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  cli = await openCli({ DATABASE_URL: database.url });
  await cli.write({
    'list.csv':
      'email,firstName,note\nkari@example.no,Kari,"one\ntwo"\nnobody,N,\nkari@example.no,K,\n' +
      'ola@example.no,Ola,x,too much\nola@example.no,Ola,\n',
    'norsk.csv': norwegian,
    'big.csv': `email,note\nfirst@example.no,a\nsecond@example.no,${'x'.repeat(3_000_000)}\n`,
  });
  expect(await cli.run(['publish'])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await client?.end();
  await cli?.close();
  await database?.drop();
});

const ask = async (statement: string) =>
  (await client.query({ text: statement, rowMode: 'array' })).rows.flat();

test('a line for each refusal with its code, and an import that can be taken back', async () => {
  const ran = await cli.run(['enrol', 'smoke', 'list.csv']);
  expect(ran.code).toBe(0);
  expect(ran.stderr.split('\n')).toEqual([
    'list.csv:4 invalid_address nobody is not an e-mail address.',
    'list.csv:5 already_enrolled kari@example.no stands on line 2 already.',
    'list.csv:6 invalid_row The row cannot be read: 4 values under 3 columns.',
    '',
  ]);
  const [, id = ''] =
    /^5 rows: 2 accepted, 3 refused\nimport (\S+) \(undo: cadence imports undo \1\)\n$/.exec(
      ran.stdout,
    ) ?? [];
  expect(id, ran.stdout).not.toBe('');
  expect(await ask(`select status from enrolments where import_id = '${id}'`)).toEqual([
    'active',
    'active',
  ]);

  const undone = await cli.run(['imports', 'undo', id, '--json']);
  expect(undone).toMatchObject({ code: 0, stderr: '' });
  expect(undone.json()).toMatchObject({ undone: 2, import: { id, status: 'undone', accepted: 2 } });
  expect(await ask(`select distinct exit_reason from enrolments`)).toEqual(['manual']);
});

test('what Excel writes in Norway, first tried and then done', async () => {
  const tried = await cli.run(['enrol', 'smoke', 'norsk.csv', '--dry-run', '--json']);
  expect(tried).toMatchObject({ code: 0, stderr: '' });
  expect(tried.json()).toEqual({
    importId: null,
    rowsRead: 2,
    accepted: 2,
    refused: 0,
    waiting: 0,
    lastStartsAt: null,
    enrolled: [
      expect.objectContaining({
        email: expect.stringMatching(/^bjorn@/),
        dueAt: expect.any(String),
      }),
      expect.objectContaining({ email: expect.stringMatching(/^ase@/), dueAt: expect.any(String) }),
    ],
    refusals: [],
  });
  expect(await ask("select email from prospects where email ~ '^(bjorn|ase)@'")).toEqual([]);

  const done = await cli.run(['prospects', 'import', 'norsk.csv']);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toMatch(/^2 rows: 2 accepted, 0 refused\nimport \S+\n$/);
  expect(
    await ask(
      `select first_name, company, locale, country, attributes
         from prospects where email ~ '^(bjorn|ase)@' order by email desc`,
    ),
  ).toEqual([
    ...['Bjørn', 'Å "og" Ø\nAS', 'nb', 'NO', { Budsjett: 50000 }],
    ...['Åse, den eldre', null, null, null, {}],
  ]);
});

test('a list with a mistake in it is not imported at all', async () => {
  const before = await ask('select count(*) from imports');
  const big = await cli.run(['enrol', 'smoke', 'big.csv']);
  expect(big).toMatchObject({ code: 1, stdout: '' });
  expect(big.stderr).toBe(
    'invalid_csv: The row that begins on line 3 cannot be read: it is longer than 100000 bytes, or a quotation mark is opened and never closed.\n',
  );
  expect(await ask("select email from prospects where email ~ '^(first|second)@'")).toEqual([]);
  expect(await ask('select count(*) from imports')).toEqual(before);
});
