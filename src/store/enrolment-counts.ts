import { ownerName } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import type { EnrolmentFilter } from './enrolments.ts';

/** Counts of enrolments by cadence and status. */
export async function countEnrolments(
  db: Queryable,
  filter: Pick<EnrolmentFilter, 'cadence' | 'status' | 'owner'>,
): Promise<{ readonly cadence: string; readonly status: string; readonly count: number }[]> {
  const { rows } = await db.query<{ cadence: string; status: string; count: number }>(
    `select cadence_key as cadence, status, count(*)::int as count
       from enrolments
      where ($1::text is null or cadence_key = $1)
        and ($2::text is null or status = $2)
        and ($3::text is null or owner = $3)
      group by cadence_key, status
      order by cadence_key, status`,
    [
      filter.cadence ?? null,
      filter.status ?? null,
      filter.owner === undefined ? null : ownerName(filter.owner),
    ],
  );
  return rows;
}
