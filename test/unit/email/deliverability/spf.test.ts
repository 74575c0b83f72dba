import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServerAddresses } from '../../../../src/email/deliverability/server-addresses.ts';
import { checkSpf } from '../../../../src/email/deliverability/spf.ts';
import { walkSpf } from '../../../../src/email/deliverability/spf-walk.ts';
import { createDns, type Dns } from '../../../../src/email/dns.ts';
import { startDns, type TestDns, type Zone } from '../../../helpers/dns.ts';

const included = (count: number): Zone =>
  Object.fromEntries(
    Array.from({ length: count }, (_, nth) => [
      `i${nth}.example`,
      { txt: [`v=spf1 ip4:198.51.100.${nth} ~all`] },
    ]),
  );
const many = (count: number) =>
  `v=spf1 ${Array.from({ length: count }, (_, nth) => `include:i${nth}.example`).join(' ')} -all`;

const zone: Zone = {
  ...included(12),
  'none.example': { txt: ['google-site-verification=x', 'v=spf10 -all'] },
  'two.example': { txt: ['v=spf1 a:smtp.example ~all', 'V=SPF1 include:i1.example -all'] },
  'ten.example': { txt: [many(10)] },
  'eleven.example': { txt: [many(11)] },
  'loop.example': { txt: ['v=spf1 include:loop.example -all'] },
  'fork.example': { txt: ['v=spf1 include:fork.example include:fork.example -all'] },
  'chain.example': { txt: ['v=spf1 redirect=i3.example'] },
  'ended.example': { txt: ['v=spf1 ip4:203.0.113.9 -all include:i1.example'] },
  'endless.example': { txt: ['v=spf1 ip4:203.0.113.9'] },
  'neutral.example': { txt: ['v=spf1 ip4:203.0.113.9 ?all'] },
  'anybody.example': { txt: ['v=spf1 +all'] },
  'typo.example': { txt: ['v=spf1 ipv4:203.0.113.9 -all'] },
  'net.example': { txt: ['v=spf1 ip4:203.0.113.9/33 -all'] },
  'zero.example': { txt: ['v=spf1 ip4:203.0.113.9/08 -all'] },
  'long.example': { txt: ['v=spf1 a:other.example/33 -all'] },
  'longer.example': { txt: ['v=spf1 mx:mail.example//129 -all'] },
  'odd.example': { txt: ['v=spf1 a:other.example/24/64 -all'] },
  'longest.example': { txt: ['v=spf1 a:other.example/32//128 -all'] },
  'lost.example': { txt: ['v=spf1 include:nowhere.example -all'] },
  'ptr.example': { txt: ['v=spf1 ptr ip4:203.0.113.9 -all'] },
  'macro.example': { txt: ['v=spf1 exists:%{i}.list.example -all'] },
  'silent.example': { txt: ['v=spf1 include:dead.example -all'] },
  'dead.example': { broken: 'failing' },
  'hosts.example': {
    txt: ['v=spf1 a mx:mail.example/24 -a:other.example ip6:2001:db8::/32 -all'],
    a: ['203.0.113.9'],
  },
  'mail.example': { mx: ['10 mx.mail.example'] },
  'mx.mail.example': { a: ['198.51.100.77'] },
  'other.example': { a: ['192.0.2.1'] },
  'gmail.example': { txt: ['v=spf1 include:_spf.google.com ~all'] },
  'flat.example': { txt: ['v=spf1 ip4:74.125.0.0/16 ~all'] },
  '_spf.google.com': { txt: ['v=spf1 ip4:74.125.0.0/16 ~all'] },
};

let server: TestDns;
let dns: Dns;
beforeAll(async () => {
  server = await startDns(zone);
  dns = createDns([server.server]);
});
afterAll(async () => {
  dns?.close();
  await server?.close();
});

const tree = async (domain: string) => {
  const walked = await walkSpf(dns, domain);
  if ('why' in walked) throw new Error(walked.why);
  return walked.tree;
};
const at = (host: string, ...addresses: string[]): ServerAddresses => ({
  ...{ host, addresses, known: true, isLocal: false },
});

test.each([
  ['none.example', 'failed', 'none.example has no SPF record', 'v=spf1 mx ~all'],
  [
    'two.example',
    'failed',
    'two.example has 2 SPF records',
    'v=spf1 a:smtp.example include:i1.example -all',
  ],
  ['ten.example', 'ok', '10 of 10 look-ups', undefined],
  ['eleven.example', 'failed', 'costs 11 look-ups or more', undefined],
  ['loop.example', 'failed', 'look-ups or more', undefined],
  ['fork.example', 'failed', 'look-ups or more', undefined],
  ['chain.example', 'ok', '1 of 10', undefined],
  ['ended.example', 'ok', '0 of 10', undefined],
  ['endless.example', 'warning', 'does not say what holds', 'v=spf1 ip4:203.0.113.9 ~all'],
  ['neutral.example', 'warning', 'it refuses nobody', 'v=spf1 ip4:203.0.113.9 ~all'],
  ['anybody.example', 'failed', 'anybody may send', 'v=spf1 ~all'],
  ['typo.example', 'failed', 'the term "ipv4:203.0.113.9"', undefined],
  ['net.example', 'failed', 'which is no network', undefined],
  ['zero.example', 'failed', 'which is no network', undefined],
  [
    'long.example',
    'failed',
    'the term "a:other.example/33", whose prefix length is none',
    undefined,
  ],
  ['longer.example', 'failed', 'the term "mx:mail.example//129", whose', undefined],
  ['odd.example', 'failed', 'the term "a:other.example/24/64", whose', undefined],
  ['longest.example', 'ok', '1 of 10', undefined],
  ['lost.example', 'failed', 'it names nowhere.example, which has no SPF record', undefined],
  ['ptr.example', 'warning', '1 of 10', undefined],
  ['macro.example', 'ok', '1 of 10', undefined],
  ['silent.example', 'unknown', 'dead.example', undefined],
])('the record of %s: %s', async (domain, result, detail, publish) => {
  const [finding] = await checkSpf(dns, domain, null);
  expect(finding).toMatchObject({ check: 'SPF', result });
  expect(finding?.detail).toContain(detail);
  expect(finding?.publish?.value).toBe(publish);
});

test('which addresses may send', async () => {
  const { allows, lookups, all } = await tree('hosts.example');
  expect({ lookups, all }).toEqual({ lookups: 3, all: '-all' });
  const sends = ['203.0.113.9', '198.51.100.1', '2001:db8:1::1'];
  const others = ['203.0.113.8', '198.51.101.1', '192.0.2.1', '2001:db9::1', 'nobody'];
  expect([...sends, ...others].filter(allows)).toEqual(sends);
});

test.each([
  ['hosts.example', at('smtp.hosts.example', '203.0.113.9'), 'ok', undefined],
  [
    'hosts.example',
    at('smtp.hosts.example', '203.0.113.9', '203.0.113.10'),
    'warning',
    'v=spf1 a:smtp.hosts.example a mx:mail.example/24 -a:other.example ip6:2001:db8::/32 -all',
  ],
  [
    'endless.example',
    at('203.0.113.10', '203.0.113.10'),
    'warning',
    /^v=spf1 ip4:203\.0\.113\.10 /,
  ],
  ['gmail.example', at('smtp.gmail.com', '192.0.2.9'), 'ok', undefined],
  ['flat.example', at('smtp.gmail.com', '192.0.2.9'), 'ok', undefined],
  [
    'hosts.example',
    at('smtp.gmail.com', '192.0.2.9'),
    'failed',
    /^v=spf1 include:_spf\.google\.com a /,
  ],
  ['macro.example', at('smtp.hosts.example', '203.0.113.9'), 'unknown', undefined],
  ['hosts.example', at('smtp.sendgrid.net', '192.0.2.9'), 'unknown', undefined],
  ['hosts.example', { ...at('127.0.0.1', '127.0.0.1'), isLocal: true }, 'unknown', undefined],
  [
    'hosts.example',
    { host: 'smtp.dead.example', known: false, why: 'the DNS does not answer' } as const,
    'unknown',
    undefined,
  ],
])('the record of %s and the server %o', async (domain, host, result, publish) => {
  const findings = await checkSpf(dns, domain, host);
  const finding = findings.find(({ check }) => check === 'SPF of the server');
  expect(finding?.result).toBe(result);
  if (publish === undefined) expect(finding?.publish).toBeUndefined();
  else expect(finding?.publish?.value).toMatch(publish);
});
