import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, expect, test } from 'vitest';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../../src/store/embedded/open.ts';
import { waitFor } from '../../helpers/wait.ts';

const root = resolve(import.meta.dirname, '../../..');
const home = mkdtempSync(join(tmpdir(), 'cadence-embedded-'));
const settings = { fsync: 'off' };
const open = () => openEmbeddedPostgres({ home, settings });

let folder = '';
const children = new Set<ChildProcess>();
const opened = new Set<EmbeddedPostgres>();

async function openHere(): Promise<EmbeddedPostgres> {
  const server = await open();
  folder = server.folder;
  opened.add(server);
  return server;
}

/** A process that uses the server, and the URL that it was given. */
async function openElsewhere() {
  const script = join(root, 'test/helpers/postgres-user.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, home], { cwd: root });
  children.add(child);
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await waitFor(
    'another process to open it',
    () => output.includes('\n') || child.exitCode !== null,
    60_000,
  );
  expect(errors).toBe('');
  const end = async (how: () => unknown) => {
    const gone = once(child, 'exit');
    how();
    return gone;
  };
  return {
    url: output.trim(),
    release: () => end(() => child.stdin.write('release\n')),
    kill: () => end(() => child.kill('SIGKILL')),
  };
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query({ text: statement, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

const pidFile = () => join(folder, 'data', 'postmaster.pid');
const serverPid = () => Number.parseInt(readFileSync(pidFile(), 'utf8'), 10);
const isRunning = () => existsSync(pidFile());

/** The server is a process that nobody waits for, as after a power cut. */
async function killServer(): Promise<void> {
  const pid = serverPid();
  process.kill(pid, 'SIGKILL');
  await waitFor('the server to be gone', () => {
    const stat = readFileSync(`/proc/${pid}/stat`, { encoding: 'utf8', flag: 'r' });
    return / Z /.test(stat);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

afterEach(async () => {
  for (const server of opened) await server.release();
  opened.clear();
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});
afterAll(() => {
  for (const left of [home, folder])
    if (left !== '') rmSync(left, { recursive: true, force: true });
});

test('processes share one server, and the last one out stops it', async () => {
  const [first, second] = await Promise.all([openElsewhere(), openElsewhere()]);
  const here = await openHere();
  expect(new Set([first.url, second.url, here.url]).size).toBe(1);
  await ask(here.url, 'create table kept as select 1 as n');
  await first.release();
  await here.release();
  await here.release();
  expect(await ask(second.url, 'select n from kept')).toEqual([1]);
  await second.release();
  expect(isRunning()).toBe(false);
  await expect(ask(here.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a process that was killed does not keep the server from being stopped, nor used', async () => {
  const owner = await openElsewhere();
  await owner.kill();
  expect(isRunning()).toBe(true);
  const here = await openHere();
  expect(here.url).toBe(owner.url);
  expect(await ask(here.url, 'select n from kept')).toEqual([1]);
  await here.release();
  expect(isRunning()).toBe(false);
});

test('a server that was killed starts again with all that was committed, on the same port', async () => {
  const before = await openHere();
  await ask(before.url, 'insert into kept values (2)');
  await killServer();
  const after = await openHere();
  expect(after.url).toBe(before.url);
  expect(await ask(after.url, 'select n from kept order by n')).toEqual([1, 2]);
});

test('a number in postmaster.pid that belongs to another program by now is no server', async () => {
  const stranger = spawn('sleep', ['600']);
  children.add(stranger);
  const forge = () => {
    const [, ...rest] = readFileSync(pidFile(), 'utf8').split('\n');
    writeFileSync(pidFile(), [stranger.pid, ...rest].join('\n'));
  };
  const before = await openHere();
  await killServer();
  forge();
  const after = await openHere();
  expect(await ask(after.url, 'select count(*)::int from kept')).toEqual([2]);
  await killServer();
  forge();
  await before.release();
  await after.release();
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
});

test('a data folder that is not ours, of another version or damaged is left alone', async () => {
  const path = (...names: string[]) => join(folder, ...names);
  const version = readFileSync(path('data', 'PG_VERSION'), 'utf8');

  writeFileSync(path('data', 'PG_VERSION'), '15\n');
  await expect(open()).rejects.toMatchObject({
    code: 'other_postgres_version',
    message: expect.stringMatching(/belongs to PostgreSQL 15, .* comes with 18\. .*pg_dump/),
  });
  rmSync(path('data', 'PG_VERSION'));
  await expect(open()).rejects.toMatchObject({ code: 'database_incomplete' });
  writeFileSync(path('data', 'PG_VERSION'), version);

  rmSync(path('initialised'));
  await expect(open()).rejects.toMatchObject({
    code: 'foreign_data_folder',
    message: expect.stringContaining(`${path('data')} is not empty`),
  });
  writeFileSync(path('initialised'), 'whole\n');
  const server = await openHere();
  expect(await ask(server.url, 'select count(*)::int from kept')).toEqual([2]);
});

test('a data folder that we left half made is made anew', async () => {
  rmSync(join(folder, 'initialised'));
  rmSync(join(folder, 'data', 'base'), { recursive: true });
  writeFileSync(join(folder, 'initialising'), 'being made\n');
  const server = await openHere();
  expect(await ask(server.url, "select to_regclass('kept')")).toEqual([null]);
  expect(existsSync(join(folder, 'initialising'))).toBe(false);
});

test('a home that cannot be one says so', async () => {
  const file = join(home, 'a-file');
  writeFileSync(file, '');
  await expect(openEmbeddedPostgres({ home: file })).rejects.toMatchObject({
    code: 'home_not_writable',
    message: expect.stringMatching(/a-file.*Choose another CADENCE_HOME, or set DATABASE_URL\.$/),
  });
});
