import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { Misconfigured, messageOf } from '../../errors.ts';
import type { ServerUser } from './binaries.ts';

/** One embedded server: its files and who it runs as. */
export interface Server {
  /** Folder of ours; `data` in it belongs to the server. */
  readonly folder: string;
  readonly binaries: string;
  /** Main version of PostgreSQL that the binaries are. */
  readonly version: number;
  readonly user: ServerUser | null;
  readonly settings: Readonly<Record<string, string>>;
}

const startTries = 5;

const standing: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '2GB',
  // Sets of some ten rows are looked up by index also while a table is small; no plan is worth compiling.
  random_page_cost: '1.1',
  jit: 'off',
  // Reports hash and sort some hundred thousand narrow rows: in memory.
  work_mem: '16MB',
};

const dataOf = (server: Server) => join(server.folder, 'data');
const markerOf = (server: Server) => join(server.folder, 'initialised');
const draftMarkerOf = (server: Server) => join(server.folder, 'initialising');
const passwordOf = (server: Server) => join(server.folder, 'password');

/**
 * Makes the data folder, unless it is there and whole: one that we left half made is made anew, one that is not ours is
 * left alone.
 *
 * @throws Misconfigured `foreign_data_folder`, `other_postgres_version`, `database_incomplete`, `database_not_made`
 */
export async function ensureData(server: Server): Promise<void> {
  const data = dataOf(server);
  if (await exists(markerOf(server))) return requireVersion(server);
  const found = await readdir(data).catch(() => []);
  if (found.length > 0 && !(await exists(draftMarkerOf(server)))) {
    throw new Misconfigured(
      'foreign_data_folder',
      `${data} is not empty, and nothing says that it is ours: it is left alone. Choose another CADENCE_HOME, set DATABASE_URL, or move that folder away.`,
    );
  }
  await writeFile(draftMarkerOf(server), 'being made\n');
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  const passwordFile = join(server.folder, 'password.init');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (server.user !== null) {
    for (const path of [data, passwordFile]) await chown(path, server.user.uid, server.user.gid);
  }
  const made = await runAs(server, 'initdb', [
    ...['--pgdata', data, '--username', 'postgres', '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
  ]);
  await rm(passwordFile, { force: true });
  if (made.code !== 0) {
    throw new Misconfigured(
      'database_not_made',
      `The embedded database cannot be made in ${data}: ${made.output.trim().slice(-600)}`,
    );
  }
  await writeFile(passwordOf(server), password, { mode: 0o600 });
  await writeFile(markerOf(server), 'whole\n');
  await rm(draftMarkerOf(server), { force: true });
}

/** PostgreSQL reads the files of its own main version only. */
async function requireVersion(server: Server): Promise<void> {
  const data = dataOf(server);
  const text = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => null);
  if (text === null) {
    throw new Misconfigured(
      'database_incomplete',
      `${data} has no PG_VERSION: somebody has taken files from it. Bring them back, or remove ${server.folder} to begin anew.`,
    );
  }
  if (Number(text) === server.version) return;
  throw new Misconfigured(
    'other_postgres_version',
    `${data} belongs to PostgreSQL ${text.trim()}, and this version of ours comes with ${server.version}. Run the version that made it, dump the database with pg_dump and load it into a new CADENCE_HOME, or set DATABASE_URL.`,
  );
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

/** URL of a database on the server at a port. */
export async function urlOf(server: Server, port: number, database: string): Promise<string> {
  const password = await readFile(passwordOf(server), 'utf8');
  return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
}

/** Port at which the server answers, or null when it does not run. */
export async function runningPort(server: Server): Promise<number | null> {
  const pidFile = await readFile(join(dataOf(server), 'postmaster.pid'), 'utf8').catch(() => null);
  const port = Number(pidFile?.split('\n')[3]);
  if (!Number.isInteger(port) || port <= 0) return null;
  return (await answers(await urlOf(server, port, 'postgres'))) ? port : null;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Starts the server as a process of its own, which outlives us.
 *
 * @throws Misconfigured `database_not_started` with the end of the server's log
 */
export async function start(server: Server): Promise<number> {
  await removeStalePidFile(server);
  let output = '';
  for (let tries = 0; tries < startTries; tries += 1) {
    const port = await choosePort(server, tries);
    const settings = Object.entries({ ...standing, ...server.settings, port: String(port) });
    const options = settings.map(([key, value]) => `-c ${key}='${value}'`).join(' ');
    const log = join(dataOf(server), 'server.log');
    await rm(log, { force: true });
    const started = await runAs(server, 'pg_ctl', [
      ...['start', '--pgdata', dataOf(server), '--log', log, '--wait', '--timeout', '60'],
      ...['--options', options],
    ]);
    if (started.code === 0 && (await runningPort(server)) === port) {
      await writeFile(join(server.folder, 'port'), String(port));
      return port;
    }
    output = await readFile(log, 'utf8').catch(() => started.output);
    // Children of a server that was killed hold its shared memory for a moment.
    await new Promise((resolve) => setTimeout(resolve, 300 * (tries + 1)));
  }
  throw new Misconfigured(
    'database_not_started',
    `The embedded database in ${dataOf(server)} does not start: ${output.trim().slice(-600)}`,
  );
}

/** Ends the server: open transactions are rolled back, nothing committed is lost. */
export async function stop(server: Server): Promise<void> {
  // Else another program would get the signal.
  await removeStalePidFile(server);
  await runAs(server, 'pg_ctl', ['stop', '--pgdata', dataOf(server), '--mode', 'fast', '--wait']);
}

/** The number in `postmaster.pid` may belong to another program by now; PostgreSQL would then refuse to start. */
async function removeStalePidFile(server: Server): Promise<void> {
  const path = join(dataOf(server), 'postmaster.pid');
  const pid = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid)) return;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  if (command !== null && !command.includes('postgres')) await rm(path, { force: true });
}

/** The port of the last time while it is free, so that a URL that somebody has noted stays good. */
async function choosePort(server: Server, tries: number): Promise<number> {
  const last = Number(await readFile(join(server.folder, 'port'), 'utf8').catch(() => '0'));
  const wanted = tries < 2 && Number.isInteger(last) ? last : 0;
  try {
    return await freePort(wanted);
  } catch {
    return freePort(0);
  }
}

function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

function runAs(
  server: Server,
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly output: string }> {
  const { binaries, user, folder } = server;
  return new Promise((resolve) => {
    // The server inherits what pg_ctl has open: a pipe would never end.
    const piped = program === 'initdb';
    const child = spawn(join(binaries, 'bin', program), args, {
      cwd: user === null ? folder : '/',
      env: {
        PATH: process.env.PATH,
        LD_LIBRARY_PATH: join(binaries, 'lib'),
        LC_ALL: 'C',
        TZ: 'UTC',
      },
      stdio: piped ? ['ignore', 'pipe', 'pipe'] : 'ignore',
      ...(user ?? {}),
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', (error) => resolve({ code: 1, output: messageOf(error) }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
