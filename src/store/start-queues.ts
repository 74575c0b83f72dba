import type { Queryable } from './db.ts';

/** The queue of a cadence that lets so many people start a day. */
export interface StartQueue {
  /** The day that `started` counts, as ISO 8601; null before the first. */
  readonly countedOn: string | null;
  readonly started: number;
  /** Clock time: when somebody who waits may start next; null when nobody waits. */
  readonly nextStartAt: Date | null;
}

interface QueueRow {
  counted_on: string | null;
  started: number;
  next_start_at: Date | null;
}

/** Locks the queue of a cadence until the end of the transaction. The caller holds the locks of the prospects. */
export async function lockStartQueue(tx: Queryable, cadence: string): Promise<StartQueue> {
  // An update of nothing: it waits for the lock, and then tells what the last holder has left.
  const { rows } = await tx.query<QueueRow>({
    name: 'lock-start-queue',
    text: `
      insert into start_queues as q (cadence_key) values ($1)
          on conflict (cadence_key) do update set cadence_key = excluded.cadence_key
      returning q.counted_on::text, q.started, q.next_start_at`,
    values: [cadence],
  });
  return toQueue(rows[0]);
}

/** The queue as it is, without its lock. */
export async function readStartQueue(db: Queryable, cadence: string): Promise<StartQueue> {
  const { rows } = await db.query<QueueRow>(
    'select counted_on::text, started, next_start_at from start_queues where cadence_key = $1',
    [cadence],
  );
  return toQueue(rows[0]);
}

function toQueue(row: QueueRow | undefined): StartQueue {
  return {
    countedOn: row?.counted_on ?? null,
    started: row?.started ?? 0,
    nextStartAt: row?.next_start_at ?? null,
  };
}

/** Writes what has become of it. The caller holds its lock. */
export async function writeStartQueue(
  tx: Queryable,
  cadence: string,
  queue: StartQueue,
): Promise<void> {
  await tx.query({
    name: 'write-start-queue',
    text: `update start_queues set counted_on = $2, started = $3, next_start_at = $4 where cadence_key = $1`,
    values: [cadence, queue.countedOn, queue.started, queue.nextStartAt],
  });
}

/** Cadences in which somebody may start now. */
export async function startQueuesDue(db: Queryable, now: Date): Promise<string[]> {
  const { rows } = await db.query<{ cadence_key: string }>({
    name: 'start-queues-due',
    text: 'select cadence_key from start_queues where next_start_at <= $1 order by next_start_at',
    values: [now],
  });
  return rows.map((row) => row.cadence_key);
}

/** Has a queue looked at again now, when anybody waits in it: its rules have changed. */
export async function wakeStartQueue(tx: Queryable, cadence: string, now: Date): Promise<void> {
  await tx.query(
    `update start_queues set next_start_at = $2 where cadence_key = $1 and next_start_at > $2`,
    [cadence, now],
  );
}

/** The same for those of them who wait: they have come back to the queue, at the place that they had. */
export async function wakeStartQueuesOf(
  tx: Queryable,
  enrolmentIds: readonly string[],
  now: Date,
): Promise<void> {
  if (enrolmentIds.length === 0) return;
  await tx.query(
    `insert into start_queues as q (cadence_key, next_start_at)
     select distinct cadence_key, $2::timestamptz from enrolments where id = any($1::uuid[]) order by cadence_key
         on conflict (cadence_key) do update
        set next_start_at = least(q.next_start_at, excluded.next_start_at)`,
    [enrolmentIds, now],
  );
}

/** Those who are first in the queue of a cadence, in the order in which they came. */
export async function firstWaiting(
  db: Queryable,
  cadence: string,
  now: Date,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'first-waiting',
    text: `
      select id
        from enrolments
       where cadence_key = $1 and status = 'pending' and waits_from <= $2
       order by waits_from, id
       limit $3`,
    values: [cadence, now, limit],
  });
  return rows.map((row) => row.id);
}

/** The version of whoever is first of all who wait in a cadence; null when nobody does. */
export async function versionOfFirstWaiting(
  db: Queryable,
  cadence: string,
): Promise<string | null> {
  const { rows } = await db.query<{ cadence_hash: string }>({
    name: 'version-of-first-waiting',
    text: `
      select cadence_hash
        from enrolments
       where cadence_key = $1 and status = 'pending'
       order by waits_from, id
       limit 1`,
    values: [cadence],
  });
  return rows[0]?.cadence_hash ?? null;
}

/** How many wait by now in a cadence, and since when the first of all who are to start there. */
export async function countWaiting(
  db: Queryable,
  cadence: string,
  now: Date,
): Promise<{ readonly waiting: number; readonly firstFrom: Date | null }> {
  const { rows } = await db.query<{ waiting: number; first_from: Date | null }>({
    name: 'count-waiting',
    text: `
      select (select count(*)::int from enrolments
               where cadence_key = $1 and status = 'pending' and waits_from <= $2) as waiting,
             (select min(waits_from) from enrolments where cadence_key = $1 and status = 'pending') as first_from`,
    values: [cadence, now],
  });
  return { waiting: rows[0]?.waiting ?? 0, firstFrom: rows[0]?.first_from ?? null };
}

/** Where somebody who waits is in the queue. */
export interface QueuePlace {
  readonly waitsFrom: Date;
  /** Counted from 1. */
  readonly place: number;
  /** How many wait in the cadence. */
  readonly of: number;
}

/** The place of an enrolment in the queue of its cadence; null when it does not wait. */
export async function readQueuePlace(db: Queryable, id: string): Promise<QueuePlace | null> {
  const { rows } = await db.query<{ waits_from: Date; place: number; of: number }>({
    name: 'queue-place',
    text: `
      select e.waits_from,
             (select count(*)::int from enrolments o
               where o.cadence_key = e.cadence_key and o.status = 'pending'
                 and (o.waits_from, o.id) <= (e.waits_from, e.id)) as place,
             (select count(*)::int from enrolments o
               where o.cadence_key = e.cadence_key and o.status = 'pending') as of
        from enrolments e
       where e.id = $1 and e.status = 'pending'`,
    values: [id],
  });
  const [row] = rows;
  return row === undefined ? null : { waitsFrom: row.waits_from, place: row.place, of: row.of };
}
