import type { RecentMail, RecentMails } from '../domain/recent-mails.ts';
import type { ChangedScope, CountedMail, ScopeUse } from '../domain/send-limits.ts';
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
  const locked = await lockKnown(tx, keys);
  if (locked.size === keys.length) return locked;
  await tx.query({
    name: 'begin-scopes',
    text: `
      insert into send_scopes (key) select key from unnest($1::text[]) as x(key) order by key
          on conflict (key) do nothing`,
    values: [keys.filter((key) => !locked.has(key))],
  });
  return lockKnown(tx, keys);
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

const counted = columnArrays<CountedMail>([
  ['touch_id', 'uuid', ({ touchId }) => touchId],
  ['scopes', 'text', ({ scopes }) => scopes.join(' ')],
  ['begins', 'text', ({ begins }) => begins],
  ['next_at', 'timestamptz', ({ nextAt }) => nextAt],
]);

/**
 * Counts mails that are about to be handed over, and notes of each where, so that it can be taken back; each claim of a touch
 * anew. The caller holds the locks of the scopes.
 *
 * @param scopes  those of which nothing but what counts has changed; others are written (`writeScopes`)
 */
export async function countMails(
  tx: Queryable,
  mails: readonly CountedMail[],
  scopes: readonly ChangedScope[],
  now: Date,
): Promise<void> {
  if (mails.length === 0) return;
  await tx.query({
    name: 'count-mails',
    text: `
      with noted as (
        insert into counted_mails (touch_id, scopes, begins, next_at, at)
        select x.*, $5 from ${counted.recordset}
            on conflict (touch_id) do update
           set scopes = excluded.scopes, begins = excluded.begins, next_at = excluded.next_at, at = excluded.at
      )
      update send_scopes s set recent = x.recent
        from unnest($6::text[], $7::json[]) as x (key, recent)
       where s.key = x.key`,
    values: [...counted.values(mails), now, ...countedScopes.values(scopes)],
  });
}

const countedScopes = columnArrays<ChangedScope>([
  ['key', 'text', ({ key }) => key],
  ['recent', 'json', ({ recent }) => recentText(recent)],
]);

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

/** A mail as it was counted. */
export interface KeptCount extends CountedMail {
  /** Since when it counts. */
  readonly at: Date;
}

interface CountRow {
  touch_id: string;
  scopes: string;
  begins: string | null;
  next_at: Date | null;
  at: Date;
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
      select touch_id, scopes, begins, next_at, at from counted_mails
       where touch_id = any($1::uuid[]) and (at < $3 or touch_id = any($2::uuid[]))`,
    values: [touchIds, free, countedBefore],
  });
  return rows.map((row) => ({
    touchId: row.touch_id,
    scopes: row.scopes.split(' '),
    begins: row.begins,
    nextAt: row.next_at,
    at: row.at,
  }));
}

/** What others have begun in scopes, whose locks the caller holds: without the mails that count no more. */
export async function readBegun(
  tx: Queryable,
  scopes: readonly string[],
  without: readonly string[],
): Promise<Map<string, Pick<ScopeUse, 'firstAt' | 'nextAt'>>> {
  if (scopes.length === 0) return new Map();
  const { rows } = await tx.query<{ key: string; first_at: Date | null; next_at: Date | null }>({
    name: 'begun',
    text: `
      select begins as key, min(at) as first_at, max(next_at) as next_at from counted_mails
       where begins = any($1::text[]) and touch_id <> all($2::uuid[])
       group by begins`,
    values: [scopes, without],
  });
  return new Map(
    rows.map(({ key, first_at: firstAt, next_at: nextAt }) => [key, { firstAt, nextAt }]),
  );
}

/** Mails that count no more. */
export async function uncountMails(tx: Queryable, touchIds: readonly string[]): Promise<void> {
  if (touchIds.length === 0) return;
  await tx.query({
    name: 'uncount-mails',
    text: `delete from counted_mails where touch_id = any($1::uuid[])`,
    values: [touchIds],
  });
}

/** Mails that count from later on. */
export async function recountMails(
  tx: Queryable,
  touchIds: readonly string[],
  at: Date,
): Promise<void> {
  if (touchIds.length === 0) return;
  await tx.query({
    name: 'recount-mails',
    text: `update counted_mails set at = $2 where touch_id = any($1::uuid[])`,
    values: [touchIds, at],
  });
}

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
