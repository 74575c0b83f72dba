import type { Queryable } from '../db.ts';

/** Owners of enrolments, in the order of their names; one look into the index for each. */
export async function listOwners(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ owner: string }>(
    `with recursive owners as (
       (select owner from enrolments where owner is not null and owner > '' order by owner limit 1)
       union all
       select (select e.owner from enrolments e where e.owner is not null and e.owner > o.owner order by e.owner limit 1)
         from owners o
        where o.owner is not null
     )
     select owner from owners where owner is not null limit $1`,
    [limit],
  );
  return rows.map(({ owner }) => owner);
}

/** Numbers of the versions of a cadence, the newest first. */
export async function listVersionNumbers(
  db: Queryable,
  cadence: string,
  limit: number,
): Promise<number[]> {
  const { rows } = await db.query<{ number: number }>(
    'select number from cadence_versions where key = $1 order by number desc limit $2',
    [cadence, limit],
  );
  return rows.map(({ number }) => number);
}

/** The published cadence that most have been enrolled in; null where there is none. */
export async function readBusiestCadence(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ key: string }>(
    `select c.key
       from cadences c
       left join lateral (select count(*) from enrolments e where e.cadence_key = c.key) n on true
      order by n.count desc, c.key
      limit 1`,
  );
  return rows[0]?.key ?? null;
}
