import type { Queryable } from './db.ts';

export interface Suppression {
  /** An address or a domain, in lower case. */
  readonly value: string;
  readonly reason: string;
  readonly source: string;
  readonly note: string | null;
  readonly createdAt: Date;
}

/**
 * Adds suppressions; the first reason given stays. The caller holds the locks of the prospects concerned, or commits before
 * it takes them.
 */
export async function insertSuppressions(
  tx: Queryable,
  suppressions: readonly {
    readonly value: string;
    readonly reason: string;
    readonly source: string;
    readonly note?: string | undefined;
  }[],
  now: Date,
): Promise<void> {
  if (suppressions.length === 0) return;
  await tx.query(
    `insert into suppressions (value, reason, source, note, created_at)
     select x.value, x.reason, x.source, x.note, $2
       from jsonb_to_recordset($1::jsonb) as x(value text, reason text, source text, note text)
      order by x.value
         on conflict do nothing`,
    [JSON.stringify(suppressions), now],
  );
}

/** Takes one away; false when there was none. */
export async function deleteSuppression(tx: Queryable, value: string): Promise<boolean> {
  const { rowCount } = await tx.query('delete from suppressions where value = $1', [value]);
  return rowCount === 1;
}

/** One page, by value, from behind `after`. */
export async function listSuppressions(
  db: Queryable,
  after: string | null,
  limit: number,
): Promise<Suppression[]> {
  const { rows } = await db.query<{
    value: string;
    reason: string;
    source: string;
    note: string | null;
    created_at: Date;
  }>(
    `select value, reason, source, note, created_at from suppressions where value > $1 order by value limit $2`,
    [after ?? '', limit],
  );
  return rows.map(({ created_at: createdAt, ...row }) => ({ ...row, createdAt }));
}

/** Prospects to whom a suppressed address or domain applies. */
export async function prospectsSuppressedBy(tx: Queryable, value: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    value.includes('@')
      ? 'select id from prospects where address = $1'
      : 'select id from prospects where domain = $1 order by id',
    [value],
  );
  return rows.map((row) => row.id);
}
