import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../src/store/embedded/open.ts';
import { waitFor } from './wait.ts';

/** A real PostgreSQL that only one test uses, so that it may be killed. */
export interface OwnPostgres {
  readonly url: string;
  /** Ends the server at once, as a crash does: what is committed stays, everything else is gone. */
  crash(): Promise<void>;
  /** Starts it again at the same address; it recovers. */
  start(): Promise<void>;
  /** Ends it for good and removes its files. */
  remove(): Promise<void>;
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'cadence-own-postgres-'));
  const opened: EmbeddedPostgres[] = [await openEmbeddedPostgres({ home })];
  const url = opened[0]?.url ?? '';
  return {
    url,
    crash: async () => {
      const pid = await postmasterOf(url);
      process.kill(pid, 'SIGQUIT');
      await waitFor('PostgreSQL to be gone', () => !lives(pid));
    },
    start: async () => {
      const again = await openEmbeddedPostgres({ home });
      opened.push(again);
      if (again.url !== url) throw new Error(`it came back at ${again.url}, not at ${url}`);
    },
    remove: async () => {
      for (const one of opened) await one.release();
      await removeHome(home);
    },
  };
}

/** Removes a `CADENCE_HOME`, and what root keeps elsewhere of its database. */
export async function removeHome(home: string): Promise<void> {
  const note = await readFile(join(home, 'postgres.txt'), 'utf8').catch(() => '');
  const elsewhere = / is in (\/var\/lib\/cadence\/[0-9a-f]{16})$/m.exec(note)?.[1];
  for (const folder of [home, ...(elsewhere === undefined ? [] : [elsewhere])]) {
    await rm(folder, { recursive: true, force: true });
  }
}

async function postmasterOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ file: string }>(
      `select pg_read_file('postmaster.pid') as file`,
    );
    return Number.parseInt(rows[0]?.file ?? '', 10);
  } finally {
    await client.end();
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
