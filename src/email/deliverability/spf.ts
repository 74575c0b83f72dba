import { isIP } from 'node:net';
import { smtpProviderOf } from '../../domain/smtp-provider.ts';
import type { Dns } from '../dns.ts';
import { type DnsRecord, type Finding, notKnown } from './finding.ts';
import type { ServerAddresses } from './server-addresses.ts';
import { mostLookups, type SpfTree, spfRecords, walkSpf } from './spf-walk.ts';

const check = 'SPF';

/**
 * Whether receivers find that the domain of the return path lets the mail server send (RFC 7208).
 *
 * @param server  null: mails do not leave this machine
 */
export async function checkSpf(
  dns: Dns,
  domain: string,
  server: ServerAddresses | null,
): Promise<readonly Finding[]> {
  const walked = await walkSpf(dns, domain);
  if ('why' in walked) return [notKnown(check, walked.why)];
  const { tree } = walked;
  if (tree.record === null) return [noRecord(domain, server)];
  const texts = await dns.txt(domain);
  const records = texts.known ? spfRecords(texts.records) : [];
  if (records.length > 1) return [severalRecords(domain, records)];
  const covered =
    server === null ? [] : [await checkServer(dns, domain, tree, tree.record, server)];
  return [ofRecord(domain, tree, tree.record), ...covered];
}

function noRecord(domain: string, server: ServerAddresses | null): Finding {
  return {
    ...{ check, result: 'failed', detail: `${domain} has no SPF record` },
    fix: 'Publish one that names who may send for the domain: your mail provider says what it needs.',
    publish: txt(domain, `v=spf1 ${server === null ? 'mx' : termFor(server)} ~all`),
  };
}

function severalRecords(domain: string, records: readonly string[]): Finding {
  const terms = records.flatMap((record) => record.trim().split(/\s+/).slice(1));
  const others = new Set(terms.filter((term) => !/^[+\-~?]?all$/i.test(term)));
  const end = terms.some((term) => term.toLowerCase() === '-all') ? '-all' : '~all';
  return {
    ...{ check, result: 'failed' },
    detail: `${domain} has ${records.length} SPF records: receivers take none of them`,
    fix: 'Keep one TXT record with all that they name, and delete the others.',
    publish: txt(domain, ['v=spf1', ...others, end].join(' ')),
  };
}

function ofRecord(domain: string, tree: SpfTree, record: string): Finding {
  const { lookups, mistakes, all, includes } = tree;
  const [mistake] = mistakes;
  if (mistake !== undefined) {
    const fix = 'Take it out or put it right: receivers take a record with a mistake for none.';
    return { check, result: 'failed', detail: `"${record}": ${mistake}`, fix };
  }
  if (lookups > mostLookups) {
    const detail = `"${record}" costs ${lookups} look-ups or more, and receivers follow ${mostLookups}`;
    const fix = `Take out what you do not send through, of: ${[...includes].join(', ')}.`;
    return { check, result: 'failed', detail, fix };
  }
  const open = endingOf(domain, record, all);
  if (open !== null) return open;
  const detail = `"${record}", ${lookups} of ${mostLookups} look-ups`;
  if (!tree.usesPtr) return { check, result: 'ok', detail };
  const fix =
    'Take the term "ptr" out: it is slow, and many receivers leave it out (RFC 7208, 5.5).';
  return { check, result: 'warning', detail, fix };
}

function endingOf(domain: string, record: string, all: string | null): Finding | null {
  if (all === '-all' || all === '~all') return null;
  const closed = `${record.trim().replace(/\s+[+?]?all(?=\s|$)/gi, '')} ~all`;
  const detail =
    all === null
      ? `"${record}" does not say what holds for all others`
      : `"${record}" ends with ${all}: ${all === '+all' ? 'anybody may send' : 'it refuses nobody'}`;
  return {
    ...{ check, result: all === '+all' ? 'failed' : 'warning', detail },
    fix: 'End the record with ~all, or with -all when all that sends is named.',
    publish: txt(domain, closed),
  };
}

async function checkServer(
  dns: Dns,
  domain: string,
  tree: SpfTree,
  record: string,
  server: ServerAddresses,
): Promise<Finding> {
  const part = 'SPF of the server';
  const { host } = server;
  const known = smtpProviderOf(host);
  if (known !== null && !known.keepsReturnPath) {
    return notKnown(part, `${known.name} may send with a return path of its own: see there`);
  }
  const added = txt(domain, withTerm(record, termFor(server)));
  if (known !== null) {
    if (tree.includes.has(known.spf)) {
      return { check: part, result: 'ok', detail: `names ${known.spf}, from where ${host} sends` };
    }
    const theirs = await walkSpf(dns, known.spf);
    if ('why' in theirs) return notKnown(part, theirs.why);
    const { sample } = theirs.tree;
    if (sample !== null && tree.allows(sample)) {
      return { check: part, result: 'ok', detail: `names the addresses of ${known.name}` };
    }
    if (tree.isOpen || sample === null)
      return notKnown(part, `it depends on the mail: "${record}"`);
    return {
      ...{ check: part, result: 'failed', publish: added },
      detail: `the record does not name ${known.spf}, and ${host} sends from there`,
      fix: `Add include:${known.spf} to the record.`,
    };
  }
  if (!server.known) return notKnown(part, server.why);
  if (server.isLocal) {
    const detail = `mails leave by way of ${host}; from which address receivers get them cannot be known here`;
    return notKnown(part, detail);
  }
  const named = `${host} (${server.addresses.join(', ')})`;
  if (server.addresses.length > 0 && server.addresses.every(tree.allows)) {
    return { check: part, result: 'ok', detail: `lets ${named} send` };
  }
  if (tree.isOpen) return notKnown(part, `whether it names ${named} depends on the mail`);
  return {
    ...{ check: part, result: 'warning', publish: added },
    detail: `the record does not name ${named}; whether mails leave from another address cannot be known here`,
    fix: 'If they leave from that server, add it; else ask who runs it what the record must name.',
  };
}

/** What lets a mail server send. */
function termFor(server: ServerAddresses): string {
  const known = smtpProviderOf(server.host);
  if (known !== null) return `include:${known.spf}`;
  if (server.known && server.isLocal) return 'mx';
  const family = isIP(server.host);
  return family === 0 ? `a:${server.host}` : `ip${family}:${server.host}`;
}

function withTerm(record: string, term: string): string {
  const [version = 'v=spf1', ...terms] = record.trim().split(/\s+/);
  return [version, term, ...terms].join(' ');
}

function txt(name: string, value: string): DnsRecord {
  return { name, type: 'TXT', value };
}
