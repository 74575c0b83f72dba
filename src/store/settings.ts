import type { Queryable } from './db.ts';

/** A remembered value, or null. */
export async function readSetting(db: Queryable, key: string): Promise<unknown> {
  const { rows } = await db.query<{ value: unknown }>('select value from settings where key = $1', [
    key,
  ]);
  return rows[0]?.value ?? null;
}

/** Remembers a value unless there is one; returns the one that is remembered. */
export async function rememberOnce(db: Queryable, key: string, value: unknown): Promise<unknown> {
  await db.query('insert into settings (key, value) values ($1, $2) on conflict do nothing', [
    key,
    JSON.stringify(value),
  ]);
  return readSetting(db, key);
}

/** Remembers a value in place of any earlier one. */
export async function writeSetting(db: Queryable, key: string, value: unknown): Promise<void> {
  await db.query(
    `insert into settings (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value`,
    [key, JSON.stringify(value)],
  );
}

/** Whether there is such a table, as `schema.name`. */
export async function hasTable(db: Queryable, name: string): Promise<boolean> {
  const { rows } = await db.query<{ found: boolean }>(
    'select to_regclass($1) is not null as found',
    [name],
  );
  return rows[0]?.found === true;
}
