/**
 * What grows with the number of active enrolments, and what must not: the time of one dispatcher batch of 500, and the memory
 * of Redis, which holds minutes and not months.
 */
import { Redis } from 'ioredis';
import { dispatchDue } from '../../src/app/sending/dispatch.ts';
import type { BenchServer, Installation } from './installation.ts';
import { limitResult, median, type Result, ratioResult } from './result.ts';

const batches = 15;
const batch = 500;

export interface ScaleOptions {
  readonly few: number;
  readonly many: number;
  readonly redisUrl: string;
}

export async function benchScale(server: BenchServer, options: ScaleOptions): Promise<Result[]> {
  const redis = new Redis(options.redisUrl);
  const installation = await server.install({ redisUrl: options.redisUrl });
  try {
    await addEnrolments(installation, 0, options.few);
    const fewMs = await batchMs(installation, redis);
    await addEnrolments(installation, options.few, options.many);
    const manyMs = await batchMs(installation, redis);
    const megabytes = await memory(installation, redis);
    const label = `${options.many.toLocaleString('en-US')} active`;
    return [
      ratioResult(`dispatcher batch of ${batch}, ${label}`, 'ms', manyMs, fewMs, { most: 2 }),
      limitResult(`Redis, ${label}`, 'MB', megabytes, 100),
    ];
  } finally {
    redis.disconnect();
    await installation.close();
  }
}

/** Rows as `enrol` makes them, in one statement a table; the next touches are spread over thirty days. */
async function addEnrolments({ deps }: Installation, from: number, to: number): Promise<void> {
  const { db } = deps.app;
  const range = [from, to - 1];
  await db.query(
    `insert into prospects (id, email, address, first_name, created_at, updated_at)
     select gen_random_uuid(), 'n' || n || '@example.com', 'n' || n || '@example.com', 'Kari', now(), now()
       from generate_series($1::int, $2::int) n`,
    range,
  );
  await db.query(
    `insert into enrolments (prospect_id, cadence_key, cadence_hash, status, stage, cursor, created_at)
     select p.id, c.key, c.current_hash, 'active', 'prospecting', 'one', now()
       from prospects p join cadences c on c.key = 'waiting'
      where not exists (select from enrolments e where e.prospect_id = p.id)`,
  );
  await db.query(
    `insert into touches (enrolment_id, prospect_id, run, step_id, stage, channel, status, due_at, planned_at, created_at)
     select e.id, e.prospect_id, 0, 'one', 'prospecting', 'email', 'scheduled', t.at, t.at, now()
       from enrolments e
      cross join lateral (
              select e.created_at + interval '10 minutes' + random() * interval '30 days' as at) t
      where not exists (select from touches o where o.enrolment_id = e.id)`,
  );
  await db.query('vacuum analyze prospects, enrolments, touches');
}

/** @returns milliseconds of the median batch: marked, committed, on the queue */
async function batchMs({ deps }: Installation, redis: Redis): Promise<number> {
  const { app } = deps;
  const times: number[] = [];
  for (let round = 0; round < batches; round += 1) {
    await app.db.query(
      `update touches set due_at = now() - interval '1 second'
        where id in (select id from touches where status = 'scheduled' order by due_at offset 1000 limit $1)`,
      [batch],
    );
    const startedAt = performance.now();
    const { touches: count } = await dispatchDue({ ...app, horizonMs: 0 });
    times.push(performance.now() - startedAt);
    if (count !== batch) throw new Error(`the dispatcher took ${count} touches, not ${batch}`);
    await redis.flushall();
    await app.db.query(
      `update touches set status = 'scheduled', lease_until = null, due_at = now() + random() * interval '30 days'
        where status = 'queued'`,
    );
  }
  return median(times.slice(3));
}

/** @returns megabytes after a tick with the default horizon */
async function memory({ deps }: Installation, redis: Redis): Promise<number> {
  await dispatchDue(deps.app);
  const used = /used_memory:(\d+)/.exec(await redis.info('memory'))?.[1];
  return Number(used) / 2 ** 20;
}
