import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { Misconfigured, messageOf } from '../../errors.ts';
import { findPackage, serverUser, usableBinaries } from './binaries.ts';
import { ensureData, runningPort, type Server, start, stop, urlOf } from './server.ts';
import { addHolder, countHolders, whileAlone } from './sharing.ts';

export interface EmbeddedPostgres {
  readonly url: string;
  /** Folder of the database, its log and its password. */
  readonly folder: string;
  /** Gives it back; the last process to do so stops the server. */
  release(): Promise<void>;
}

export interface EmbeddedOptions {
  /** `CADENCE_HOME`. */
  readonly home: string;
  /** Made when it is missing. */
  readonly database?: string;
  /** PostgreSQL settings that differ from ours. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Where root keeps what the server's own user must reach; root's home is closed to it. */
const rootBase = '/var/lib/cadence';

/**
 * Opens the embedded PostgreSQL of a home folder: real PostgreSQL, made on first use, shared by all processes with the same
 * home, stopped by the last of them, recovered after a `kill -9` of any of them or of the server.
 *
 * @throws Misconfigured when a folder cannot be written or the server does not start, with what to do
 */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const server = await prepareServer(options);
  const { port, note } = await whileAlone(server.folder, async () => {
    await ensureData(server);
    const running = (await runningPort(server)) ?? (await start(server));
    return { port: running, note: await addHolder(server.folder) };
  });
  const database = options.database ?? 'cadence';
  await ensureDatabase(await urlOf(server, port, 'postgres'), database);
  let released = false;
  return {
    url: await urlOf(server, port, database),
    folder: server.folder,
    release: async () => {
      if (released) return;
      released = true;
      await whileAlone(server.folder, async () => {
        await rm(note, { force: true });
        if ((await countHolders(server.folder)) === 0) await stop(server);
      });
    },
  };
}

async function prepareServer(options: EmbeddedOptions): Promise<Server> {
  const home = resolve(options.home);
  const user = await serverUser();
  const base = user === null ? home : rootBase;
  let folder = join(home, 'postgres');
  try {
    await mkdir(home, { recursive: true });
    if (user !== null) folder = await notedFolder(home);
    await mkdir(folder, { recursive: true });
    const found = findPackage();
    const binaries = await usableBinaries(base, user, found);
    const version = Number.parseInt(found.version, 10);
    return { folder, binaries, version, user, settings: options.settings ?? {} };
  } catch (cause) {
    if (cause instanceof Misconfigured) throw cause;
    throw new Misconfigured(
      'home_not_writable',
      `The embedded database of ${home} cannot be kept in ${folder}: ${messageOf(cause)}. Choose another CADENCE_HOME, or set DATABASE_URL.`,
      undefined,
      { cause },
    );
  }
}

/**
 * Where the database of a home is when its own user cannot enter the home. The place is drawn once and noted in the home, so
 * that a home that was removed and made anew has a new database too.
 */
async function notedFolder(home: string): Promise<string> {
  const note = join(home, 'postgres.txt');
  const draft = join(home, `.postgres.${randomUUID()}`);
  const drawn = join(rootBase, randomBytes(8).toString('hex'));
  await writeFile(
    draft,
    `PostgreSQL does not run as root: the database of this folder is in ${drawn}\n`,
  );
  // Of several processes one links its note; all of them read that one.
  await link(draft, note).catch(unlessThere);
  await rm(draft);
  const noted = /\S+$/.exec((await readFile(note, 'utf8')).trim())?.[0] ?? '';
  return dirname(noted) === rootBase ? noted : drawn;
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) {
      await client.query(`create database ${pg.escapeIdentifier(database)}`).catch(ignoreTwin);
    }
  } finally {
    await client.end();
  }
}

/** Somebody else has made it in between. */
function ignoreTwin(error: unknown): void {
  const twin = error instanceof pg.DatabaseError && ['42P04', '23505'].includes(error.code ?? '');
  if (!twin) throw error;
}
