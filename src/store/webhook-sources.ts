import type { Queryable } from './db.ts';

/** Notes that a source was heard; one that was heard later stays as it is. */
export async function noteSourceHeard(db: Queryable, source: string, at: Date): Promise<void> {
  await db.query(
    `insert into webhook_sources as s (source, heard_at) values ($1, $2)
         on conflict (source) do update set heard_at = excluded.heard_at where s.heard_at < excluded.heard_at`,
    [source, at],
  );
}

/** Begins to wait for sources; those that are waited for already stay as they are. */
export async function awaitSources(
  db: Queryable,
  sources: readonly string[],
  since: Date,
): Promise<void> {
  await db.query(
    'insert into webhook_sources (source, heard_at) select s, $2 from unnest($1::text[]) s on conflict do nothing',
    [sources, since],
  );
}

/** When sources were last heard, or first waited for. */
export async function readSourcesHeard(
  db: Queryable,
  sources: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await db.query<{ source: string; heard_at: Date }>(
    'select source, heard_at from webhook_sources where source = any($1::text[])',
    [sources],
  );
  return new Map(rows.map((row) => [row.source, row.heard_at]));
}
