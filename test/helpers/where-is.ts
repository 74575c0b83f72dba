import type { App } from '../../src/app/context.ts';

/** Tables of the whole database, those of the queue included, in which a row holds this text. */
export async function whereIs(app: Pick<App, 'db'>, mark: string): Promise<string[]> {
  const { rows } = await app.db.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name
       from information_schema.tables
      where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const hits = await app.db.query(
      `select 1 from ${name} x where x::text ilike '%' || $1 || '%' limit 1`,
      [mark],
    );
    if (hits.rows.length > 0) found.push(name.replace(/^public\./, ''));
  }
  return found.sort();
}
