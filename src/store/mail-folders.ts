import type { Queryable } from './db.ts';

/** How far a folder is read. */
export interface FolderMark {
  readonly uidValidity: number;
  /** All uids up to this one are read, or kept among the failures. */
  readonly lastUid: number;
  /** Mails up to this uid were there when reading began: only those that came after `since` are read. */
  readonly oldUpToUid: number;
  readonly since: Date;
}

/** Where the mark of a folder stands. */
export interface FolderKey {
  readonly account: string;
  readonly folder: string;
}

/** Null for a folder that was never read. */
export async function readFolderMark(
  db: Queryable,
  { account, folder }: FolderKey,
): Promise<FolderMark | null> {
  const { rows } = await db.query<{
    uid_validity: string;
    last_uid: string;
    old_up_to_uid: string;
    since_at: Date;
  }>(
    `select uid_validity, last_uid, old_up_to_uid, since_at from mail_folders
         where account = $1 and folder = $2`,
    [account, folder],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    uidValidity: Number(row.uid_validity),
    lastUid: Number(row.last_uid),
    oldUpToUid: Number(row.old_up_to_uid),
    since: row.since_at,
  };
}

/** Begins to read a folder, or begins anew under another validity. */
export async function beginFolder(
  db: Queryable,
  { account, folder }: FolderKey,
  mark: FolderMark,
): Promise<void> {
  await db.query(
    `insert into mail_folders as f (account, folder, uid_validity, last_uid, old_up_to_uid, since_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (account, folder) do update
         set uid_validity = excluded.uid_validity, last_uid = excluded.last_uid,
             old_up_to_uid = excluded.old_up_to_uid, since_at = excluded.since_at`,
    [account, folder, mark.uidValidity, mark.lastUid, mark.oldUpToUid, mark.since],
  );
}

/**
 * Moves the mark on, never back.
 *
 * @returns false when the account, or the validity, is no longer that of the caller: it has to stop reading
 */
export async function moveFolderMark(
  db: Queryable,
  { account, folder }: FolderKey,
  uidValidity: number,
  uid: number,
  holder: string,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update mail_folders f set last_uid = greatest(f.last_uid, $4)
         from mail_accounts a
         where a.account = f.account and a.holder = $5
           and f.account = $1 and f.folder = $2 and f.uid_validity = $3`,
    [account, folder, uidValidity, uid, holder],
  );
  return rowCount === 1;
}
