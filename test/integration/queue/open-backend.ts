import pg from 'pg';
import { pino } from 'pino';
import type { Log } from '../../../src/log.ts';
import type { QueueBackend } from '../../../src/queue/backend.ts';
import { queueSchema } from '../../../src/queue/migrate.ts';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { startRedis } from '../../helpers/redis.ts';

/** A queue server of a test's own. */
export interface TestBackend {
  readonly backend: QueueBackend;
  /** Forgets every job and every schedule; connections stay. */
  flush(): Promise<void>;
  /** Ends the server, or what of it is this test's. */
  stop(): Promise<void>;
}

/** Opens a server of either kind with nothing in it. */
export function openBackend(kind: QueueBackend['kind']): Promise<TestBackend> {
  return kind === 'redis' ? openRedis() : openPostgres();
}

async function openRedis(): Promise<TestBackend> {
  const { url, flush, stop } = await startRedis();
  return { backend: { kind: 'redis', url }, flush, stop };
}

async function openPostgres(): Promise<TestBackend> {
  const { url, drop } = await createTestDatabase();
  return { backend: { kind: 'postgres', url }, flush: () => emptyQueueTables(url), stop: drop };
}

/** Takes every job and every schedule out of the queue that lives in a database. */
export async function emptyQueueTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname = $1 and tablename not like '%migration%'`,
      [queueSchema],
    );
    await client.query(`truncate ${rows.map(({ name }) => name).join(', ')}`);
  } finally {
    await client.end();
  }
}

/** A log that keeps its lines. */
export function keepLog(): { readonly log: Log; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ base: null }, { write: (line) => lines.push(JSON.parse(line)) });
  return { log, lines };
}
