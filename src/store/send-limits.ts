import type { CountedMail, ScopeUse } from '../domain/send-limits.ts';
import type { ClaimedTouch } from './claims.ts';
import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/**
 * Locks scopes until the end of the transaction, in the order of their keys: no other claim counts in them meanwhile. The
 * last locks of a claim.
 */
export async function lockScopes(tx: Queryable, keys: readonly string[]): Promise<void> {
  // Two statements, since an update of those that are there would write each of them anew at every claim.
  await Promise.all([
    tx.query({
      name: 'begin-scopes',
      text: `
        insert into send_scopes (key)
        select key from unnest($1::text[]) as x(key) order by key
            on conflict (key) do nothing`,
      values: [keys],
    }),
    tx.query({
      name: 'lock-scopes',
      text: `select from send_scopes where key = any($1::text[]) order by key for no key update`,
      values: [keys],
    }),
  ]);
}

interface UseRow {
  key: string;
  last_hour: number;
  last_day: number;
  oldest_of_hour: Date | null;
  oldest_of_day: Date | null;
  first_at: Date | null;
  next_at: Date | null;
  tail_at: Date | null;
}

/** What counts in locked scopes now. A statement of its own, so that it sees what the last holder of the lock has left. */
export async function readScopes(
  tx: Queryable,
  keys: readonly string[],
  now: Date,
): Promise<Map<string, ScopeUse>> {
  const { rows } = await tx.query<UseRow>({
    name: 'scopes',
    text: `
      select s.key, s.first_at, s.next_at, s.tail_at, used.*
        from send_scopes s,
             lateral (
               select count(*) filter (where c.at > $2::timestamptz - interval '1 hour')::int as last_hour,
                      count(*)::int as last_day,
                      min(c.at) filter (where c.at > $2::timestamptz - interval '1 hour') as oldest_of_hour,
                      min(c.at) as oldest_of_day
                 from counted_mails c
                where c.scope = s.key and c.at > $2::timestamptz - interval '24 hours') used
       where s.key = any($1::text[])`,
    values: [keys, now],
  });
  return new Map(
    rows.map((row) => [
      row.key,
      {
        lastHour: row.last_hour,
        lastDay: row.last_day,
        oldestOfHour: row.oldest_of_hour,
        oldestOfDay: row.oldest_of_day,
        firstAt: row.first_at,
        nextAt: row.next_at,
        tailAt: row.tail_at,
      },
    ]),
  );
}

type ScopeChange = Pick<ScopeUse, 'firstAt' | 'nextAt' | 'tailAt'> & { readonly key: string };

const changedScopes = columnArrays<ScopeChange>([
  ['key', 'text', ({ key }) => key],
  ['first_at', 'timestamptz', ({ firstAt }) => firstAt],
  ['next_at', 'timestamptz', ({ nextAt }) => nextAt],
  ['tail_at', 'timestamptz', ({ tailAt }) => tailAt],
]);

/** Writes what has become of scopes. The caller holds their locks. */
export async function writeScopes(tx: Queryable, scopes: readonly ScopeChange[]): Promise<void> {
  if (scopes.length === 0) return;
  await tx.query({
    name: 'write-scopes',
    text: `
      update send_scopes s
         set first_at = x.first_at, next_at = x.next_at, tail_at = x.tail_at
        from ${changedScopes.recordset}
       where s.key = x.key`,
    values: changedScopes.values(scopes),
  });
}

const counted = columnArrays<CountedMail>([
  ['scope', 'text', ({ scope }) => scope],
  ['touch_id', 'uuid', ({ touchId }) => touchId],
  ['next_at', 'timestamptz', ({ nextAt }) => nextAt],
]);

/** Counts mails that are about to be handed over; each claim of a touch anew. */
export async function countMails(
  tx: Queryable,
  mails: readonly CountedMail[],
  now: Date,
): Promise<void> {
  if (mails.length === 0) return;
  await tx.query({
    name: 'count-mails',
    text: `
      insert into counted_mails (scope, touch_id, next_at, at)
      select x.*, $4 from ${counted.recordset}
          on conflict (touch_id, scope) do update set at = excluded.at, next_at = excluded.next_at`,
    values: [...counted.values(mails), now],
  });
}

type Unclaimed = Pick<ClaimedTouch, 'touchId' | 'handedOverBefore' | 'waitedFor'>;

const unclaimed = columnArrays<Unclaimed>([
  ['id', 'uuid', ({ touchId }) => touchId],
  ['handed_over_at', 'timestamptz', ({ handedOverBefore }) => handedOverBefore],
  ['reason', 'text', ({ waitedFor }) => waitedFor],
]);

/** Takes back claims for which there was no room: as if they had not been made, but for the fence. */
export async function unclaimTouches(
  tx: Queryable,
  claims: readonly Unclaimed[],
  leaseUntil: Date,
): Promise<void> {
  if (claims.length === 0) return;
  await tx.query({
    name: 'unclaim-touches',
    text: `
      update touches t
         set status = 'queued', attempts = t.attempts - 1, handed_over_at = x.handed_over_at, reason = x.reason,
             lease_until = $4
        from ${unclaimed.recordset}
       where t.id = x.id and t.status = 'handing_over'`,
    values: [...unclaimed.values(claims), leaseUntil],
  });
}

/**
 * What has become of mails that were counted: one that was accepted counts from then on, one of which nobody knows from
 * its claim, and all others not at all.
 */
export async function settleCounts(
  tx: Queryable,
  ended: readonly {
    readonly touchId: string;
    readonly status: string;
    readonly reason?: string | null;
  }[],
  now: Date,
): Promise<void> {
  const sent = ended.flatMap(({ touchId, status }) => (status === 'sent' ? [touchId] : []));
  // One of unknown end that is sent again is `deferred`, and may have been accepted all the same.
  const free = ended.flatMap(({ touchId, status, reason }) =>
    status === 'sent' || status === 'unknown' || reason === 'unknown' ? [] : [touchId],
  );
  // Both are sent at once: a statement must not come after the transaction has failed.
  await Promise.all([recount(tx, sent, now), uncount(tx, free)]);
}

async function recount(tx: Queryable, sent: readonly string[], now: Date): Promise<void> {
  if (sent.length === 0) return;
  await tx.query({
    name: 'settle-counts',
    text: `update counted_mails set at = greatest(at, $2) where touch_id = any($1::uuid[])`,
    values: [sent, now],
  });
}

async function uncount(tx: Queryable, free: readonly string[]): Promise<void> {
  if (free.length === 0) return;
  // Sent at once, and read one after the other: the second sees what the last holder of the locks has left.
  await Promise.all([
    tx.query({
      name: 'lock-scopes-of',
      text: `
        select from send_scopes
         where key in (select scope from counted_mails where touch_id = any($1::uuid[]))
         order by key for no key update`,
      values: [free],
    }),
    tx.query({ name: 'uncount-mails', text: uncounting, values: [free] }),
  ]);
}

/** What a mail has begun ends with it: the gap after it, and a ramp-up where it would have been the first. */
const uncounting = `
  with freed as (
    delete from counted_mails where touch_id = any($1::uuid[]) returning scope, at, next_at
  ), by_scope as (
    select scope, min(at) as at, max(next_at) as next_at from freed group by scope
  )
  update send_scopes s
     set first_at = case when s.first_at < f.at then s.first_at else (
           select min(c.at) from counted_mails c where c.scope = s.key and c.touch_id <> all($1::uuid[])) end,
         next_at = case when f.next_at is null or s.next_at > f.next_at then s.next_at else (
           select max(c.next_at) from counted_mails c where c.scope = s.key and c.touch_id <> all($1::uuid[])) end
    from by_scope f
   where s.key = f.scope and (s.first_at >= f.at or s.next_at <= f.next_at)`;

/** Forgets some of what counts in no window any more. @returns how many */
export async function forgetCounts(db: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'forget-counts',
    text: `
      delete from counted_mails
       where ctid in (select ctid from counted_mails where at < $1 order by at limit $2 for update skip locked)`,
    values: [before, limit],
  });
  return rowCount ?? 0;
}
