import { getDomain } from 'tldts';
import { publicMailDomains } from './company.ts';

/** What tells whose colleague somebody is. */
export interface Employment {
  /** Of the address, normalised. */
  readonly domain: string;
  /** Of the company in a CRM; null where it is not known. */
  readonly account: string | null;
}

/** The first of its domains by each domain that a company has besides. */
export type OwnDomains = ReadonlyMap<string, string>;

/** A company by one of the things that tell who belongs to it, and all that are told of it in the same way. */
export interface CompanyKey {
  /** `domain fjord.no`, `account 0012`: the same for colleagues. */
  readonly key: string;
  /** Registrable domains; people at their subdomains belong to it, too. */
  readonly domains: readonly string[];
  readonly accounts: readonly string[];
}

/**
 * The companies that somebody belongs to: the account in the CRM, and the registrable domain of the address (Public Suffix
 * List; who has a name under a host such as `github.io` is a company of their own). At a public mail provider the
 * address tells nothing. Colleagues have one of them in common.
 */
export function companyKeys(
  { domain, account }: Employment,
  ownDomains: OwnDomains,
): readonly CompanyKey[] {
  const registrable = registrableDomain(domain);
  return [
    ...(account === null || account.trim() === ''
      ? []
      : [{ key: `account ${account}`, domains: [], accounts: [account] }]),
    ...(registrable === null ? [] : [byDomain(registrable, ownDomains)]),
  ];
}

/** The domain that somebody has registered; null for what nobody has, or where anybody can have a mailbox. */
export function registrableDomain(domain: string): string | null {
  const found = getDomain(domain, { allowPrivateDomains: true });
  const isPublic = publicMailDomains.has(domain) || publicMailDomains.has(found ?? '');
  return isPublic ? null : found;
}

function byDomain(domain: string, ownDomains: OwnDomains): CompanyKey {
  const main = ownDomains.get(domain) ?? domain;
  const others = [...ownDomains].flatMap(([other, of]) => (of === main ? [other] : []));
  const domains = [...new Set([main, domain, ...others])];
  return { key: `domain ${main}`, domains, accounts: [] };
}
