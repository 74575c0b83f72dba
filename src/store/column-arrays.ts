/** How a column is filled: its name, its SQL type, and its value in a row; a `jsonb` one is given as text. */
export type Column<Row> = readonly [name: string, type: string, of: (row: Row) => unknown];

/**
 * Rows as an array a column, which PostgreSQL reads several times as quickly as JSON. The arrays are the first parameters.
 */
export function columnArrays<Row>(columns: readonly Column<Row>[]): {
  /** `unnest($1::uuid[], …) as x("id", …)`, in the order of the rows. */
  readonly recordset: string;
  readonly values: (rows: readonly Row[]) => unknown[][];
} {
  const arrays = columns.map(([, type], index) => `$${index + 1}::${type}[]`);
  const names = columns.map(([name]) => `"${name}"`);
  return {
    recordset: `unnest(${arrays.join(', ')}) as x(${names.join(', ')})`,
    values: (rows) => columns.map(([, , of]) => rows.map((row) => of(row) ?? null)),
  };
}

/** For a `jsonb` column. */
export function jsonText(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
