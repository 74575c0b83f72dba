import { createPublicKey, type KeyObject } from 'node:crypto';
import { smtpProviderOf } from '../../domain/smtp-provider.ts';
import { messageOf } from '../../errors.ts';
import { type DkimKey, publishedKey } from '../dkim.ts';
import type { Dns } from '../dns.ts';
import { type Finding, notKnown } from './finding.ts';
import { tagsOf } from './tags.ts';

const check = 'DKIM';

/** RFC 8301, section 3.2: shorter ones are not to be signed with, and Gmail does not take them. */
const goodBits = 2_048;
const fewestBits = 1_024;

/** Whether receivers find the key that mails are signed with (RFC 6376, section 3.6). */
export async function checkDkim(dns: Dns, key: DkimKey): Promise<Finding> {
  const name = `${key.selector}._domainkey.${key.domain}`;
  let own: string;
  try {
    own = publishedKey(key);
  } catch (error) {
    const fix = `Put a private key into ${key.variable}, or take \`dkim\` out of the mailbox.`;
    return { check, result: 'failed', detail: messageOf(error), fix };
  }
  const answer = await dns.txt(name);
  if (!answer.known) return notKnown(check, answer.why);
  const publish = { name, type: 'TXT', value: `v=DKIM1; k=rsa; p=${own}` } as const;
  const fault = faultOf(name, answer.records, own);
  if (fault !== null) return { check, result: 'failed', ...fault, publish };
  const [record = ''] = answer.records;
  const tags = tagsOf(record);
  if (tags.get('t')?.split(':').includes('y') === true) {
    const detail = `${name} says t=y: receivers treat the mails as if they were not signed`;
    return { check, result: 'warning', detail, fix: 'Publish it without t=y.', publish };
  }
  const bits = keyOf(own)?.asymmetricKeyDetails?.modulusLength ?? 0;
  return { check, result: 'ok', detail: `${name} has the key of ${key.variable}, ${bits} bits` };
}

/**
 * Of mails that are not signed here: whether the service that sends them can, as far as the DNS tells.
 *
 * @param domain  of `from`
 * @param host  the SMTP server; null: mails do not leave this machine
 */
export async function checkSigningElsewhere(
  dns: Dns,
  domain: string,
  host: string | null,
): Promise<Finding> {
  const provider = host === null ? null : smtpProviderOf(host);
  if (provider === null || provider.selectors.length === 0) {
    const detail =
      'mails are not signed here: whether your mail provider does cannot be known here';
    const fix =
      'Look for "dkim=pass" with your domain in a mail that you have got, or give the mailbox a `dkim`.';
    return { check, result: 'warning', detail, fix };
  }
  const names = provider.selectors.map((selector) => `${selector}._domainkey.${domain}`);
  const answers = await Promise.all(names.map((name) => dns.txt(name)));
  const found = names.find((_, index) => {
    const answer = answers[index];
    return answer?.known === true && answer.records.some((text) => tagsOf(text).get('p'));
  });
  if (found !== undefined) {
    return { check, result: 'ok', detail: `${found} has a key of ${provider.name}, which signs` };
  }
  const unknown = answers.find((answer) => !answer.known);
  if (unknown?.known === false) return notKnown(check, unknown.why);
  const detail = `mails are not signed here, and ${names.join(', ')} has no key: ${provider.name} signs in its own name`;
  const fix = `Turn DKIM on for ${domain} at ${provider.name} and publish what it shows, or give the mailbox a \`dkim\`.`;
  return { check, result: 'warning', detail, fix };
}

function faultOf(
  name: string,
  records: readonly string[],
  own: string,
): Pick<Finding, 'detail' | 'fix'> | null {
  const [record, ...more] = records;
  const put = 'Publish the key that mails are signed with.';
  if (record === undefined) return { detail: `${name} has no record`, fix: put };
  if (more.length > 0) {
    const fix = 'Keep one; a new key gets a selector of its own.';
    return { detail: `${name} has ${records.length} records: receivers may take any`, fix };
  }
  const tags = tagsOf(record);
  const published = tags.get('p')?.replace(/\s+/g, '');
  if (published === undefined || (tags.has('v') && tags.get('v') !== 'DKIM1')) {
    return { detail: `${name} is no DKIM record: "${record.slice(0, 60)}"`, fix: put };
  }
  if (published === '') {
    const fix = 'Sign with a new key under a new selector, or publish this one again.';
    return { detail: `the key of ${name} is revoked (p= is empty)`, fix };
  }
  const type = tags.get('k') ?? 'rsa';
  if (type !== 'rsa') {
    return {
      detail: `${name} is a key of the type ${type}, and mails are signed with rsa`,
      fix: put,
    };
  }
  const hashes = tags
    .get('h')
    ?.split(':')
    .map((hash) => hash.trim());
  if (hashes !== undefined && !hashes.includes('sha256')) {
    return { detail: `${name} does not take sha256 (h=${hashes.join(':')})`, fix: put };
  }
  const services = tags
    .get('s')
    ?.split(':')
    .map((service) => service.trim());
  if (
    services !== undefined &&
    !services.some((service) => service === '*' || service === 'email')
  ) {
    return { detail: `${name} is not for mail (s=${services.join(':')})`, fix: put };
  }
  if (published === own) return null;
  const key = keyOf(published);
  if (key === null) return { detail: `p= of ${name} is no key: is it cut off?`, fix: put };
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const size =
    bits < fewestBits ? `, and has ${bits} bits only` : bits < goodBits ? ` (${bits} bits)` : '';
  return {
    detail: `${name} is not the key that mails are signed with${size}: no signature is good`,
    fix: put,
  };
}

function keyOf(base64: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}
