import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Misconfigured, messageOf } from '../errors.ts';
import { databaseUnavailable, isConnectionLoss, sqlState } from './db.ts';

const migrationsDir = fileURLToPath(new URL('../../migrations', import.meta.url));
const migrationsTable = 'cadence_migrations';

/** Any number that no other program takes: "cadence" on a telephone keypad. */
const advisoryLockKey = 2_233_623;

/**
 * Brings the schema up to the newest migration of `migrations/`, one process at a time; the others wait.
 *
 * @param alongside  more to migrate under the same lock and on the same connection (the queue's own tables)
 * @returns names of the migrations that were applied now
 * @throws Misconfigured `database_newer` when the database holds migrations that this code does not know, `database_refused`
 *   when it does not let us in; Unavailable `database_unavailable`
 */
export async function migrateStore(
  url: string,
  alongside: (client: pg.ClientBase) => Promise<void>,
): Promise<readonly string[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'cadence migrate',
    connectionTimeoutMillis: 10_000,
  });
  await client.connect().catch(refuseConnection);
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLockKey]);
    const missing = await missingMigrations(client);
    // Loading what applies them takes longer than most commands work.
    if (missing.length > 0) await applyMigrations(client);
    await refuseOtherSchema(client);
    await alongside(client);
    return missing;
  } finally {
    await client.end();
  }
}

/** A server that answers and says no (password, database, role) needs an operator; one that does not answer may come back. */
function refuseConnection(cause: unknown): never {
  if (sqlState(cause) === undefined || isConnectionLoss(cause)) throw databaseUnavailable(cause);
  throw new Misconfigured(
    'database_refused',
    `PostgreSQL does not let us in: ${messageOf(cause)}. Check user, password and database in DATABASE_URL.`,
    undefined,
    { cause },
  );
}

/**
 * Until the first release a migration may be edited in place: a database that was made by an earlier text of it is refused
 * here, and not by the first statement that misses a column.
 */
async function refuseOtherSchema(client: pg.ClientBase): Promise<void> {
  const texts = await Promise.all(
    (await readdir(migrationsDir))
      .sort()
      .map((file) => readFile(join(migrationsDir, file), 'utf8')),
  );
  const fingerprint = createHash('sha256').update(texts.join('')).digest('hex');
  await client.query(
    `insert into settings (key, value) values ('schema', to_jsonb($1::text)) on conflict do nothing`,
    [fingerprint],
  );
  const { rows } = await client.query<{ value: string }>(
    `select value #>> '{}' as value from settings where key = 'schema'`,
  );
  if (rows[0]?.value === fingerprint) return;
  throw new Misconfigured(
    'database_of_another_build',
    'The database was made by an earlier build, whose schema was another. Before the first release there is no way from one to the other: remove CADENCE_HOME, or name an empty database in DATABASE_URL.',
  );
}

async function applyMigrations(client: pg.Client): Promise<void> {
  const { runner } = await import('node-pg-migrate');
  await runner({
    dbClient: client,
    dir: migrationsDir,
    migrationsTable,
    direction: 'up',
    count: Number.POSITIVE_INFINITY,
    noLock: true,
    log: () => undefined,
    verbose: false,
  });
}

/** Those of `migrations/` that the database has not had, in their order. @throws Misconfigured `database_newer` */
async function missingMigrations(client: pg.ClientBase): Promise<readonly string[]> {
  const files = (await readdir(migrationsDir)).sort();
  const known = files.map((file) => file.replace(/\.[a-z]+$/, ''));
  const { rows: tables } = await client.query<{ found: boolean }>(
    'select to_regclass($1) is not null as found',
    [migrationsTable],
  );
  if (!tables[0]?.found) return known;
  const { rows } = await client.query<{ name: string }>(
    `select name from ${migrationsTable} order by id`,
  );
  const applied = new Set(rows.map(({ name }) => name));
  const unknown = [...applied].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Misconfigured(
      'database_newer',
      `The database holds migrations that this version does not know (${unknown.join(', ')}): it was used by a newer version. Run that version, or a database of its own.`,
    );
  }
  return known.filter((name) => !applied.has(name));
}
