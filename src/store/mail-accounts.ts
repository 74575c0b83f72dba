import type { Queryable } from './db.ts';

/** An account whose mail is read, and how the reading goes. Times are those of the machine. */
export interface MailAccount {
  readonly account: string;
  readonly caughtUpAt: Date | null;
  readonly failingSince: Date | null;
  readonly failure: string | null;
}

/**
 * Takes an account for one process, or keeps it: nobody else reads it until `until`.
 *
 * @returns false when another process reads it
 */
export async function takeMailAccount(
  db: Queryable,
  account: string,
  holder: string,
  machineNow: Date,
  until: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into mail_accounts as a (account, holder, held_until) values ($1, $2, $4)
         on conflict (account) do update set holder = excluded.holder, held_until = excluded.held_until
         where a.holder = excluded.holder or a.held_until is null or a.held_until <= $3`,
    [account, holder, machineNow, until],
  );
  return rowCount === 1;
}

/** Leaves an account to the next process; one that another has taken stays as it is. */
export async function leaveMailAccount(
  db: Queryable,
  account: string,
  holder: string,
): Promise<void> {
  await db.query(
    'update mail_accounts set holder = null, held_until = null where account = $1 and holder = $2',
    [account, holder],
  );
}

/** Notes that all that was there at `machineAt` has been read. */
export async function noteCaughtUp(db: Queryable, account: string, machineAt: Date): Promise<void> {
  await db.query(
    `update mail_accounts set caught_up_at = greatest(caught_up_at, $2), failing_since = null, failure = null
         where account = $1`,
    [account, machineAt],
  );
}

/** Notes that an account cannot be read; since when stays, what went wrong is the newest. */
export async function noteAccountFailure(
  db: Queryable,
  account: string,
  machineAt: Date,
  failure: string,
): Promise<void> {
  await db.query(
    `update mail_accounts set failing_since = coalesce(failing_since, $2), failure = left($3, 500)
         where account = $1`,
    [account, machineAt, failure],
  );
}

/** How the reading of accounts goes; one that was never read is not in the answer. */
export async function readMailAccounts(
  db: Queryable,
  accounts: readonly string[],
): Promise<readonly MailAccount[]> {
  const { rows } = await db.query<{
    account: string;
    caught_up_at: Date | null;
    failing_since: Date | null;
    failure: string | null;
  }>(
    'select account, caught_up_at, failing_since, failure from mail_accounts where account = any($1::text[])',
    [accounts],
  );
  return rows.map((row) => ({
    account: row.account,
    caughtUpAt: row.caught_up_at,
    failingSince: row.failing_since,
    failure: row.failure,
  }));
}
