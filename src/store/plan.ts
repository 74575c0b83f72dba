import type { Queryable } from './db.ts';

/** How many live enrolments of a cadence stand where. */
export interface StandingCount {
  readonly number: number;
  readonly hash: string;
  readonly status: string;
  readonly track: string | null;
  /** The step that is next; null: behind the last one. */
  readonly step: string | null;
  readonly count: number;
}

/** Live enrolments of a cadence by version, status and next step: one statement, whatever their number. */
export async function countStanding(db: Queryable, cadence: string): Promise<StandingCount[]> {
  const { rows } = await db.query<StandingCount>(
    `select v.number, v.hash, e.status, e.track, e.cursor as step, count(*)::int as count
       from enrolments e
       join cadence_versions v on v.hash = e.cadence_hash
      where e.cadence_key = $1 and e.status in ('pending', 'active', 'paused')
      group by v.number, v.hash, e.status, e.track, e.cursor
      order by v.number desc, e.track nulls first, e.cursor, e.status`,
    [cadence],
  );
  return rows;
}

/** Some live enrolments of a cadence: of each version and next step a few, in the order of their ids. */
export async function sampleStanding(
  db: Queryable,
  cadence: string,
  ofEach: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id
       from (select e.id, e.cadence_hash, row_number() over (
                      partition by e.cadence_hash, e.track, e.cursor, e.status order by e.id) as nth
               from enrolments e
              where e.cadence_key = $1 and e.status in ('pending', 'active', 'paused')) numbered
      where nth <= $2
      order by nth, id
      limit $3`,
    [cadence, ofEach, limit],
  );
  return rows.map((row) => row.id);
}
