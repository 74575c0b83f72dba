import type { Queryable } from './db.ts';
import type { FolderKey } from './mail-folders.ts';

/** Notes that a mail could not be read, once more. */
export async function noteMailFailure(
  db: Queryable,
  { account, folder }: FolderKey,
  uidValidity: number,
  uid: number,
  machineAt: Date,
  reason: string,
): Promise<void> {
  await db.query(
    `insert into mail_failures as m (account, folder, uid_validity, uid, tries, failed_at, reason)
         values ($1, $2, $3, $4, 1, $5, left($6, 500))
         on conflict (account, folder, uid_validity, uid) do update
         set tries = m.tries + 1, failed_at = excluded.failed_at, reason = excluded.reason`,
    [account, folder, uidValidity, uid, machineAt, reason],
  );
}

/** The mails whose next try has come: each waits `spacingMs` longer after every try. */
export async function failuresToRetry(
  db: Queryable,
  { account, folder }: FolderKey,
  uidValidity: number,
  machineNow: Date,
  spacingMs: number,
  triesAtMost: number,
): Promise<readonly number[]> {
  const { rows } = await db.query<{ uid: string }>(
    `select uid from mail_failures
         where account = $1 and folder = $2 and uid_validity = $3 and tries < $6
           and failed_at <= $4::timestamptz - tries * $5::float8 * interval '1 millisecond'
         order by uid limit 100`,
    [account, folder, uidValidity, machineNow, spacingMs, triesAtMost],
  );
  return rows.map(({ uid }) => Number(uid));
}

/** A mail that was read after all, or that is no longer there. */
export async function forgetMailFailure(
  db: Queryable,
  { account, folder }: FolderKey,
  uidValidity: number,
  uid: number,
): Promise<void> {
  await db.query(
    'delete from mail_failures where account = $1 and folder = $2 and uid_validity = $3 and uid = $4',
    [account, folder, uidValidity, uid],
  );
}

/** Takes out the failures of a folder, which its new uids will not find, and tells since when there were any. */
export async function dropMailFailures(
  db: Queryable,
  { account, folder }: FolderKey,
): Promise<Date | null> {
  const { rows } = await db.query<{ since: Date | null }>(
    `with gone as (delete from mail_failures where account = $1 and folder = $2 returning failed_at)
         select min(failed_at) as since from gone`,
    [account, folder],
  );
  return rows[0]?.since ?? null;
}

/** How many mails of each account could not be read; accounts without any are not in the answer. */
export async function countMailFailures(
  db: Queryable,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.query<{ account: string; failures: number }>(
    `select account, count(*)::int as failures from mail_failures
         where account = any($1::text[]) group by account`,
    [accounts],
  );
  return new Map(rows.map(({ account, failures }) => [account, failures]));
}
