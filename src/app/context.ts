import type { Clock } from '../clock.ts';
import type { Cadence } from '../domain/cadence.ts';
import type { Workspace } from '../domain/language/workspace.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { TouchQueue } from '../queue/touch-queue.ts';
import type { Db } from '../store/db.ts';
import type { Templates } from './templates.ts';

/** What the use cases work with; opened and closed in `deps.ts`. */
export interface App {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly queue: TouchQueue;
  /** Compiled cadences and templates by content hash; they never change, so they are kept. */
  readonly cadences: { byHash(hash: string): Promise<Cadence> };
  readonly templates: Templates;
  readonly workspace: Workspace;
  /** Our keys, all derived from one secret. */
  readonly keys: { readonly unsubscribe: Buffer; readonly erasure: Buffer };
  /** Where links in mails point to, without a slash at the end. */
  readonly publicUrl: string;
  readonly dispatch: { readonly horizonMs: number };
  /** A number from 0 up to 1, for jitter. */
  random(): number;
  newId(): string;
}
