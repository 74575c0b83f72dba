import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkMx } from '../../../../src/email/deliverability/mx.ts';
import {
  checkReverse,
  serverAddresses,
} from '../../../../src/email/deliverability/server-addresses.ts';
import {
  checkTls,
  judgeTls,
  type TlsFacts,
} from '../../../../src/email/deliverability/smtp-tls.ts';
import { createDns, type Dns } from '../../../../src/email/dns.ts';
import { startDns, type TestDns } from '../../../helpers/dns.ts';
import { freePort } from '../../../helpers/free-port.ts';
import { startSmtpServer } from '../../../helpers/smtp.ts';

let server: TestDns;
let dns: Dns;
beforeAll(async () => {
  server = await startDns({
    'fjord.example': { mx: ['20 gone.fjord.example', '10 mx.fjord.example'] },
    'mx.fjord.example': { a: ['203.0.113.9'] },
    'null.example': { mx: ['0 .'] },
    'gone.example': { mx: ['10 mx.gone.example'] },
    'plain.example': { a: ['203.0.113.10'] },
    'dead.example': { broken: 'failing' },
    'half.example': { mx: ['10 dead.example'] },
    'good.example': { a: ['203.0.113.9'] },
    'partly.example': { a: ['203.0.113.9', '203.0.113.11'] },
    'local.example': { a: ['10.0.0.5'] },
    '9.113.0.203.in-addr.arpa': { ptr: ['pool.isp.example', 'mx.fjord.example'] },
    '11.113.0.203.in-addr.arpa': { ptr: ['liar.example'] },
    '12.113.0.203.in-addr.arpa': { ptr: ['dead.example'] },
  });
  dns = createDns([server.server]);
});
afterAll(async () => {
  dns?.close();
  await server?.close();
});

test.each([
  ['fjord.example', 'ok', 'answers go to mx.fjord.example, gone.fjord.example'],
  ['null.example', 'failed', 'null MX'],
  ['gone.example', 'failed', 'mx.gone.example has no address: answers are lost'],
  ['plain.example', 'warning', 'answers go to 203.0.113.10, if mail is taken there'],
  ['nowhere.example', 'failed', 'no MX record and no address'],
  ['dead.example', 'unknown', 'do not answer'],
  ['half.example', 'unknown', 'do not answer'],
])('mail to %s: %s', async (domain, result, detail) => {
  const finding = await checkMx(dns, { domain, what: 'answers' });
  expect(finding).toMatchObject({ check: `MX of ${domain}`, result });
  expect(finding.detail).toContain(detail);
});

test.each([
  ['good.example', 'ok', '203.0.113.9 is pool.isp.example, and back'],
  ['partly.example', 'warning', '203.0.113.11 is called liar.example, which is not there'],
  ['plain.example', 'warning', '203.0.113.10 has no name (PTR)'],
  ['203.0.113.12', 'unknown', 'do not answer'],
  ['nowhere.example', 'warning', 'has no address'],
  ['local.example', 'unknown', 'not reached from outside'],
  ['localhost', 'unknown', 'not reached from outside'],
  ['::1', 'unknown', 'not reached from outside'],
  ['dead.example', 'unknown', 'do not answer'],
])('the names of %s: %s', async (host, result, detail) => {
  const finding = await checkReverse(dns, await serverAddresses(dns, host));
  expect(finding).toMatchObject({ check: 'reverse DNS', result });
  expect(finding.detail).toContain(detail);
});

const now = new Date('2026-11-26T00:00:00Z');
const session = {
  ...{ protocol: 'TLSv1.3', validTo: new Date('2027-02-01T00:00:00Z'), untrusted: null },
  ...{ isNamed: true, names: 'DNS:mx.fjord.example' },
};
const facts: TlsFacts = {
  ...{ host: 'mx.fjord.example', isLocal: false, isChecked: true, hasLogin: true, session },
};

test.each<[string, Partial<TlsFacts>, string]>([
  ['TLSv1.3, certificate for mx.fjord.example until 2027-02-01', {}, 'ok'],
  ['until 2026-12-03', { session: { ...session, validTo: new Date('2026-12-03') } }, 'warning'],
  ['ran out on 2026-11-01', { session: { ...session, validTo: new Date('2026-11-01') } }, 'failed'],
  [
    'is for DNS:mx.fjord.example, not for mx',
    { host: 'mx', session: { ...session, isNamed: false } },
    'failed',
  ],
  [
    '(DEPTH_ZERO_SELF_SIGNED_CERT)',
    { session: { ...session, untrusted: 'DEPTH_ZERO_SELF_SIGNED_CERT' } },
    'failed',
  ],
  [
    '(CERT_UNTRUSTED)',
    { isChecked: false, session: { ...session, untrusted: 'CERT_UNTRUSTED' } },
    'warning',
  ],
  ['the password and all mails', { session: null }, 'failed'],
  [': all mails', { session: null, hasLogin: false }, 'warning'],
  ['near by', { session: null, isLocal: true }, 'ok'],
])('TLS: %s', (detail, different, result) => {
  const finding = judgeTls({ ...facts, ...different }, now);
  expect(finding).toMatchObject({ check: 'TLS', result });
  expect(finding.detail).toContain(detail);
});

test('a server that offers TLS, one that does not, one that says nothing, and none', async () => {
  const tls = resolve(import.meta.dirname, '../../../fixtures/tls');
  const read = (name: string) => readFileSync(join(tls, name), 'utf8');
  const offers = await startSmtpServer(undefined, {
    starttls: { key: read('localhost.key'), cert: read('localhost.pem') },
  });
  const plain = await startSmtpServer();
  const refuses = await startSmtpServer(undefined, { greet: () => '554 5.7.1 Not you' });
  const at = ({ url }: { readonly url: string }, host = 'localhost') =>
    `smtp://${host}:${new URL(url).port}`;
  const check = (url: string, isLocal = false) => checkTls(url, isLocal, now, 5_000);
  try {
    // Signed by an authority that this process does not know; and for this name only.
    const unsigned = await check(at(offers));
    expect(unsigned).toMatchObject({ result: 'failed' });
    expect(unsigned.detail).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect((await check(at(offers, '127.0.0.1'))).detail).toContain('not for 127.0.0.1');
    expect(await check(`${at(offers)}?rejectUnauthorized=false`)).toMatchObject({
      result: 'warning',
    });
    expect(await check(at(plain))).toMatchObject({ result: 'warning' });
    expect(await check(at(plain), true)).toMatchObject({ result: 'ok' });
    expect(await check(at(refuses))).toMatchObject({ result: 'unknown' });
    expect(await check(`smtp://localhost:${await freePort()}`)).toMatchObject({
      result: 'unknown',
    });
    expect(offers.commands.join(' ')).not.toContain('AUTH');
  } finally {
    await Promise.all([offers.close(), plain.close(), refuses.close()]);
  }
});
