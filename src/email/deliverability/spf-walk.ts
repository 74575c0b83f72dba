import { BlockList, isIP } from 'node:net';
import type { Dns, DnsAnswer } from '../dns.ts';

/** What the SPF record of a domain comes to (RFC 7208), with all that it includes. */
export interface SpfTree {
  /** The record of the domain itself; null when it has none. */
  readonly record: string | null;
  /** Terms that cost a look-up; receivers follow ten of them. */
  readonly lookups: number;
  /** What receivers call a permanent error, each in words. */
  readonly mistakes: readonly string[];
  /** How it ends: `-all`, `~all`, `?all`, `+all`; null when nothing is said of the others. */
  readonly all: string | null;
  /** Domains whose records it takes in, at any depth. */
  readonly includes: ReadonlySet<string>;
  readonly usesPtr: boolean;
  /** Some terms depend on the mail (macros, `exists`): what they allow is not known here. */
  readonly isOpen: boolean;
  /** Whether it lets an address send. */
  allows(address: string): boolean;
  /** Some address that it lets send; null when it names none. */
  readonly sample: string | null;
}

export const mostLookups = 10;

/** A walk ends here whatever a hostile record says. */
const walkedAtMost = 25;

interface Walk {
  lookups: number;
  usesPtr: boolean;
  isOpen: boolean;
  sample: string | null;
  readonly mistakes: string[];
  readonly includes: Set<string>;
  readonly allowed: BlockList;
}

/** One thing that the walk could not learn ends it. */
class NotAnswered extends Error {}

export function spfRecords(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => /^v=spf1( |$)/i.test(text.trim()));
}

/**
 * Walks the record of a domain. Addresses are collected from what passes; the order of terms counts for little in practice
 * and is not followed.
 *
 * @returns the tree, or why it is not known
 */
export async function walkSpf(
  dns: Dns,
  domain: string,
): Promise<{ readonly tree: SpfTree } | { readonly why: string }> {
  const walk: Walk = {
    ...{ lookups: 0, usesPtr: false, isOpen: false, sample: null },
    ...{ mistakes: [], includes: new Set(), allowed: new BlockList() },
  };
  try {
    const { record, all } = await follow(dns, walk, domain, true);
    const { lookups, mistakes, includes, usesPtr, isOpen, sample, allowed } = walk;
    const allows = (address: string) =>
      isIP(address) !== 0 && allowed.check(address, familyOf(address));
    return {
      tree: { record, all, lookups, mistakes, includes, usesPtr, isOpen, sample, allows },
    };
  } catch (error) {
    if (error instanceof NotAnswered) return { why: error.message };
    throw error;
  }
}

async function follow(
  dns: Dns,
  walk: Walk,
  domain: string,
  isPassing: boolean,
): Promise<{ readonly record: string | null; readonly all: string | null }> {
  const records = spfRecords(await asked(dns.txt(domain)));
  const [record] = records;
  if (records.length > 1) walk.mistakes.push(`${domain} has ${records.length} SPF records`);
  if (record === undefined || records.length > 1) return { record: record ?? null, all: null };
  let all: string | null = null;
  let redirect: string | null = null;
  for (const term of record.trim().split(/\s+/).slice(1)) {
    const modifier = /^redirect=(.+)$/i.exec(term);
    if (modifier !== null) redirect = modifier[1]?.toLowerCase() ?? null;
    else if (/^[+\-~?]?all$/i.test(term)) all ??= term.length === 3 ? '+all' : term.toLowerCase();
    // What stands behind `all` is never looked at.
    else if (all === null && !/^[a-z][\w.-]*=/i.test(term)) {
      await mechanism(dns, walk, domain, term.toLowerCase(), isPassing);
    }
  }
  if (all !== null || redirect === null) return { record, all };
  const target = await counted(dns, walk, redirect, isPassing);
  return { record, all: target };
}

async function mechanism(
  dns: Dns,
  walk: Walk,
  domain: string,
  term: string,
  isPassing: boolean,
): Promise<void> {
  const [, sign = '', kind = '', value = '', prefix] =
    /^([+\-~?]?)([a-z0-9]+)(?:[:]([^/]*(?::[^/]*)*))?((?:\/{1,2}\d+)*)$/.exec(term) ?? [];
  const passes = isPassing && (sign === '' || sign === '+');
  if (kind === 'ip4' || kind === 'ip6') return network(walk, domain, term, value, prefix, passes);
  if (kind === 'include') {
    await counted(dns, walk, value, passes);
    return;
  }
  if (!['a', 'mx', 'ptr', 'exists'].includes(kind)) {
    walk.mistakes.push(`${domain} has the term "${term}", which SPF does not know`);
    return;
  }
  const lengths = lengthsOf(prefix);
  if (lengths === null) {
    const most = 'at most 32 bits of an IPv4 and 128 of an IPv6 address count';
    walk.mistakes.push(`${domain} has the term "${term}", whose prefix length is none: ${most}`);
    return;
  }
  walk.lookups += 1;
  if (walk.lookups > walkedAtMost) return;
  if (kind === 'ptr') walk.usesPtr = true;
  if (kind === 'ptr' || kind === 'exists' || value.includes('%')) {
    walk.isOpen ||= passes;
    return;
  }
  const name = value === '' ? domain : value;
  const hosts =
    kind === 'a' ? [name] : (await asked(dns.mx(name))).slice(0, 10).map((mx) => mx.exchange);
  for (const host of hosts) {
    const addresses = host === '' ? [] : await asked(dns.addresses(host));
    for (const address of passes ? addresses : []) {
      allow(walk, address, lengths[familyOf(address)]);
    }
  }
}

/** An include or a redirect: a record of another domain, and one look-up. @returns how that ends */
async function counted(
  dns: Dns,
  walk: Walk,
  target: string,
  isPassing: boolean,
): Promise<string | null> {
  walk.lookups += 1;
  if (walk.lookups > walkedAtMost) return null;
  if (target.includes('%')) {
    walk.isOpen ||= isPassing;
    return null;
  }
  walk.includes.add(target);
  const { record, all } = await follow(dns, walk, target, isPassing);
  if (record === null) walk.mistakes.push(`it names ${target}, which has no SPF record`);
  return all;
}

function network(
  walk: Walk,
  domain: string,
  term: string,
  address: string,
  prefix: string | undefined,
  passes: boolean,
): void {
  const family = term.includes('ip6') ? 6 : 4;
  // A network has one length, whatever its family.
  const most = family === 6 ? 128 : 32;
  const found = /^(?:\/(0|[1-9]\d*))?$/.exec(prefix ?? '');
  const bits = Number(found?.[1] ?? most);
  if (found === null || isIP(address) !== family || bits > most) {
    walk.mistakes.push(`${domain} has the term "${term}", which is no network`);
  } else if (passes) allow(walk, address, bits);
}

function allow(walk: Walk, address: string, bits: number): void {
  walk.allowed.addSubnet(address, bits, familyOf(address));
  walk.sample ??= address;
}

/**
 * `/24`, `//64` and `/24//64`: how much of an IPv4 and of an IPv6 address counts (RFC 7208, section 5.6). Null where it is
 * more than there is, or nothing of the kind.
 */
function lengthsOf(prefix = ''): Readonly<Record<'ipv4' | 'ipv6', number>> | null {
  const found = /^(?:\/(0|[1-9]\d*))?(?:\/\/(0|[1-9]\d*))?$/.exec(prefix);
  const ipv4 = Number(found?.[1] ?? 32);
  const ipv6 = Number(found?.[2] ?? 128);
  return found === null || ipv4 > 32 || ipv6 > 128 ? null : { ipv4, ipv6 };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

async function asked<T>(answer: Promise<DnsAnswer<T>>): Promise<readonly T[]> {
  const found = await answer;
  if (found.known) return found.records;
  throw new NotAnswered(found.why);
}
