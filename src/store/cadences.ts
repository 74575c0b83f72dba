import type { Cadence } from '../domain/cadence.ts';
import type { Queryable } from './db.ts';

/** One language of one template, as a cadence version refers to it. */
export interface TemplateRef {
  readonly key: string;
  readonly locale: string | null;
  readonly hash: string;
}

export interface CadenceVersion {
  readonly hash: string;
  readonly key: string;
  readonly number: number;
  readonly definition: Cadence;
  readonly templates: readonly TemplateRef[];
  readonly createdAt: Date;
}

export interface PublishedCadence {
  readonly key: string;
  readonly title: string;
  readonly hash: string;
  readonly number: number;
  readonly publishedAt: Date;
}

interface VersionRow {
  hash: string;
  key: string;
  number: number;
  definition: Cadence;
  templates: TemplateRef[];
  created_at: Date;
}

/** Stores template versions; those that exist are left as they are, since their hash says that they are the same. */
export async function insertTemplateVersions(
  tx: Queryable,
  versions: readonly {
    readonly hash: string;
    readonly key: string;
    readonly locale: string | null;
    readonly compiled: unknown;
  }[],
  now: Date,
): Promise<void> {
  if (versions.length === 0) return;
  await tx.query(
    `insert into template_versions (hash, key, locale, compiled, created_at)
     select x.hash, x.key, x.locale, x.compiled, $2
       from jsonb_to_recordset($1::jsonb) as x(hash text, key text, locale text, compiled jsonb)
         on conflict do nothing`,
    [JSON.stringify(versions), now],
  );
}

/**
 * Makes a version the current one of its cadence. A version with this content that exists already is taken again. The
 * caller holds the lock of publishing.
 *
 * @returns the version that was current before (null: none), which is the same when the content has not changed
 */
export async function publishVersion(
  tx: Queryable,
  version: {
    readonly hash: string;
    readonly definition: Cadence;
    readonly source: string;
    readonly templates: readonly TemplateRef[];
  },
  now: Date,
): Promise<{ readonly number: number; readonly previousHash: string | null }> {
  const { key, title } = version.definition;
  await tx.query(
    `insert into cadence_versions (hash, key, number, definition, source, templates, created_at)
     select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6 from cadence_versions where key = $2
         on conflict (hash) do nothing`,
    [
      version.hash,
      key,
      JSON.stringify(version.definition),
      version.source,
      JSON.stringify(version.templates),
      now,
    ],
  );
  const { rows } = await tx.query<{ number: number; previous_hash: string | null }>(
    `select v.number, c.current_hash as previous_hash
       from cadence_versions v
       left join cadences c on c.key = v.key
      where v.hash = $1`,
    [version.hash],
  );
  await setCurrentVersion(tx, { key, title, hash: version.hash }, now);
  return { number: rows[0]?.number ?? 0, previousHash: rows[0]?.previous_hash ?? null };
}

/** Says which version new enrolments of a cadence get; nothing changes when it is that one already. */
export async function setCurrentVersion(
  tx: Queryable,
  current: { readonly key: string; readonly title: string; readonly hash: string },
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into cadences as c (key, title, current_hash, published_at) values ($1, $2, $3, $4)
         on conflict (key) do update
        set title = excluded.title, current_hash = excluded.current_hash, published_at = excluded.published_at
      where c.current_hash <> excluded.current_hash`,
    [current.key, current.title, current.hash, now],
  );
}

/** Takes a cadence out of what is published; its versions stay for those who are on them. */
export async function unpublish(tx: Queryable, key: string): Promise<void> {
  await tx.query('delete from cadences where key = $1', [key]);
}

/** A version by its content hash, or null. */
export async function readVersion(db: Queryable, hash: string): Promise<CadenceVersion | null> {
  const { rows } = await db.query<VersionRow>(
    'select hash, key, number, definition, templates, created_at from cadence_versions where hash = $1',
    [hash],
  );
  return rows[0] === undefined ? null : toVersion(rows[0]);
}

/** The version that new enrolments of a cadence get, or null for an unknown cadence. */
export async function readCurrentVersion(
  db: Queryable,
  key: string,
): Promise<CadenceVersion | null> {
  const { rows } = await db.query<VersionRow>(
    `select v.hash, v.key, v.number, v.definition, v.templates, v.created_at
       from cadences c
       join cadence_versions v on v.hash = c.current_hash
      where c.key = $1`,
    [key],
  );
  return rows[0] === undefined ? null : toVersion(rows[0]);
}

/** All published cadences, by key. */
export async function listCadences(db: Queryable): Promise<PublishedCadence[]> {
  const { rows } = await db.query<{
    key: string;
    title: string;
    hash: string;
    number: number;
    published_at: Date;
  }>(
    `select c.key, c.title, v.hash, v.number, c.published_at
       from cadences c
       join cadence_versions v on v.hash = c.current_hash
      order by c.key`,
  );
  return rows.map(({ published_at: publishedAt, ...row }) => ({ ...row, publishedAt }));
}

/** A compiled template by its content hash, or null. */
export async function readTemplateVersion(db: Queryable, hash: string): Promise<unknown> {
  const { rows } = await db.query<{ compiled: unknown }>(
    'select compiled from template_versions where hash = $1',
    [hash],
  );
  return rows[0]?.compiled ?? null;
}

/** The language of the last mail of an enrolment; null when none has gone out, or it is in none that is named. */
export async function readMailLocale(
  db: Queryable,
  prospectId: string,
  enrolmentId: string,
): Promise<string | null> {
  const { rows } = await db.query<{ locale: string | null }>(
    `select v.locale
       from touches t
       join template_versions v on v.hash = t.template_hash
      where t.prospect_id = $1 and t.enrolment_id = $2
      order by t.handed_over_at desc nulls last
      limit 1`,
    [prospectId, enrolmentId],
  );
  return rows[0]?.locale ?? null;
}

function toVersion({ created_at: createdAt, ...row }: VersionRow): CadenceVersion {
  return { ...row, createdAt };
}
