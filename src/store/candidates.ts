import type { Queryable } from './db.ts';

/** Somebody who may be meant. */
export interface Candidate {
  readonly prospectId: string;
  readonly email: string;
  readonly name: string | null;
  readonly company: string | null;
}

/**
 * People whose address has this domain, or this local part (which a database that does not sort by bytes may not find).
 * Either list is cut: these are hints.
 *
 * @param domain  null: not asked for, since everybody has an address there
 */
export async function readCandidates(
  db: Queryable,
  localPart: string,
  domain: string | null,
  limit: number,
): Promise<Candidate[]> {
  const { rows } = await db.query<{
    id: string;
    email: string;
    name: string | null;
    company: string | null;
  }>(
    `(select id, email, nullif(concat_ws(' ', first_name, last_name), '') as name, company
        from prospects where domain = $2 and erased_at is null limit $3)
     union
     (select id, email, nullif(concat_ws(' ', first_name, last_name), '') as name, company
        from prospects
       where address >= $1 || '@' and address < $1 || 'A' and starts_with(address, $1 || '@') and erased_at is null
       limit $3)`,
    [localPart, domain, limit],
  );
  return rows.map(({ id, ...row }) => ({ prospectId: id, ...row }));
}
