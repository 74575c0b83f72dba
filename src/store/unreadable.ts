/** Bodies of webhooks with a good signature that could not be read. */
import type { Sentence } from '../domain/sentence.ts';
import type { Queryable } from './db.ts';

export interface NewUnreadable {
  readonly id: string;
  readonly source: string;
  readonly bodyHash: Buffer;
  readonly receivedAt: Date;
  readonly headers: Readonly<Record<string, string>>;
  /** Its beginning, where it is too large to be kept whole. */
  readonly body: Buffer;
  readonly size: number;
  readonly message: string;
  /** What the message says, before it has words; null for one that nobody says any more. */
  readonly said: Sentence | null;
}

export interface Unreadable extends Omit<NewUnreadable, 'bodyHash'> {
  /** How often it was posted. */
  readonly times: number;
  /** The events that were read from it in the end; null: none yet. */
  readonly receiptIds: readonly string[] | null;
}

/** Keeps a body; one that is posted again is counted. @returns the id that it is kept under */
export async function insertUnreadable(tx: Queryable, row: NewUnreadable): Promise<string> {
  const { rows } = await tx.query<{ id: string }>(
    `insert into unreadable_bodies as u (id, source, body_hash, received_at, headers, body, size, message, said)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (source, body_hash) do update
        set times = u.times + 1, received_at = excluded.received_at, message = excluded.message, said = excluded.said
     returning id`,
    [
      row.id,
      row.source,
      row.bodyHash,
      row.receivedAt,
      JSON.stringify(row.headers),
      row.body,
      row.size,
      row.message,
      JSON.stringify(row.said),
    ],
  );
  return rows[0]?.id ?? row.id;
}

/** Keeps the newest of a source only. */
export async function trimUnreadable(tx: Queryable, source: string, keep: number): Promise<void> {
  await tx.query(
    `delete from unreadable_bodies
      where id in (select id from unreadable_bodies where source = $1 order by received_at desc, id desc offset $2)`,
    [source, keep],
  );
}

/** Forgets those of before an instant, some at a time. @returns how many */
export async function forgetUnreadable(
  tx: Queryable,
  before: Date,
  limit: number,
): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from unreadable_bodies
      where id in (select id from unreadable_bodies where received_at < $1 order by received_at limit $2)`,
    [before, limit],
  );
  return rowCount ?? 0;
}

/** One, or null. */
export async function readUnreadable(db: Queryable, id: string): Promise<Unreadable | null> {
  const { rows } = await db.query<UnreadableRow>(
    `select ${columns} from unreadable_bodies where id = $1`,
    [id],
  );
  return rows[0] === undefined ? null : toUnreadable(rows[0]);
}

export interface UnreadableFilter {
  readonly source?: string | undefined;
  /** Part of the message or of the body; without case. */
  readonly q?: string | undefined;
  readonly since?: Date | undefined;
  /** Id of the last one of the page before. */
  readonly cursor: string | null;
  readonly limit: number;
}

/** One page, newest first. There are some thousands at most. */
export async function listUnreadable(
  db: Queryable,
  { source, q, since, cursor, limit }: UnreadableFilter,
): Promise<Unreadable[]> {
  const { rows } = await db.query<UnreadableRow>(
    `select ${columns}
       from unreadable_bodies
      where ($1::uuid is null or id < $1)
        and ($2::text is null or source = $2)
        and ($3::timestamptz is null or received_at >= $3)
        and ($4::text is null
             or position(lower($4) in lower(message || ' ' || encode(body, 'escape'))) > 0)
      order by id desc
      limit $5`,
    [cursor, source ?? null, since ?? null, q ?? null, limit],
  );
  return rows.map(toUnreadable);
}

/** Notes what was read from one in the end. */
export async function recordRead(
  tx: Queryable,
  id: string,
  receiptIds: readonly string[],
): Promise<void> {
  await tx.query('update unreadable_bodies set receipt_ids = $2 where id = $1', [id, receiptIds]);
}

const columns = 'id, source, received_at, headers, body, size, message, said, times, receipt_ids';

interface UnreadableRow {
  id: string;
  source: string;
  received_at: Date;
  headers: Record<string, string>;
  body: Buffer;
  size: number;
  message: string;
  said: Sentence | null;
  times: number;
  receipt_ids: string[] | null;
}

function toUnreadable(row: UnreadableRow): Unreadable {
  const { received_at: receivedAt, receipt_ids: receiptIds, ...rest } = row;
  return { ...rest, receivedAt, receiptIds };
}
