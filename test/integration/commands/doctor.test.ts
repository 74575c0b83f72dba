/** What a new user with two mailboxes is told: of one that is right, and of one that is wrong in several ways. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dkimPair } from '../../helpers/dkim.ts';
import { startDns, type TestDns, type Zone } from '../../helpers/dns.ts';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openCli, type TestCli } from './open-cli.ts';

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - key: kari
    smtp_env: SMTP_KARI
    from: "Kari <kari@fjord.example>"
    return_path: bounces@mail.fjord.example
    dkim: { domain: fjord.example, selector: s2026, key_env: DKIM_KARI }
  - key: ola
    smtp_env: SMTP_OLA
    from: "Ola <ola@fjell.example>"
    dkim: { domain: fjell.example, selector: s2026, key_env: DKIM_OLA }
`;
const login = { user: 'kari', pass: 'secret' };
const tls = resolve(import.meta.dirname, '../../fixtures/tls');
const kariKey = dkimPair();
const olaKey = dkimPair();
const other = dkimPair(1_024);

const zone: Zone = {
  'fjord.example': { mx: ['10 mx.fjord.example'], txt: ['some-verification=1'] },
  'mail.fjord.example': {
    mx: ['10 mx.fjord.example'],
    txt: ['v=spf1 ip4:203.0.113.9 include:spf.host.example -all'],
  },
  'spf.host.example': { txt: ['v=spf1 ip4:198.51.100.0/24 ~all'] },
  'mx.fjord.example': { a: ['203.0.113.9'] },
  's2026._domainkey.fjord.example': { txt: [kariKey.record] },
  '_dmarc.fjord.example': {
    txt: ['v=DMARC1; p=quarantine; rua=mailto:dmarc@fjord.example; adkim=s'],
  },
  'fjell.example': {
    txt: ['v=spf1 mx -all', 'v=spf1 include:spf.host.example ~all'],
    mx: ['0 .'],
  },
  's2026._domainkey.fjell.example': { txt: [other.record] },
};

let dns: TestDns;
let good: TestSmtpServer;
let bad: TestSmtpServer;
let cli: TestCli;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  const read = (name: string) => readFileSync(join(tls, name), 'utf8');
  const certificate = { key: read('localhost.key'), cert: read('localhost.pem') };
  dns = await startDns(zone);
  good = await startSmtpServer(undefined, { login, starttls: certificate });
  bad = await startSmtpServer(undefined, { login, starttls: true });
  database = await createTestDatabase();
  cli = await openCli({
    DATABASE_URL: database.url,
    DNS_SERVERS: dns.server,
    NODE_EXTRA_CA_CERTS: join(tls, 'authority.pem'),
    SMTP_KARI: urlOf(good),
    SMTP_OLA: urlOf(bad),
    DKIM_KARI: kariKey.pem,
    DKIM_OLA: olaKey.pem,
  });
  await cli.write({ 'cadences/workspace.yaml': workspace });
});
afterAll(async () => {
  await cli?.close();
  await Promise.all([dns?.close(), good?.close(), bad?.close(), database?.drop()]);
});

function urlOf({ url }: TestSmtpServer): string {
  return `smtp://kari:secret@localhost:${new URL(url).port}`;
}

test('of a mailbox that is right, and of one that is wrong in several ways', async () => {
  const ran = await cli.run(['doctor', '--json']);
  expect(ran).toMatchObject({ code: 1, stderr: '' });
  const of = (mailbox: string) =>
    Object.fromEntries(
      ran
        .json()
        .filter(({ part }: { part: string }) => part.startsWith(`mailbox ${mailbox}`))
        .map(({ part, ...rest }: { part: string }) => [part.replace(/^\w+ \w+(: )?/, ''), rest]),
    );
  expect(of('kari')).toEqual({
    '': { result: 'ok', detail: expect.stringMatching(/^localhost:\d+ answers and lets us in$/) },
    SPF: {
      result: 'ok',
      detail: '"v=spf1 ip4:203.0.113.9 include:spf.host.example -all", 1 of 10 look-ups',
    },
    'SPF of the server': {
      result: 'unknown',
      detail: expect.stringContaining('by way of localhost; from which address receivers get them'),
    },
    DKIM: {
      result: 'ok',
      detail: 's2026._domainkey.fjord.example has the key of DKIM_KARI, 2048 bits',
    },
    DMARC: {
      result: 'ok',
      detail: '"v=DMARC1; p=quarantine; rua=mailto:dmarc@fjord.example; adkim=s"',
    },
    alignment: {
      result: 'ok',
      detail:
        'SPF of mail.fjord.example speaks for fjord.example, DKIM of fjord.example speaks for fjord.example (strict)',
    },
    'MX of fjord.example': { result: 'ok', detail: 'answers go to mx.fjord.example' },
    'MX of mail.fjord.example': { result: 'ok', detail: 'bounces go to mx.fjord.example' },
    'reverse DNS': { result: 'unknown', detail: expect.any(String) },
    TLS: {
      result: 'ok',
      detail: expect.stringMatching(/^TLSv1\.3, certificate for localhost until 21\d\d-/),
    },
  });
  const ola = of('ola');
  expect(ola['']).toMatchObject({ result: 'failed' });
  expect(ola.SPF).toEqual({
    result: 'failed',
    detail: 'fjell.example has 2 SPF records: receivers take none of them',
    fix: 'Keep one TXT record with all that they name, and delete the others.',
    publish: {
      ...{ name: 'fjell.example', type: 'TXT' },
      value: 'v=spf1 mx include:spf.host.example -all',
    },
  });
  expect(ola.DKIM).toEqual({
    result: 'failed',
    detail:
      's2026._domainkey.fjell.example is not the key that mails are signed with (1024 bits): no signature is good',
    fix: 'Publish the key that mails are signed with.',
    publish: { name: 's2026._domainkey.fjell.example', type: 'TXT', value: olaKey.record },
  });
  expect(ola.DMARC).toMatchObject({
    result: 'failed',
    publish: {
      name: '_dmarc.fjell.example',
      value: 'v=DMARC1; p=none; rua=mailto:ola@fjell.example',
    },
  });
  expect(ola['MX of fjell.example']).toMatchObject({
    result: 'failed',
    detail: 'fjell.example takes no mail (null MX): answers and bounces are lost',
  });
  expect(ola.TLS).toMatchObject({ result: 'failed' });
});

test('the same in words, with each record to publish under its advice', async () => {
  const { code, stdout } = await cli.run(['doctor']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^mailbox ola: SPF +failed +fjell\.example has 2 SPF records/m);
  const [, advice = ''] = stdout.split('\nWhat to change:\n');
  expect(advice).toContain(
    '\nmailbox ola: SPF\n  Keep one TXT record with all that they name, and delete the others.\n' +
      '  fjell.example  TXT  "v=spf1 mx include:spf.host.example -all"\n',
  );
  expect(advice).toContain(`  s2026._domainkey.fjell.example  TXT  "${olaKey.record}"\n`);
  expect(advice).not.toContain('mailbox kari');
});

test('while nothing leaves this machine, what is missing is a warning', async () => {
  const ran = await cli.run(['doctor', '--json'], { SMTP_KARI: '', SMTP_OLA: '' });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  const of = (part: string) => ran.json().find((one: { part: string }) => one.part === part);
  expect(of('mailbox ola: SPF')).toMatchObject({
    result: 'warning',
    publish: { value: 'v=spf1 mx include:spf.host.example -all' },
  });
  expect(of('mailbox kari: DKIM')).toMatchObject({ result: 'ok' });
  expect(of('mailbox kari: TLS')).toBeUndefined();
});

test('a DNS that is away is unknown, and no error', async () => {
  await cli.write({ 'cadences/workspace.yaml': workspace.replace(/ {2}- key: ola.*/s, '') });
  const ran = await cli.run(['doctor', '--json'], { DNS_SERVERS: '127.0.0.1:1' });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  const results = ran
    .json()
    .filter(({ part }: { part: string }) => /: (SPF|DKIM|DMARC|MX)/.test(part))
    .map(({ result }: { result: string }) => result);
  expect(new Set(results)).toEqual(new Set(['unknown']));
});

test('a server of the DNS that is none is told before anything is asked', async () => {
  const ran = await cli.run(['doctor'], { DNS_SERVERS: '1.1.1.1,nowhere' });
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toBe(
    'bad_environment: DNS_SERVERS must be addresses, as in 1.1.1.1 or [::1]:5353.\n',
  );
});

test('a mailbox without a server is told which variable it is named by', async () => {
  await cli.write({ 'cadences/workspace.yaml': workspace });
  const nowhere = await cli.run(['doctor'], { SMTP_KARI: '', SMTP_OLA: '' });
  expect(nowhere.stdout).toMatch(
    /^mailbox ola +warning +neither SMTP_OLA nor SMTP_URL is set: mails go to the local outbox/m,
  );
  const half = await cli.run(['doctor'], { SMTP_OLA: '' });
  expect(half.code).toBe(1);
  expect(half.stdout).toMatch(
    /^mailbox ola +failed +neither SMTP_OLA nor SMTP_URL is set, and other mailboxes have a mail server/m,
  );
});
