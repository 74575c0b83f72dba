import type { Queryable } from './db.ts';

/**
 * Uses a token of a webhook for a body.
 *
 * @returns whether it may be: nobody has used it before, or for the same body
 */
export async function useToken(
  db: Queryable,
  source: string,
  token: string,
  bodyHash: Buffer,
  machineNow: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'insert into webhook_tokens (source, token, body_hash, used_at) values ($1, $2, $3, $4) on conflict do nothing',
    [source, token, bodyHash, machineNow],
  );
  return rowCount === 1 || mayUseToken(db, source, token, bodyHash);
}

/** Whether a token may be used for a body; it stays as it is. */
export async function mayUseToken(
  db: Queryable,
  source: string,
  token: string,
  bodyHash: Buffer,
): Promise<boolean> {
  const { rows } = await db.query<{ same: boolean }>(
    'select body_hash = $3 as same from webhook_tokens where source = $1 and token = $2',
    [source, token, bodyHash],
  );
  return rows[0]?.same ?? true;
}

/** Forgets tokens from before an instant of machine time, the oldest first; returns how many. */
export async function forgetTokens(db: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from webhook_tokens
      where (source, token) in (select source, token from webhook_tokens
                                 where used_at < $1 order by used_at limit $2)`,
    [before, limit],
  );
  return rowCount ?? 0;
}
