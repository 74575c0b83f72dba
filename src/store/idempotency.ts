import type { Queryable } from './db.ts';

export interface KeptAnswer {
  readonly requestHash: Buffer;
  /** Null while the first request is under way. */
  readonly status: number | null;
  readonly response: unknown;
}

/** Takes an idempotency key for a request; the answer that is kept when somebody has it already, else null. */
export async function takeIdempotencyKey(
  db: Queryable,
  apiKey: string,
  key: string,
  requestHash: Buffer,
  now: Date,
): Promise<KeptAnswer | null> {
  const { rowCount } = await db.query(
    `insert into idempotency_keys (api_key, key, request_hash, created_at) values ($1, $2, $3, $4)
         on conflict do nothing`,
    [apiKey, key, requestHash, now],
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
