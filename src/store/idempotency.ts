import type { Queryable } from './db.ts';

export interface KeptAnswer {
  readonly requestHash: Buffer;
  /** Null while the first request is under way. */
  readonly status: number | null;
  readonly response: unknown;
}

/**
 * Takes an idempotency key for a request; the answer that is kept when somebody has it already, else null.
 *
 * @param lostBefore  who has had it since before this and gave no answer has died over it
 */
export async function takeIdempotencyKey(
  db: Queryable,
  apiKey: string,
  key: string,
  requestHash: Buffer,
  now: Date,
  lostBefore: Date,
): Promise<KeptAnswer | null> {
  const { rowCount } = await db.query(
    `insert into idempotency_keys as k (api_key, key, request_hash, created_at) values ($1, $2, $3, $4)
         on conflict (api_key, key) do update set request_hash = excluded.request_hash, created_at = excluded.created_at
      where k.status is null and k.created_at < $5`,
    [apiKey, key, requestHash, now, lostBefore],
  );
  if (rowCount === 1) return null;
  const { rows } = await db.query<{
    request_hash: Buffer;
    status: number | null;
    response: unknown;
  }>(
    'select request_hash, status, response from idempotency_keys where api_key = $1 and key = $2',
    [apiKey, key],
  );
  const [row] = rows;
  return row === undefined
    ? null
    : { requestHash: row.request_hash, status: row.status, response: row.response };
}

/** Keeps the answer for whoever asks again. */
export async function keepAnswer(
  db: Queryable,
  apiKey: string,
  key: string,
  status: number,
  response: unknown,
): Promise<void> {
  await db.query(
    'update idempotency_keys set status = $3, response = $4 where api_key = $1 and key = $2',
    [apiKey, key, status, JSON.stringify(response)],
  );
}

/** Gives a key back whose request has failed on our side, so that it can be tried again. */
export async function giveBackIdempotencyKey(
  db: Queryable,
  apiKey: string,
  key: string,
): Promise<void> {
  await db.query(
    'delete from idempotency_keys where api_key = $1 and key = $2 and status is null',
    [apiKey, key],
  );
}

/** Forgets answers from before an instant of machine time, the oldest first; returns how many. */
export async function forgetAnswers(db: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from idempotency_keys
      where (api_key, key) in (select api_key, key from idempotency_keys
                                where created_at < $1 order by created_at limit $2)`,
    [before, limit],
  );
  return rowCount ?? 0;
}
