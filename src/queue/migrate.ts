import { runMigrations } from 'bullmq';

/** The PostgreSQL schema that BullMQ's tables live in, apart from ours. */
export const queueSchema = 'bullmq';

/** Brings BullMQ's own tables up to date; they are made even where Redis is the queue, so that switching needs nothing. */
export async function migrateQueue(client: Parameters<typeof runMigrations>[0]): Promise<void> {
  await runMigrations(client, queueSchema);
}
