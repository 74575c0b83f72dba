/** What the rules of entry look at. */
import type { EntryHistory } from '../domain/entry.ts';
import type { Queryable } from './db.ts';

const live = `('pending', 'active', 'paused')`;

/**
 * What people have been in, by prospect; who is not in the answer has been in nothing. The caller holds their locks. What the
 * undo of its import has ended before anything was sent does not count: such an end keeps no way back, as one by a person does.
 *
 * @param except  enrolments whose end is no reason to wait: those that lead here
 */
export async function readEntryHistories(
  tx: Queryable,
  cadence: string,
  prospectIds: readonly string[],
  except: readonly string[],
): Promise<ReadonlyMap<string, EntryHistory>> {
  const { rows } = await tx.query<{
    prospect_id: string;
    here: EntryHistory['here'];
    elsewhere: string | null;
    last_ended_at: Date | null;
  }>({
    name: 'entry-histories',
    text: `
      select e.prospect_id,
             case when bool_or(e.cadence_key = $1 and e.status in ${live}) then 'live'
                  when bool_or(e.cadence_key = $1) then 'ended' end as here,
             min(e.cadence_key) filter (where e.cadence_key <> $1 and e.status in ${live}) as elsewhere,
             max(e.ended_at) filter (where e.id <> all($3::uuid[])) as last_ended_at
        from enrolments e
       where e.prospect_id = any($2::uuid[])
         and not (e.import_id is not null and e.exit_reason = 'manual' and e.before_exit is null
                  and exists (select from imports i where i.id = e.import_id and i.status = 'undone')
                  and not exists (select from touches t
                                   where t.prospect_id = e.prospect_id and t.enrolment_id = e.id
                                     and t.status in ('sent', 'done', 'handing_over', 'unknown')))
       group by e.prospect_id`,
    values: [cadence, prospectIds, except],
  });
  return new Map(
    rows.map(({ prospect_id: prospectId, here, elsewhere, last_ended_at: lastEndedAt }) => [
      prospectId,
      { here, elsewhere, lastEndedAt },
    ]),
  );
}

/** More locks than this at once would be dear to PostgreSQL: companies share them, and only wait for one another now and then. */
const companyLocks = 256;

/**
 * Keeps others from counting these companies in a cadence until the end of the transaction. The caller holds the locks of
 * the prospects; these are taken in their own order.
 */
export async function lockCompanies(
  tx: Queryable,
  cadence: string,
  companies: readonly string[],
): Promise<void> {
  if (companies.length === 0) return;
  await tx.query({
    name: 'lock-companies',
    text: `
      select pg_advisory_xact_lock(hashtext('company in ' || $1), place)
        from (select distinct abs(hashtext(company) % $3) as place from unnest($2::text[]) company order by place) x`,
    values: [cadence, companies, companyLocks],
  });
}

export interface CompaniesToCount {
  readonly domains: readonly string[];
  /** Looked for among the people of public mail providers. */
  readonly names: readonly string[];
  readonly publicDomains: readonly string[];
}

export interface CompanyCount {
  readonly by: 'domain' | 'name';
  /** As it was asked for. */
  readonly company: string;
  readonly count: number;
}

/** How many people of each company are in a cadence now. The caller holds the locks of the companies. */
export async function countByCompany(
  tx: Queryable,
  cadence: string,
  { domains, names, publicDomains }: CompaniesToCount,
): Promise<CompanyCount[]> {
  const { rows } = await tx.query<{ by: CompanyCount['by']; company: string; count: number }>({
    name: 'count-by-company',
    text: `
      select 'domain' as by, p.domain as company, count(*)::int as count
        from prospects p
        join enrolments e on e.prospect_id = p.id
       where p.domain = any($2::text[]) and e.cadence_key = $1 and e.status in ${live}
       group by p.domain
       union all
      select 'name', x.name, count(*)::int
        from unnest($3::text[]) x(name)
        join prospects p on p.domain = any($4::text[]) and lower(left(p.company, 200)) = lower(left(x.name, 200))
        join enrolments e on e.prospect_id = p.id
       where e.cadence_key = $1 and e.status in ${live}
       group by x.name`,
    values: [cadence, domains, names, publicDomains],
  });
  return rows;
}
