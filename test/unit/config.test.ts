import { expect, test } from 'vitest';
import { readConfig, readSmtpUrl, variables } from '../../src/config.ts';
import { createDns } from '../../src/email/dns.ts';
import { Misconfigured } from '../../src/errors.ts';

const empty = Object.fromEntries(variables.map(({ name }) => [name, '']));

test('an empty value counts as not set', () => {
  const blank = Object.fromEntries(variables.map(({ name }) => [name, ' \t']));
  expect(readConfig(empty)).toEqual(readConfig({}));
  expect(readConfig(blank)).toEqual(readConfig({}));
  expect(readSmtpUrl('SALES_SMTP', '')).toBeUndefined();
  expect(readSmtpUrl('SALES_SMTP', undefined)).toBeUndefined();
});

test('what holds when nothing is set is what the table says', () => {
  const { ...config }: Record<string, unknown> = readConfig({});
  for (const { name, fallback } of variables) {
    expect(String(config[name] ?? ''), name).toBe(fallback);
  }
});

test('every variable that is read is in the table', () => {
  const asked = new Set<string>();
  const environment = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_, name) => {
        asked.add(String(name));
        return undefined;
      },
    },
  );
  readConfig(environment);
  expect([...asked].toSorted()).toEqual(variables.map(({ name }) => name).toSorted());
});

test.each([
  [
    'DATABASE_URL',
    'mysql://localhost/x',
    'must be a URL that begins with postgres:// or postgresql://',
  ],
  ['DATABASE_URL', 'localhost:5432', 'must be a URL that begins with postgres:// or postgresql://'],
  ['REDIS_URL', 'localhost:6379', 'must be a URL that begins with redis:// or rediss://'],
  ['CADENCE_ADMIN_KEY', 'short', 'must have 16 characters or more'],
  ['CADENCE_SECRET', 'short', 'must have 32 characters or more'],
  ['PORT', '65536', 'must be a whole number from 0 to 65535'],
  ['PORT', '-1', 'must be a whole number from 0 to 65535'],
  ['PORT', '80.5', 'must be a whole number from 0 to 65535'],
  ['PORT', '0x50', 'must be a whole number from 0 to 65535'],
  ['PUBLIC_URL', 'cadence.example', 'must be a URL that begins with http:// or https://'],
  ['SMTP_URL', 'https://mail.example', 'must be a URL that begins with smtp:// or smtps://'],
  ['SMTP_URL', 'smtp://', 'must name a host, with %25 for a percent sign in user or password'],
  [
    'SMTP_URL',
    'smtp://a:50%off@h',
    'must name a host, with %25 for a percent sign in user or password',
  ],
  ['DNS_SERVERS', 'nowhere', 'must be addresses, as in 1.1.1.1 or [::1]:5353'],
  ['DNS_SERVERS', '1.1.1.1,', 'must be addresses, as in 1.1.1.1 or [::1]:5353'],
  ['DNS_SERVERS', '1.1.1.1:0', 'must be addresses, as in 1.1.1.1 or [::1]:5353'],
  ['DNS_SERVERS', '[1.1.1.1]:53', 'must be addresses, as in 1.1.1.1 or [::1]:5353'],
  ['DNS_SERVERS', '1.1.1', 'must be addresses, as in 1.1.1.1 or [::1]:5353'],
  ['LOG_LEVEL', 'loud', 'must be one of trace, debug, info, warn, error, fatal, silent'],
  ['WORKER_CONCURRENCY', '0', 'must be a whole number from 1 to 500'],
  ['DISPATCH_INTERVAL_MS', '99', 'must be a whole number from 100 to 600000'],
  ['DISPATCH_HORIZON_MS', '86400001', 'must be a whole number from 0 to 86400000'],
])('%s=%s stops the start', (name, value, told) => {
  const read = () => readConfig({ ...empty, [name]: value });
  expect(read).toThrow(Misconfigured);
  expect(read).toThrow(`${name} ${told}.`);
});

test.each([
  'true',
  '0',
  '11',
  '-1',
  '1.5',
  'nginx',
  '10.0.0.0/33',
  '10.0.0.0/0',
  '::1/129',
  'loopback/8',
  '10.0.0.1/8/8',
  '10.0.0.1,',
])('TRUST_PROXY=%s believes nobody: it stops the start', (value) => {
  expect(() => readConfig({ TRUST_PROXY: value })).toThrow(
    'TRUST_PROXY must be how many proxies stand before us (1 to 10), or their addresses and networks, as in 10.0.0.0/8, fd00::/8 or loopback.',
  );
});

test('every mistake is told at once', () => {
  const read = () => readConfig({ PORT: 'x', LOG_LEVEL: 'info', REDIS_URL: 'y' });
  expect(read).toThrow(/^REDIS_URL must be .*; PORT must be .*\.$/);
});

test('values that are good are taken as they are meant', () => {
  const config = readConfig({
    DATABASE_URL: ' postgresql://u:p@db/x ',
    REDIS_URL: 'rediss://r:6380',
    PORT: '0',
    SMTP_URL: 'smtps://a:50%25off@mail.example:465',
    CADENCE_HOME: '/srv/cadence',
    NOT_OURS: 'x',
  });
  expect(config).toMatchObject({
    DATABASE_URL: 'postgresql://u:p@db/x',
    REDIS_URL: 'rediss://r:6380',
    PORT: 0,
    SMTP_URL: 'smtps://a:50%25off@mail.example:465',
    CADENCE_HOME: '/srv/cadence',
  });
  expect(config).not.toHaveProperty('NOT_OURS');
});

test('a mail server that the workspace names by another variable', () => {
  expect(readSmtpUrl('SALES_SMTP', 'smtp://mail.example')).toBe('smtp://mail.example');
  expect(() => readSmtpUrl('SALES_SMTP', 'mail.example')).toThrow(
    'SALES_SMTP must be a URL that begins with smtp:// or smtps://.',
  );
});

test('servers of the DNS are addresses, with a port or without', () => {
  const { DNS_SERVERS } = readConfig({ DNS_SERVERS: '1.1.1.1, 127.0.0.1:5353 ::1,[::1]:5353' });
  expect(DNS_SERVERS).toEqual(['1.1.1.1', '127.0.0.1:5353', '::1', '[::1]:5353']);
  expect(() => createDns(DNS_SERVERS ?? [])).not.toThrow();
});

test('proxies are a number of hops, or addresses and networks', () => {
  expect(readConfig({ TRUST_PROXY: '2' }).TRUST_PROXY).toBe(2);
  expect(
    readConfig({ TRUST_PROXY: ' 10.0.0.0/8, fd00::/8 192.168.1.7,loopback' }).TRUST_PROXY,
  ).toEqual(['10.0.0.0/8', 'fd00::/8', '192.168.1.7', 'loopback']);
  expect(readConfig({ TRUST_PROXY: '' })).not.toHaveProperty('TRUST_PROXY');
});
