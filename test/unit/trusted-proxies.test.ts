/** Who a request is from behind proxies; the limits of failed logins and asked links count by that. */
import Fastify from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { isSafe } from '../../src/console/guard.ts';
import { trustedProxies } from '../../src/http/trusted-proxies.ts';

let server: ReturnType<typeof serverWith> | undefined;
afterEach(() => server?.close());

function serverWith(setting: string) {
  const { TRUST_PROXY } = readConfig({ TRUST_PROXY: setting });
  const made = Fastify({ trustProxy: trustedProxies(TRUST_PROXY) });
  made.get('/', ({ ip, protocol }) => ({ ip, protocol }));
  return made;
}

/** Of a peer with these addresses in X-Forwarded-For, and `https` in X-Forwarded-Proto. */
async function seen(setting: string, remoteAddress: string, forwardedFor: string) {
  server = serverWith(setting);
  const headers = { 'x-forwarded-for': forwardedFor, 'x-forwarded-proto': 'https' };
  return (await server.inject({ url: '/', remoteAddress, headers })).json();
}

const proxy = '10.0.0.1';
const stranger = '203.0.113.9';

test.each([
  ['nobody is believed where nothing is set', '', proxy, '198.51.100.7', proxy, 'http'],
  ['a proxy in a network is', '10.0.0.0/8', proxy, '198.51.100.7', '198.51.100.7', 'https'],
  ['as is one by its address', proxy, proxy, '198.51.100.7', '198.51.100.7', 'https'],
  ['one by word', 'loopback', '127.0.0.1', '198.51.100.7', '198.51.100.7', 'https'],
  ['in IPv6 as well', 'fd00::/8', 'fd00::1', '2001:db8::7', '2001:db8::7', 'https'],
  [
    'and IPv4 that came by IPv6',
    '10.0.0.0/8',
    `::ffff:${proxy}`,
    '198.51.100.7',
    '198.51.100.7',
    'https',
  ],
  ['a stranger is not', '10.0.0.0/8', stranger, '198.51.100.7', stranger, 'http'],
  [
    'nor what a client put on the left',
    '10.0.0.0/8',
    proxy,
    '192.0.2.1, 10.9.9.9, 198.51.100.7',
    '198.51.100.7',
    'https',
  ],
  [
    'of a chain each is believed',
    '10.0.0.0/8',
    proxy,
    '192.0.2.1, 198.51.100.7, 10.0.0.2',
    '198.51.100.7',
    'https',
  ],
  ['one hop is the nearest', '1', proxy, '192.0.2.1, 198.51.100.7', '198.51.100.7', 'https'],
  ['two are two', '2', proxy, '192.0.2.1, 198.51.100.7, 172.16.0.1', '198.51.100.7', 'https'],
  ['what is no address is whoever sent it', '10.0.0.0/8', proxy, '192.0.2.1, x', 'x', 'https'],
])('%s', async (_what, setting, peer, forwardedFor, ip, protocol) => {
  expect(await seen(setting, peer, forwardedFor)).toEqual({ ip, protocol });
});

test.each([
  ['http://127.0.0.1:4280', 'http', false],
  ['http://127.0.0.1:4280', 'https', true],
  ['https://mail.example', 'http', true],
] as const)('at %s, asked by %s, cookies are for https alone: %s', (publicUrl, protocol, safe) => {
  expect(isSafe({ publicUrl }, { protocol })).toBe(safe);
});
