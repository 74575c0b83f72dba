import type { Queryable } from './db.ts';

export interface Suppression {
  /** An address or a domain, in lower case. */
  readonly value: string;
  readonly reason: string;
  readonly source: string;
  readonly note: string | null;
  readonly createdAt: Date;
}

/** From the weakest reason to the strongest; any other is weaker still. */
const reasonsByStrength = ['bounced', 'opted_out', 'complained'];

/**
 * Adds suppressions. Of several reasons for one the strongest stays, and of equal ones the first: so it does not matter in
 * which order they come. The caller holds the locks of the prospects concerned, or commits before it takes them.
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
    `insert into suppressions as s (value, reason, source, note, created_at)
     select distinct on (x.value) x.value, x.reason, x.source, x.note, $2
       from jsonb_to_recordset($1::jsonb) as x(value text, reason text, source text, note text)
      order by x.value, ${strength('x.reason')} desc
         on conflict (value) do update
        set reason = excluded.reason, source = excluded.source, note = coalesce(excluded.note, s.note)
      where ${strength('excluded.reason')} > ${strength('s.reason')}`,
    [JSON.stringify(suppressions), now, reasonsByStrength],
  );
}

function strength(column: string): string {
  return `coalesce(array_position($3::text[], ${column}), 0)`;
}

/** Takes one away; false when there was none. */
export async function deleteSuppression(tx: Queryable, value: string): Promise<boolean> {
  const { rowCount } = await tx.query('delete from suppressions where value = $1', [value]);
  return rowCount === 1;
}

/** Why mails to this normalised address are suppressed, by the address or its domain; null when they are not. */
export async function readSuppressionReason(
  tx: Queryable,
  address: string,
): Promise<string | null> {
  const { rows } = await tx.query<{ reason: string }>(
    `select reason from suppressions
      where value in ($1, split_part($1, '@', 2))
      order by value like '%@%' desc
      limit 1`,
    [address],
  );
  return rows[0]?.reason ?? null;
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
