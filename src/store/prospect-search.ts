import type { Owners } from '../domain/viewer.ts';
import type { Queryable } from './db.ts';
import { ownerWithin, prospectWithin } from './within.ts';

/** A person as a list of hits shows them. */
export interface ProspectHit {
  readonly id: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  /** Of that enrolment, else their own. */
  readonly owner: string | null;
  /** The enrolment that says most of where they stand: a live one, else the latest; null without any. */
  readonly enrolment: {
    readonly id: string;
    readonly cadence: string;
    readonly status: string;
    readonly stage: string;
  } | null;
}

interface HitRow {
  id: string;
  email: string;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
  owner: string | null;
  enrolment_id: string | null;
  cadence_key: string;
  status: string;
  stage: string;
}

/**
 * Who has words that begin so, whatever the order: `kari nord` finds Kari of Nordmat.
 *
 * @param beginnings  letters and digits alone, in lower case
 */
export async function searchProspects(
  db: Queryable,
  beginnings: readonly string[],
  limit: number,
  owners: Owners,
): Promise<ProspectHit[]> {
  if (beginnings.length === 0) return [];
  const { rows } = await db.query<HitRow>({
    name: 'search-prospects',
    text: `
      with found as materialized (
        select p.id, p.email, p.first_name, p.last_name, p.company, p.owner
          from prospects p
         where prospect_words(p.first_name, p.last_name, p.company, p.address) @@ $1::text::tsquery
           and p.erased_at is null and ${prospectWithin('p', '$3')}
         limit $2
      )
      select f.id, f.email, f.first_name, f.last_name, f.company, coalesce(e.owner, f.owner) as owner, e.id as enrolment_id, e.cadence_key, e.status, e.stage
        from found f
        left join lateral (
          select id, owner, cadence_key, status, stage
            from enrolments
           where prospect_id = f.id and ${ownerWithin('owner', '$3')}
           order by (status in ('active', 'paused', 'pending')) desc, id desc
           limit 1) e on true
       order by f.last_name, f.first_name, f.email`,
    values: [beginnings.map((word) => `'${word}':*`).join(' & '), limit, owners],
  });
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    company: row.company,
    owner: row.owner,
    enrolment:
      row.enrolment_id === null
        ? null
        : {
            id: row.enrolment_id,
            cadence: row.cadence_key,
            status: row.status,
            stage: row.stage,
          },
  }));
}
