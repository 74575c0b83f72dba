import type { Dns } from '../dns.ts';
import { type Finding, notKnown } from './finding.ts';

/** A domain that mail must reach, and what would be lost: `answers`, `bounces`. */
export interface ReachedDomain {
  readonly domain: string;
  readonly what: string;
}

/** Whether mail to a domain arrives (RFC 5321, section 5.1; RFC 7505). */
export async function checkMx(dns: Dns, { domain, what }: ReachedDomain): Promise<Finding> {
  const check = `MX of ${domain}`;
  const answer = await dns.mx(domain);
  if (!answer.known) return notKnown(check, answer.why);
  const hosts = answer.records.map(({ exchange }) => exchange);
  const fix = `Publish the MX record that your mail provider names: ${what} go to ${domain}.`;
  if (hosts.length === 0) return withoutMx(dns, domain, what, fix);
  if (hosts.every((host) => host === '' || host === '.')) {
    const detail = `${domain} takes no mail (null MX): ${what} are lost`;
    return { check, result: 'failed', detail, fix };
  }
  const found = await Promise.all(hosts.slice(0, 10).map((host) => dns.addresses(host)));
  const unknown = found.find((one) => !one.known);
  const named = hosts.slice(0, 3).join(', ');
  if (found.some((one) => one.known && one.records.length > 0)) {
    return { check, result: 'ok', detail: `${what} go to ${named}` };
  }
  if (unknown !== undefined && !unknown.known) return notKnown(check, unknown.why);
  return { check, result: 'failed', detail: `${named} has no address: ${what} are lost`, fix };
}

async function withoutMx(dns: Dns, domain: string, what: string, fix: string): Promise<Finding> {
  const check = `MX of ${domain}`;
  const addresses = await dns.addresses(domain);
  if (!addresses.known) return notKnown(check, addresses.why);
  const [address] = addresses.records;
  if (address === undefined) {
    const detail = `${domain} has no MX record and no address: ${what} are lost`;
    return { check, result: 'failed', detail, fix };
  }
  const detail = `${domain} has no MX record: ${what} go to ${address}, if mail is taken there`;
  return { check, result: 'warning', detail, fix };
}
