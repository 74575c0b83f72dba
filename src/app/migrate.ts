import { migrateQueue, queueSchema, queueVersion } from '../queue/migrate.ts';
import type { Queryable } from '../store/db.ts';
import { migrateStore } from '../store/migrate.ts';
import { hasTable, readSetting, writeSetting } from '../store/settings.ts';

/** Under which the version of BullMQ is noted that has made or checked its tables last. */
const notedAs = 'queue_schema';

/** Brings our schema and the queue's up to date under one advisory lock; returns the names applied now. */
export function migrate(url: string): Promise<readonly string[]> {
  return migrateStore(url, migrateQueueOnce);
}

/** Loading BullMQ takes longer than most commands work: it is asked only where its tables are not those of its version. */
async function migrateQueueOnce(client: Parameters<typeof migrateQueue>[0] & Queryable) {
  const version = queueVersion();
  const isNoted = (await readSetting(client, notedAs)) === version;
  if (isNoted && (await hasTable(client, `${queueSchema}.job`))) return;
  await migrateQueue(client);
  await writeSetting(client, notedAs, version);
}
