import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type CadenceProcess, startCadence } from '../../helpers/cadence-process.ts';
import { smoke } from '../../helpers/system.ts';
import { openCli, type TestCli } from './open-cli.ts';

/** An installation from its first day: a database with nothing in it. */
const name = `first_day_${randomUUID().replaceAll('-', '')}`;
const server = inject('templateUrl');
const urlOf = (database: string) =>
  Object.assign(new URL(server), { pathname: `/${database}` }).href;

let cli: TestCli;
let up: CadenceProcess | undefined;

async function ask(statement: string, database = name): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    return (await client.query({ text: statement, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  await ask(`create database ${name}`, 'postgres');
  cli = await openCli({ DATABASE_URL: urlOf(name) });
});
afterAll(async () => {
  await up?.kill();
  await cli?.close();
  await ask(`drop database if exists ${name} with (force)`, 'postgres');
});

test('two processes migrate at once', async () => {
  const ran = await Promise.all([cli.run(['migrate']), cli.run(['migrate'])]);
  for (const one of ran) {
    expect(one).toEqual({
      code: 0,
      stdout: 'the database is up to date\n',
      stderr: '',
      json: expect.any(Function),
    });
  }
});

test('all is published or nothing', async () => {
  const cadences = 'select key from cadences order by key';
  await cli.write({ 'cadences/worse.yaml': 'key: worse\ntitle: Worse\n' });
  const refused = await cli.run(['publish']);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^invalid_library: 1 errors .*\n {2}cadences\/worse\.yaml:1:1 /);
  expect(await ask(cadences)).toEqual([]);
  await cli.write({ 'cadences/worse.yaml': smoke.replaceAll('smoke\n', 'better\n') });
  const published = await cli.run(['publish', '--json']);
  expect(published.json()).toMatchObject(
    ['office', 'smoke', 'better'].map((cadence) => ({ cadence, number: 1, changed: true })),
  );
  expect(await ask(cadences)).toEqual(['better', 'office', 'smoke']);
});

test('keys are made, listed and revoked', async () => {
  const made = await cli.run(['keys', 'create', '--role', 'crm', '--name', 'HubSpot']);
  expect(made).toMatchObject({
    code: 0,
    stderr: 'crm key "HubSpot", which sees everything; shown this once:\n',
  });
  const key = made.stdout.trim();
  expect(key).toMatch(/^cad_[\w-]{32}$/);
  const prefix = key.slice(0, 12);
  const changed = await cli.run(['keys', 'change', prefix, '--email', 'Ops@Firm.no']);
  expect(changed).toMatchObject({
    code: 0,
    stdout: `${prefix} HubSpot: ops@firm.no; sees everything\n`,
  });
  const refused = await Promise.all([
    cli.run(['keys', 'change', prefix]),
    cli.run(['keys', 'change', 'cad_nobody', '--no-email']),
  ]);
  expect(refused).toMatchObject([
    { code: 1, stderr: expect.stringContaining('Say --email ADDRESS or --no-email, --team') },
    { code: 1, stderr: expect.stringContaining('There is no key "cad_nobody"') },
  ]);
  const revoked = await cli.run(['keys', 'revoke', prefix]);
  expect(revoked).toMatchObject({ code: 0, stdout: `${prefix} revoked\n`, stderr: '' });
  const listed = await cli.run(['keys', 'list', '--json']);
  expect(listed.json()).toMatchObject([
    {
      ...{ prefix, role: 'crm', name: 'HubSpot', email: 'ops@firm.no', lastUsedAt: null },
      revokedAt: expect.any(String),
    },
  ]);
  expect(listed.stdout).not.toContain(key);
});

test('a key that sees the work of some is widened to all by whoever says so', async () => {
  const create = ['keys', 'create', '--role', 'manager', '--name', 'Eva'];
  const made = await cli.run([...create, '--team', 'Kari@firm.no, ola@firm.no']);
  expect(made.stderr).toContain('which sees kari@firm.no, ola@firm.no and what nobody owns');
  const prefix = made.stdout.trim().slice(0, 12);
  const changed = await cli.run(['keys', 'change', prefix, '--team', 'kari@firm.no']);
  expect(changed.stdout).toBe(
    `${prefix} Eva: no e-mail address; sees kari@firm.no and what nobody owns\n`,
  );
  const refused = await cli.run(['keys', 'change', prefix, '--no-team']);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('would_see_all') });
  const [, unchanged] = (await cli.run(['keys', 'list', '--json'])).json();
  expect(unchanged).toMatchObject({ prefix, team: ['kari@firm.no'] });
  const widened = await cli.run(['keys', 'change', prefix, '--no-team', '--sees-all']);
  expect(widened.stdout).toContain('sees everything');
  const told = await cli.run(['audit', '--action', 'key.changed', '--json']);
  expect(told.json()[0]).toMatchObject({ data: { sees: 'all' } });
  const wrong = await cli.run([...create, '--team', 'kari@']);
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('is no e-mail address') });
});

test('doctor looks at every part, and fails when one does', async () => {
  const ran = await cli.run(['doctor', '--json'], { SMTP_URL: 'smtp://127.0.0.1:1' });
  expect(ran).toMatchObject({ code: 1, stderr: '' });
  const results = new Map(
    ran
      .json()
      .map(({ part, result, detail }: Record<string, string>) => [part, `${result} ${detail}`]),
  );
  expect(results.get('database')).toMatch(/^ok PostgreSQL 18\./);
  expect(results.get('queue')).toBe('ok postgres, 0 waiting');
  expect(results.get('cadences')).toBe('ok 3 without errors');
  expect(results.get('mailbox default')).toMatch(/^failed .*ECONNREFUSED/);
  expect(results.get('source crm')).toMatch(/^warning CRM_WEBHOOK_SECRET is not set/);
  expect(results.get('oldest due touch')).toBe('ok nothing is due');
});

test('a second one on the same port does nothing; the first ends when it is asked to', async () => {
  const environment = {
    DATABASE_URL: urlOf(name),
    CADENCES_DIR: `${cli.folder}/cadences`,
    TEMPLATES_DIR: `${cli.folder}/templates`,
    CADENCE_HOME: `${cli.folder}/.cadence`,
  };
  up = await startCadence(['up', '--port', '0'], environment);
  expect((await fetch(`${up.url}/readyz`)).status).toBe(200);
  // The first admin key, which this start has made, stands in the audit log as any other does.
  const made = await ask(
    'select count(*)::int from audit_log where action = \'key.created\' and data = \'{"role": "admin"}\'',
  );
  expect(made).toEqual([1]);
  await cli.write({ 'cadences/late.yaml': smoke.replaceAll('smoke\n', 'late\n') });
  const { port } = new URL(up.url);
  const second = await cli.run(['up', '--port', port], { LOG_LEVEL: 'error' });
  expect(second).toMatchObject({ code: 2, stdout: '' });
  expect(second.stderr).toBe(
    `port_taken: Port ${port} on 127.0.0.1 is taken. Choose another with --port or PORT.\n`,
  );
  expect(await ask("select count(*)::int from cadences where key = 'late'")).toEqual([0]);
  up.signal('SIGTERM');
  expect(await up.ended()).toEqual({ code: 0, signal: null });
});

test('a database that is away, or newer', async () => {
  await ask("insert into cadence_migrations (name, run_on) values ('9999_later', now())");
  const [away, newer] = await Promise.all([
    cli.run(['status'], { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' }),
    cli.run(['status']),
  ]);
  expect(away).toMatchObject({ code: 1, stdout: '' });
  expect(away.stderr).toMatch(/^database_unavailable: .*127\.0\.0\.1:1\. Check DATABASE_URL/);
  expect(newer).toMatchObject({ code: 2, stdout: '' });
  expect(newer.stderr).toMatch(/^database_newer: .*\(9999_later\)/);
});
