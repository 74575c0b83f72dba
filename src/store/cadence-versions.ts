import type { Queryable } from './db.ts';
import type { PublicationMode } from './publications.ts';

/** A version in the list of those of its cadence. */
export interface VersionView {
  readonly number: number;
  readonly hash: string;
  readonly createdAt: Date;
  readonly isCurrent: boolean;
  /** Live enrolments that are on it. */
  readonly live: number;
}

/** Versions of a cadence, the newest first. */
export async function listVersions(
  db: Queryable,
  cadence: string,
  limit: number,
): Promise<VersionView[]> {
  const { rows } = await db.query<{
    number: number;
    hash: string;
    created_at: Date;
    is_current: boolean;
    live: number;
  }>(
    `select v.number, v.hash, v.created_at, coalesce(v.hash = c.current_hash, false) as is_current,
            (select count(*)::int from enrolments e
              where e.cadence_hash = v.hash and e.status in ('pending', 'active', 'paused')) as live
       from cadence_versions v
       left join cadences c on c.key = v.key
      where v.key = $1
      order by v.number desc
      limit $2`,
    [cadence, limit],
  );
  return rows.map(({ created_at: createdAt, is_current: isCurrent, ...row }) => ({
    ...row,
    createdAt,
    isCurrent,
  }));
}

/** A version by its number: its hash, and its file as it was published; null when there is none. */
export async function readVersionFile(
  db: Queryable,
  cadence: string,
  number: number,
): Promise<{ readonly hash: string; readonly source: string } | null> {
  const { rows } = await db.query<{ hash: string; source: string }>(
    'select hash, source from cadence_versions where key = $1 and number = $2',
    [cadence, number],
  );
  return rows[0] ?? null;
}

/** A publication as one of its cadences sees it. */
export interface CadencePublication {
  readonly id: number;
  readonly at: Date;
  readonly publishedBy: string;
  readonly mode: PublicationMode;
  readonly takesBack: number | null;
  readonly takenBackBy: number | null;
  /** Null: not published any more. */
  readonly number: number | null;
  /** Null: not published before. */
  readonly previousNumber: number | null;
  /** Cadences that were published together with it. */
  readonly others: number;
}

/** Publications of a cadence, the newest first. */
export async function listPublicationsOf(
  db: Queryable,
  cadence: string,
  limit: number,
): Promise<CadencePublication[]> {
  const { rows } = await db.query<{
    id: number;
    at: Date;
    published_by: string;
    mode: PublicationMode;
    takes_back: number | null;
    taken_back_by: number | null;
    number: number | null;
    previous_number: number | null;
    others: number;
  }>(
    `select p.id, p.at, p.published_by, p.mode, p.takes_back, back.id as taken_back_by,
            v.number, was.number as previous_number,
            (select count(*)::int - 1 from publication_cadences o where o.publication_id = p.id) as others
       from publication_cadences c
       join publications p on p.id = c.publication_id
       left join publications back on back.takes_back = p.id
       left join cadence_versions v on v.hash = c.hash
       left join cadence_versions was on was.hash = c.previous_hash
      where c.cadence_key = $1
      order by c.publication_id desc
      limit $2`,
    [cadence, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    publishedBy: row.published_by,
    mode: row.mode,
    takesBack: row.takes_back,
    takenBackBy: row.taken_back_by,
    number: row.number,
    previousNumber: row.previous_number,
    others: row.others,
  }));
}
