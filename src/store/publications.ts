import type { Queryable } from './db.ts';

/** What becomes of people in flight: they stay, go over when their current touch is over, or at once. */
export const publicationModes = ['pin', 'move-at-next-step', 'move-now'] as const;
export type PublicationMode = (typeof publicationModes)[number];

export interface PublishedVersion {
  readonly cadence: string;
  /** Null: it is not published any more. */
  readonly hash: string | null;
  /** Null: it was not published before. */
  readonly previousHash: string | null;
}

/** What was published together. */
export interface Publication {
  readonly id: number;
  readonly at: Date;
  readonly publishedBy: string;
  readonly mode: PublicationMode;
  /** The publication that this one takes back. */
  readonly takesBack: number | null;
  /** The publication that has taken this one back. */
  readonly takenBackBy: number | null;
  readonly cadences: readonly (PublishedVersion & {
    readonly number: number | null;
    readonly previousNumber: number | null;
  })[];
  /** Enrolments that it has moved and that were not put back. */
  readonly moved: number;
}

/** One publication at a time, until the end of the transaction. */
export async function lockPublishing(tx: Queryable): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('publish'))`);
}

/** Records what was published; the caller holds the lock. Returns its id. */
export async function insertPublication(
  tx: Queryable,
  publication: {
    readonly at: Date;
    readonly publishedBy: string;
    readonly mode: PublicationMode;
    readonly takesBack: number | null;
    readonly cadences: readonly PublishedVersion[];
  },
): Promise<number> {
  const { at, publishedBy, mode, takesBack, cadences } = publication;
  const { rows } = await tx.query<{ id: number }>(
    `with made as (
       insert into publications (at, published_by, mode, takes_back) values ($1, $2, $3, $4) returning id
     ), versions as (
       insert into publication_cadences (publication_id, cadence_key, hash, previous_hash)
       select made.id, x.cadence, x.hash, x."previousHash"
         from made, jsonb_to_recordset($5::jsonb) as x(cadence text, hash text, "previousHash" text)
     )
     select id from made`,
    [at, publishedBy, mode, takesBack, JSON.stringify(cadences)],
  );
  return rows[0]?.id ?? 0;
}

interface PublicationRow {
  id: number;
  at: Date;
  published_by: string;
  mode: PublicationMode;
  takes_back: number | null;
  taken_back_by: number | null;
  cadences: Publication['cadences'] | null;
  moved: number;
}

const select = `
  select p.id, p.at, p.published_by, p.mode, p.takes_back, back.id as taken_back_by,
         (select json_agg(json_build_object('cadence', c.cadence_key, 'hash', c.hash, 'previousHash', c.previous_hash,
                                            'number', v.number, 'previousNumber', was.number) order by c.cadence_key)
            from publication_cadences c
            left join cadence_versions v on v.hash = c.hash
            left join cadence_versions was on was.hash = c.previous_hash
           where c.publication_id = p.id) as cadences,
         (select count(*)::int from enrolment_moves m
           where m.publication_id = p.id and m.taken_back_at is null) as moved
    from publications p
    left join publications back on back.takes_back = p.id`;

/** The last publications, the newest first. */
export async function listPublications(db: Queryable, limit: number): Promise<Publication[]> {
  const { rows } = await db.query<PublicationRow>(`${select} order by p.id desc limit $1`, [limit]);
  return rows.map(toPublication);
}

/** One publication, or null. */
export async function readPublication(db: Queryable, id: number): Promise<Publication | null> {
  const { rows } = await db.query<PublicationRow>(`${select} where p.id = $1`, [id]);
  return rows[0] === undefined ? null : toPublication(rows[0]);
}

/** The last publication that is neither taken back nor takes one back, or null. */
export async function readLastPublication(db: Queryable): Promise<Publication | null> {
  const { rows } = await db.query<PublicationRow>(
    `${select} where p.takes_back is null and back.id is null order by p.id desc limit 1`,
  );
  return rows[0] === undefined ? null : toPublication(rows[0]);
}

/** Publications of the same cadences that came later and stand: they have to be taken back first. */
export async function laterPublications(
  tx: Queryable,
  id: number,
): Promise<readonly { readonly id: number; readonly cadence: string }[]> {
  const { rows } = await tx.query<{ id: number; cadence: string }>(
    `select later.publication_id as id, later.cadence_key as cadence
       from publication_cadences own
       join publication_cadences later
         on later.cadence_key = own.cadence_key and later.publication_id > own.publication_id
       join publications p on p.id = later.publication_id
      where own.publication_id = $1
        and p.takes_back is null
        and not exists (select from publications back where back.takes_back = p.id)
      order by later.publication_id desc`,
    [id],
  );
  return rows;
}

/** Where the enrolments of a version are to go, because a publication says so. */
export interface MoveTarget {
  readonly fromHash: string;
  readonly toHash: string;
  readonly publicationId: number;
  readonly mode: Exclude<PublicationMode, 'pin'>;
}

/**
 * What the last publication of each cadence that moves people asks of its other versions. One that was published again
 * after it keeps those who are on it.
 *
 * @param hashes  only of these versions; null: of all
 */
export async function readMoveTargets(
  db: Queryable,
  hashes: readonly string[] | null,
): Promise<MoveTarget[]> {
  const { rows } = await db.query<{
    from_hash: string;
    to_hash: string;
    publication_id: number;
    mode: MoveTarget['mode'];
  }>({
    name: 'move-targets',
    text: `
      with moving as (
        select distinct on (c.cadence_key) c.cadence_key, c.hash, c.publication_id, p.mode
          from publications p
          join publication_cadences c on c.publication_id = p.id
         where p.mode <> 'pin' and p.takes_back is null
           and not exists (select from publications back where back.takes_back = p.id)
         order by c.cadence_key, c.publication_id desc
      )
      select v.hash as from_hash, moving.hash as to_hash, moving.publication_id, moving.mode
        from moving
        join cadence_versions v on v.key = moving.cadence_key and v.hash <> moving.hash
       where ($1::text[] is null or v.hash = any($1))
         and not exists (select from publication_cadences later
                          where later.cadence_key = moving.cadence_key and later.hash = v.hash
                            and later.publication_id > moving.publication_id)`,
    values: [hashes],
  });
  return rows.map((row) => ({
    fromHash: row.from_hash,
    toHash: row.to_hash,
    publicationId: row.publication_id,
    mode: row.mode,
  }));
}

function toPublication(row: PublicationRow): Publication {
  return {
    id: row.id,
    at: row.at,
    publishedBy: row.published_by,
    mode: row.mode,
    takesBack: row.takes_back,
    takenBackBy: row.taken_back_by,
    cadences: row.cadences ?? [],
    moved: row.moved,
  };
}
