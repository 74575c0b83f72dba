import { migrateQueue } from '../queue/migrate.ts';
import { migrateStore } from '../store/migrate.ts';

/** Brings our schema and the queue's up to date under one advisory lock; returns the names applied now. */
export function migrate(url: string): Promise<readonly string[]> {
  return migrateStore(url, migrateQueue);
}
