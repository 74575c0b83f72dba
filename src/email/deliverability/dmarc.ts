import { getDomain } from 'tldts';
import type { Dns, DnsAnswer } from '../dns.ts';
import { type Finding, notKnown } from './finding.ts';
import { tagsOf } from './tags.ts';

/** Whose name stands where in the mails of a mailbox. */
export interface MailIdentity {
  /** Domain of `from`. */
  readonly from: string;
  readonly fromAddress: string;
  /** Domain of the return path, which SPF is asked of. */
  readonly returnPath: string;
  /** `d=` of the signature; null where mails are not signed here. */
  readonly signedBy: string | null;
}

interface DmarcRecord {
  readonly name: string;
  readonly text: string;
  readonly tags: ReadonlyMap<string, string>;
}

const check = 'DMARC';

/** What receivers do with mails that are not the domain's (RFC 7489), and whether these are. */
export async function checkDmarc(dns: Dns, identity: MailIdentity): Promise<readonly Finding[]> {
  const found = await findRecord(dns, identity.from);
  if (!found.known) return [notKnown(check, found.why), alignment(identity, null)];
  const [record, ...more] = found.records;
  if (record === undefined) return [noRecord(identity), alignment(identity, null)];
  const aligned = alignment(identity, more.length > 0 ? null : record);
  if (more.length > 0) return [several(record, found.records.length), aligned];
  return [ofRecord(identity, record), aligned];
}

async function findRecord(dns: Dns, domain: string): Promise<DnsAnswer<DmarcRecord>> {
  const own = await recordsAt(dns, `_dmarc.${domain}`);
  const above = organisation(domain);
  if (!own.known || own.records.length > 0 || above === domain) return own;
  return recordsAt(dns, `_dmarc.${above}`);
}

async function recordsAt(dns: Dns, name: string): Promise<DnsAnswer<DmarcRecord>> {
  const answer = await dns.txt(name);
  if (!answer.known) return answer;
  const records = answer.records
    .filter((text) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text.trim()))
    .map((text) => ({ name, text, tags: tagsOf(text) }));
  return { known: true, records };
}

function noRecord({ from, fromAddress }: MailIdentity): Finding {
  const domain = organisation(from);
  return {
    ...{ check, result: 'failed', detail: `${domain} has no DMARC record` },
    fix: 'Publish one: Gmail, Yahoo and Outlook ask for it of everybody who sends much. p=none only watches.',
    publish: {
      ...{ name: `_dmarc.${domain}`, type: 'TXT' },
      value: `v=DMARC1; p=none; rua=mailto:${fromAddress}`,
    },
  };
}

function several({ name }: DmarcRecord, count: number): Finding {
  const detail = `${name} has ${count} records: receivers take none of them`;
  return { check, result: 'failed', detail, fix: 'Keep one of them.' };
}

function ofRecord({ from, fromAddress }: MailIdentity, record: DmarcRecord): Finding {
  const { name, text, tags } = record;
  const inherits = name !== `_dmarc.${from}`;
  const policy = ((inherits ? tags.get('sp') : undefined) ?? tags.get('p') ?? '').toLowerCase();
  const whose = inherits ? ` (of ${name.slice('_dmarc.'.length)})` : '';
  const detail = `"${text}"${whose}`;
  const value = (change: Readonly<Record<string, string>>) => ({
    ...{ name, type: 'TXT' as const },
    value: [...new Map([...tags, ...Object.entries(change)])]
      .map(([tag, set]) => `${tag}=${set}`)
      .join('; '),
  });
  if (!['none', 'quarantine', 'reject'].includes(policy)) {
    return {
      ...{ check, result: 'failed', detail: `${detail} has no policy that there is` },
      ...{ fix: 'Write p=none, p=quarantine or p=reject.', publish: value({ p: 'none' }) },
    };
  }
  if (!/mailto:/i.test(tags.get('rua') ?? '')) {
    return {
      ...{ check, result: 'warning', detail: `${detail}: nobody gets the reports` },
      fix: 'Name an address for the daily reports of who sends in your name (rua).',
      publish: value({ rua: `mailto:${fromAddress}` }),
    };
  }
  if (policy !== 'none') return { check, result: 'ok', detail };
  return {
    ...{ check, result: 'warning', detail: `${detail}: p=none only watches` },
    fix: 'When the reports have shown for some weeks that your own mails pass, publish p=quarantine.',
    publish: value(inherits && tags.has('sp') ? { sp: 'quarantine' } : { p: 'quarantine' }),
  };
}

/** Whether SPF or DKIM speak for the domain that people see; a mail needs one of them. */
function alignment(identity: MailIdentity, record: DmarcRecord | null): Finding {
  const { from, returnPath, signedBy } = identity;
  const part = 'alignment';
  const strict = (tag: string) => record?.tags.get(tag)?.toLowerCase() === 's';
  const bySpf = isAligned(from, returnPath, strict('aspf'));
  const byDkim = signedBy !== null && isAligned(from, signedBy, strict('adkim'));
  const spf = `SPF of ${returnPath} ${speaks(bySpf, from, strict('aspf'))}`;
  const dkim =
    signedBy === null
      ? 'no signature here'
      : `DKIM of ${signedBy} ${speaks(byDkim, from, strict('adkim'))}`;
  const detail = `${spf}, ${dkim}`;
  if (byDkim) return { check: part, result: 'ok', detail };
  if (bySpf && signedBy === null) return { check: part, result: 'ok', detail };
  if (bySpf) {
    const fix = `Sign as ${from} (\`dkim\` of the mailbox, or at your mail provider): SPF breaks when a mail is forwarded.`;
    return { check: part, result: 'warning', detail, fix };
  }
  const fix = `Let \`return_path\` or \`dkim.domain\` of the mailbox be ${from}: a mail must have one of them in the name that people see.`;
  return { check: part, result: signedBy === null ? 'warning' : 'failed', detail, fix };
}

function speaks(aligned: boolean, from: string, isStrict: boolean): string {
  return `${aligned ? 'speaks' : 'does not speak'} for ${from}${isStrict ? ' (strict)' : ''}`;
}

/** RFC 7489, section 3.1: one organisational domain, or with `s` the very same domain. */
function isAligned(from: string, other: string, isStrict: boolean): boolean {
  return isStrict ? from === other : organisation(from) === organisation(other);
}

function organisation(domain: string): string {
  return getDomain(domain) ?? domain;
}
