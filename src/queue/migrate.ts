import { createRequire } from 'node:module';
import type { runMigrations } from 'bullmq';
import { z } from 'zod';

/** The PostgreSQL schema that BullMQ's tables live in, apart from ours. */
export const queueSchema = 'bullmq';

/** Brings BullMQ's own tables up to date; they are made even where Redis is the queue, so that switching needs nothing. */
export async function migrateQueue(client: Parameters<typeof runMigrations>[0]): Promise<void> {
  const bullmq = await import('bullmq');
  await bullmq.runMigrations(client, queueSchema);
}

/** Version of BullMQ, without loading it. */
export function queueVersion(): string {
  const text: unknown = createRequire(import.meta.url)('bullmq/package.json');
  return z.object({ version: z.string() }).parse(text).version;
}
