import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  checkDkim,
  checkSigningElsewhere,
} from '../../../../src/email/deliverability/dkim-record.ts';
import { createDns, type Dns } from '../../../../src/email/dns.ts';
import { dkimPair } from '../../../helpers/dkim.ts';
import { startDns, type TestDns } from '../../../helpers/dns.ts';

const own = dkimPair();
const other = dkimPair();
const bare = own.record.replace('v=DKIM1; k=rsa; ', '');

let server: TestDns;
let dns: Dns;
beforeAll(async () => {
  const records: Readonly<Record<string, readonly string[]>> = {
    good: [own.record],
    bare: [bare.replace('p=', 'p = ').replace(/(.{100})/, '$1 ')],
    several: [own.record, other.record],
    other: [other.record],
    revoked: ['v=DKIM1; k=rsa; p='],
    cut: [own.record.slice(0, 200)],
    testing: [`${own.record}; t=s:y`],
    sha1: [`${own.record}; h=sha1`],
    web: [`${own.record}; s=web`],
    ed: ['v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='],
    spf: ['v=spf1 -all'],
  };
  server = await startDns({
    ...Object.fromEntries(
      Object.entries(records).map(([key, txt]) => [`${key}._domainkey.fjord.example`, { txt }]),
    ),
    'dead._domainkey.fjord.example': { broken: 'failing' },
    'google._domainkey.fjell.example': { txt: [other.record] },
    'selector1._domainkey.fjell.example': { txt: ['v=DKIM1; p='] },
    'selector2._domainkey.fjell.example': { txt: [other.record] },
    'google._domainkey.dead.example': { broken: 'failing' },
  });
  dns = createDns([server.server]);
});
afterAll(async () => {
  dns?.close();
  await server?.close();
});

const key = (selector: string, pem: string | undefined = own.pem) => ({
  ...{ domain: 'fjord.example', selector, variable: 'DKIM_KARI', pem },
});

test.each([
  ['good', 'ok', 'has the key of DKIM_KARI, 2048 bits'],
  ['bare', 'ok', '2048 bits'],
  ['absent', 'failed', 'has no record'],
  ['several', 'failed', 'has 2 records'],
  ['other', 'failed', 'is not the key that mails are signed with: no signature is good'],
  ['revoked', 'failed', 'is revoked'],
  ['cut', 'failed', 'is no key: is it cut off?'],
  ['testing', 'warning', 't=y'],
  ['sha1', 'failed', 'h=sha1'],
  ['web', 'failed', 's=web'],
  ['ed', 'failed', 'type ed25519'],
  ['spf', 'failed', 'is no DKIM record: "v=spf1 -all"'],
  ['dead', 'unknown', 'do not answer'],
])('the selector %s: %s', async (selector, result, detail) => {
  const finding = await checkDkim(dns, key(selector));
  expect(finding).toMatchObject({ check: 'DKIM', result });
  expect(finding.detail).toContain(detail);
  if (result === 'failed' || result === 'warning') {
    const name = `${selector}._domainkey.fjord.example`;
    expect(finding.publish).toEqual({ name, type: 'TXT', value: own.record });
  }
});

test('a key that cannot sign is named by its variable, and never shown', async () => {
  const absent = await checkDkim(dns, key('good', ''));
  expect(absent).toMatchObject({ result: 'failed' });
  expect(absent.detail).toContain('DKIM_KARI is not set');
  const broken = await checkDkim(dns, key('good', own.pem.slice(0, 300)));
  expect(broken).toMatchObject({ result: 'failed' });
  expect(JSON.stringify(broken)).not.toContain(own.pem.slice(40, 100));
});

test.each([
  ['fjord.example', null, 'warning', 'cannot be known'],
  ['fjord.example', 'smtp.fjord.example', 'warning', 'cannot be known'],
  ['fjell.example', 'smtp.gmail.com', 'ok', 'google._domainkey.fjell.example has a key'],
  ['fjell.example', 'smtp.office365.com', 'ok', 'selector2._domainkey.fjell.example has a key'],
  ['fjord.example', 'smtp.gmail.com', 'warning', 'Google Workspace signs in its own name'],
  ['dead.example', 'smtp.gmail.com', 'unknown', 'do not answer'],
])('mails of %s that are not signed here, by way of %s: %s', async (from, host, result, detail) => {
  const finding = await checkSigningElsewhere(dns, from, host);
  expect(finding).toMatchObject({ check: 'DKIM', result });
  expect(finding.detail).toContain(detail);
});
