import type { Queryable } from './db.ts';

/** A link that somebody has asked for. */
export interface AskedLink {
  readonly id: string;
  readonly email: string;
  readonly language: string;
  readonly askedAt: Date;
}

/**
 * Keeps that somebody has asked for a link, unless so many were asked for at this address lately. Who asks at the same time
 * is counted one after another.
 */
export async function insertAskedLink(
  tx: Queryable,
  asked: AskedLink,
  limit: { readonly most: number; readonly since: Date },
): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('login link ' || $1, 0))`, [
    asked.email,
  ]);
  await tx.query(
    `insert into login_links (id, email, language, asked_at, mail_at)
     select $1, $2, $3, $4, $4
      where (select count(*) from login_links where email = $2 and asked_at > $6) < $5`,
    [asked.id, asked.email, asked.language, asked.askedAt, limit.most, limit.since],
  );
}

/** Takes links that are to be mailed; they come again at `again` unless they are settled. */
export async function takeAskedLinks(
  db: Queryable,
  now: Date,
  again: Date,
  limit: number,
): Promise<AskedLink[]> {
  const { rows } = await db.query<{ id: string; email: string; language: string; asked_at: Date }>(
    `update login_links set mail_at = $2
      where id in (select id from login_links where mail_at <= $1 order by mail_at limit $3
                      for update skip locked)
     returning id, email, language, asked_at`,
    [now, again, limit],
  );
  return rows.map(({ asked_at, ...row }) => ({ ...row, askedAt: asked_at }));
}

/** Keeps the hash of the token that is about to be mailed. */
export async function armLink(
  db: Queryable,
  id: string,
  tokenHash: Buffer,
  goodUntil: Date,
): Promise<void> {
  await db.query('update login_links set token_hash = $2, good_until = $3 where id = $1', [
    id,
    tokenHash,
    goodUntil,
  ]);
}

/** It is not mailed again. */
export async function settleLink(db: Queryable, id: string): Promise<void> {
  await db.query('update login_links set mail_at = null where id = $1', [id]);
}

/** To which address a link was sent that is good now; null where it is none, was used, or is too old. */
export async function readLink(
  db: Queryable,
  tokenHash: Buffer,
  now: Date,
): Promise<string | null> {
  const { rows } = await db.query<{ email: string }>(
    'select email from login_links where token_hash = $1 and used_at is null and good_until > $2',
    [tokenHash, now],
  );
  return rows[0]?.email ?? null;
}

/**
 * Spends a link that is good, for a key that has its address now; whoever asks next gets null: one of two at once waits here,
 * and comes too late.
 */
export async function spendLink(
  tx: Queryable,
  tokenHash: Buffer,
  keyId: string,
  now: Date,
): Promise<string | null> {
  const { rows } = await tx.query<{ email: string }>(
    `update login_links set used_at = $3
      where token_hash = $1 and used_at is null and good_until > $3
        and email = (select email from api_keys where id = $2 and revoked_at is null)
     returning email`,
    [tokenHash, keyId, now],
  );
  return rows[0]?.email ?? null;
}

/** Forgets links that were asked for before this. */
export async function forgetLinks(db: Queryable, before: Date): Promise<void> {
  await db.query('delete from login_links where asked_at < $1', [before]);
}
