import type { RecentMail, RecentMails } from '../domain/recent-mails.ts';
import type { BegunMail, ChangedScope, ScopeUse } from '../domain/send-limits.ts';
import type { ClaimedTouch } from './claims.ts';
import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';

interface UseRow {
  key: string;
  recent: number[];
  first_at: Date | null;
  next_at: Date | null;
  tail_at: Date | null;
}

/**
 * Locks scopes until the end of the transaction, in the order of their keys: no other claim counts in them meanwhile. The
 * last locks of a claim.
 *
 * @returns what is known of them, as the last holder of each lock has left it
 */
export async function lockScopes(
  tx: Queryable,
  keys: readonly string[],
): Promise<Map<string, ScopeUse>> {
  if (keys.length === 0) return new Map();
  // New ones first: whoever waits for those of somebody else holds no lock yet that others may wait for.
  const [, locked] = await Promise.all([
    beginScopes(
      tx,
      keys.filter((key) => !seen.has(key)),
    ),
    lockKnown(tx, keys),
  ]);
  if (seen.size > seenAtMost) seen.clear();
  for (const key of locked.keys()) seen.add(key);
  if (locked.size === keys.length) return locked;
  // Forgotten since this process has seen them.
  await beginScopes(tx, keys);
  return lockKnown(tx, keys);
}

/** Scopes that are there, most probably: an insert of all at every claim would cost as much as their locks. */
const seen = new Set<string>();
const seenAtMost = 100_000;

async function beginScopes(tx: Queryable, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.query({
    name: 'begin-scopes',
    text: `
      insert into send_scopes (key) select key from unnest($1::text[]) as x(key) order by key
          on conflict (key) do nothing`,
    values: scopeKeys.values(keys),
  });
}

async function lockKnown(tx: Queryable, keys: readonly string[]): Promise<Map<string, ScopeUse>> {
  const { rows } = await tx.query<UseRow>({
    name: 'lock-scopes',
    text: `
      select key, recent, first_at, next_at, tail_at from send_scopes
       where key = any($1::text[]) order by key for no key update`,
    values: scopeKeys.values(keys),
  });
  return new Map(rows.map((row) => [row.key, toUse(row)]));
}

/** What is known of scopes, without a lock: for people to look at. */
export async function readScopes(
  db: Queryable,
  keys: readonly string[],
): Promise<Map<string, ScopeUse>> {
  const { rows } = await db.query<UseRow>({
    name: 'scopes',
    text: `select key, recent, first_at, next_at, tail_at from send_scopes where key = any($1::text[])`,
    values: [keys],
  });
  return new Map(rows.map((row) => [row.key, toUse(row)]));
}

function toUse(row: UseRow): ScopeUse {
  return {
    recent: readRecent(row.recent),
    firstAt: row.first_at,
    nextAt: row.next_at,
    tailAt: row.tail_at,
  };
}

/** Kept as numbers in one list, each moment as what lies between it and the one before: `[at, count, later, count, …]`. */
function readRecent(kept: readonly number[]): RecentMails {
  const recent: RecentMail[] = [];
  let at = 0;
  for (let nth = 0; nth < kept.length; nth += 2) {
    at += kept[nth] ?? 0;
    recent.push({ at, count: kept[nth + 1] ?? 0 });
  }
  return recent;
}

function recentText(recent: RecentMails): string {
  let before = 0;
  let text = '';
  for (const { at, count } of recent) {
    text += `${text === '' ? '' : ','}${at - before},${count}`;
    before = at;
  }
  return `[${text}]`;
}

const scopeKeys = columnArrays<string>([['key', 'text', (key) => key]]);

const changedScopes = columnArrays<ChangedScope>([
  ['key', 'text', ({ key }) => key],
  ['recent', 'json', ({ recent }) => recentText(recent)],
  ['first_at', 'timestamptz', ({ firstAt }) => firstAt],
  ['next_at', 'timestamptz', ({ nextAt }) => nextAt],
  ['tail_at', 'timestamptz', ({ tailAt }) => tailAt],
]);

/** Writes what has become of scopes. The caller holds their locks. */
export async function writeScopes(tx: Queryable, scopes: readonly ChangedScope[]): Promise<void> {
  if (scopes.length === 0) return;
  await tx.query({
    name: 'write-scopes',
    text: `
      update send_scopes s
         set recent = x.recent, first_at = x.first_at, next_at = x.next_at, tail_at = x.tail_at
        from ${changedScopes.recordset}
       where s.key = x.key`,
    values: changedScopes.values(scopes),
  });
}

const countedScopes = columnArrays<ChangedScope>([
  ['key', 'text', ({ key }) => key],
  ['recent', 'json', ({ recent }) => recentText(recent)],
]);

/** Writes what counts in scopes of which nothing else has changed. The caller holds their locks. */
export async function writeCounts(tx: Queryable, scopes: readonly ChangedScope[]): Promise<void> {
  if (scopes.length === 0) return;
  await tx.query({
    name: 'write-counts',
    text: `update send_scopes s set recent = x.recent from ${countedScopes.recordset} where s.key = x.key`,
    values: countedScopes.values(scopes),
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
             lease_until = $4, counted_in = null
        from ${unclaimed.recordset}
       where t.id = x.id and t.status = 'handing_over'`,
    values: [...unclaimed.values(claims), leaseUntil],
  });
}

/** A mail as it was counted. */
export interface KeptCount {
  readonly touchId: string;
  /** Keys of what it counts in. */
  readonly scopes: readonly string[];
  /** Since when. */
  readonly at: Date;
  /** What has begun with it. */
  readonly begun: BegunMail | null;
}

interface CountRow {
  id: string;
  counted_in: string;
  handed_over_at: Date;
  scope: string | null;
  next_at: Date | null;
}

/** Those of touches of which something has to change: which count no more, or were counted long before they had ended. */
export async function readCounts(
  tx: Queryable,
  touchIds: readonly string[],
  free: readonly string[],
  countedBefore: Date,
): Promise<KeptCount[]> {
  if (touchIds.length === 0) return [];
  const { rows } = await tx.query<CountRow>({
    name: 'counts',
    text: `
      select t.id, t.counted_in, t.handed_over_at, b.scope, b.next_at
        from touches t
        left join begun_mails b on b.touch_id = t.id
       where t.id = any($1::uuid[]) and t.counted_in is not null
         and (t.handed_over_at < $3 or t.id = any($2::uuid[]))`,
    values: [touchIds, free, countedBefore],
  });
  return rows.map(({ id: touchId, counted_in, handed_over_at: at, scope, next_at: nextAt }) => ({
    ...{ touchId, at, scopes: counted_in.split(' ') },
    begun: scope === null ? null : { touchId, scope, nextAt },
  }));
}

/** A part of the scopes, in the order of their keys. */
export interface ScopesToForget {
  /** Behind this key. */
  readonly after: string;
  readonly limit: number;
  readonly now: Date;
  /** Last mails before this count in no window any more. */
  readonly before: Date;
}

/**
 * Forgets those of a part of the scopes that say nothing any more: nothing counts in them, and nobody waits. Mailboxes stay,
 * since a ramp-up goes by their first mail.
 *
 * @returns the key behind which the next part begins; null at the end
 */
export async function forgetIdleScopes(
  db: Queryable,
  { after, limit, now, before }: ScopesToForget,
): Promise<string | null> {
  const { rows } = await db.query<{ last: string | null; seen: number }>({
    name: 'forget-idle-scopes',
    text: `
      with part as (
        select key from send_scopes where key > $1 order by key limit $2
      ), idle as (
        select s.key from send_scopes s join part using (key)
         where s.key not like 'mailbox:%'
           and greatest(s.tail_at, s.next_at, '-infinity') < $3
           and (select coalesce(sum(x.number::bigint), 0)
                  from json_array_elements_text(s.recent) with ordinality as x (number, nth)
                 where nth % 2 = 1) < extract(epoch from $4::timestamptz) * 1000
           for update of s skip locked
      ), gone as (
        delete from send_scopes where key in (select key from idle)
      )
      select max(key) as last, count(*)::int as seen from part`,
    values: [after, limit, now, before],
  });
  const [part] = rows;
  return part === undefined || part.seen < limit ? null : part.last;
}
