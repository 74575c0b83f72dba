import { columnArrays } from './column-arrays.ts';
import type { Queryable } from './db.ts';

/** Who runs the mail of a domain; null: nobody whom we know. */
export interface MailDomain {
  readonly domain: string;
  readonly provider: string | null;
}

/** What is known of some domains, however old. */
export async function readMailDomains(
  db: Queryable,
  domains: readonly string[],
): Promise<readonly MailDomain[]> {
  const { rows } = await db.query<MailDomain>({
    name: 'mail-domains',
    text: 'select domain, provider from mail_domains where domain = any($1::text[])',
    values: [domains],
  });
  return rows;
}

/** The domains with a provider that were looked at lately, those of the last look first. */
export async function readNewMailDomains(
  db: Queryable,
  since: Date,
  limit: number,
): Promise<readonly (MailDomain & { readonly checkedAt: Date })[]> {
  const { rows } = await db.query<{ domain: string; provider: string; checked_at: Date }>({
    name: 'new-mail-domains',
    text: `
      select domain, provider, checked_at
        from mail_domains
       where checked_at >= $1 and provider is not null
       order by checked_at desc
       limit $2`,
    values: [since, limit],
  });
  return rows.map(({ checked_at: checkedAt, ...row }) => ({ ...row, checkedAt }));
}

/** Which of some domains have not been looked at since. */
export async function staleMailDomains(
  db: Queryable,
  domains: readonly string[],
  since: Date,
): Promise<string[]> {
  const { rows } = await db.query<{ domain: string }>({
    name: 'stale-mail-domains',
    text: `
      select x.domain
        from unnest($1::text[]) as x(domain)
        left join mail_domains m on m.domain = x.domain
       where m.checked_at is null or m.checked_at < $2`,
    values: [domains, since],
  });
  return rows.map(({ domain }) => domain);
}

/** Domains of the people to whom some mails go. */
export async function domainsOfTouches(
  db: Queryable,
  touchIds: readonly string[],
): Promise<string[]> {
  const { rows } = await db.query<{ domain: string }>({
    name: 'domains-of-touches',
    text: `
      select distinct p.domain
        from touches t
        join prospects p on p.id = t.prospect_id
       where t.id = any($1::uuid[]) and t.channel = 'email'`,
    values: [touchIds],
  });
  return rows.map(({ domain }) => domain);
}

const looked = columnArrays<MailDomain>([
  ['domain', 'text', ({ domain }) => domain],
  ['provider', 'text', ({ provider }) => provider],
]);

/** Keeps what the DNS has said. In the order of the domains, so that two who write the same wait for one another. */
export async function writeMailDomains(
  db: Queryable,
  domains: readonly MailDomain[],
  checkedAt: Date,
): Promise<void> {
  if (domains.length === 0) return;
  await db.query({
    name: 'write-mail-domains',
    text: `
      insert into mail_domains (domain, provider, checked_at)
      select x.domain, x.provider, $3 from ${looked.recordset} order by x.domain
          on conflict (domain) do update set provider = excluded.provider, checked_at = excluded.checked_at`,
    values: [...looked.values(domains), checkedAt],
  });
}

/** Forgets some of the domains that have not been looked at for long. @returns how many */
export async function forgetMailDomains(
  db: Queryable,
  before: Date,
  limit: number,
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'forget-mail-domains',
    text: `
      delete from mail_domains
       where domain in (
               select domain from mail_domains where checked_at < $1
                order by checked_at limit $2 for update skip locked)`,
    values: [before, limit],
  });
  return rowCount ?? 0;
}
