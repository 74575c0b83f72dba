import {
  createPostgresBackend,
  type Processor,
  Queue,
  type QueueOptions,
  type Telemetry,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { queueSchema } from './migrate.ts';

/** Where the queue lives: Redis when `REDIS_URL` is set, else tables of BullMQ's own in our PostgreSQL. */
export interface QueueBackend {
  readonly kind: 'redis' | 'postgres';
  readonly url: string;
  /** Whom jobs that are added and processed are told; left out where nobody traces. */
  readonly telemetry?: Telemetry;
}

/** What is queued: wake-ups for touches, and the one of the dispatcher. */
export const queueNames = ['touches', 'dispatcher'] as const;
export type QueueName = (typeof queueNames)[number];

/** The hash tag keeps all keys of a queue in one slot of a Redis Cluster. */
const prefix = '{cadence}';

/**
 * How often a lost Redis is looked for, in milliseconds. The library's own steps grow to 20 s: so long every request that
 * adds a wake-up would wait, and so long nothing would go out after Redis is back.
 */
const reconnectEveryMs = 1_000;

const redis = (url: string, maxRetriesPerRequest: number | null) => ({
  url,
  maxRetriesPerRequest,
  retryStrategy: () => reconnectEveryMs,
});

type PlainQueueOptions = Omit<QueueOptions, 'connection' | 'prefix' | 'telemetry'>;
type PlainWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix' | 'telemetry'>;

/** A BullMQ queue on either backend. The producer gives up on a broken connection instead of waiting for ever. */
export function openQueue(backend: QueueBackend, name: QueueName, plain: PlainQueueOptions) {
  const options = { ...plain, ...telling(backend) };
  if (backend.kind === 'redis') {
    return new Queue(name, { ...options, prefix, connection: redis(backend.url, 1) });
  }
  return new Queue(
    name,
    { ...options, connection: postgres(backend.url, 4) },
    createPostgresBackend,
  );
}

/** A BullMQ worker on either backend. */
export function openWorker(
  backend: QueueBackend,
  name: QueueName,
  processor: Processor,
  plain: PlainWorkerOptions,
) {
  const options = { ...plain, ...telling(backend) };
  if (backend.kind === 'redis') {
    return new Worker(name, processor, {
      ...options,
      prefix,
      connection: redis(backend.url, null),
    });
  }
  const connection = postgres(backend.url, 6);
  return new Worker(name, processor, { ...options, connection }, createPostgresBackend);
}

function telling({ telemetry }: QueueBackend): { readonly telemetry?: Telemetry } {
  return telemetry === undefined ? {} : { telemetry };
}

function postgres(connectionString: string, max: number) {
  return { connectionString, schema: queueSchema, max };
}
