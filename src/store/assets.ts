import type { Queryable } from './db.ts';

/** Which of these files are not kept yet. */
export async function missingAssets(tx: Queryable, hashes: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ hash: string }>(
    `select x.hash from unnest($1::text[]) as x(hash)
      where not exists (select from asset_versions v where v.hash = x.hash)`,
    [hashes],
  );
  return rows.map(({ hash }) => hash);
}

/** Keeps the content of a file; one that is there is left as it is, since its hash says that it is the same. */
export async function insertAsset(
  tx: Queryable,
  asset: { readonly hash: string; readonly content: Buffer },
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into asset_versions (hash, content, created_at) values ($1, $2, $3)
         on conflict do nothing`,
    [asset.hash, asset.content, now],
  );
}

/** The content of a file by its hash, or null. */
export async function readAsset(db: Queryable, hash: string): Promise<Buffer | null> {
  const { rows } = await db.query<{ content: Buffer }>(
    'select content from asset_versions where hash = $1',
    [hash],
  );
  return rows[0]?.content ?? null;
}
