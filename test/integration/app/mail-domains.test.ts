/** Who runs the mail of a domain is asked of a DNS of the test; where mails came from and went to, of the mail servers. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { explain } from '../../../src/app/enrolments/explain.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { startDns, type TestDns, type Zone } from '../../helpers/dns.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, smoke, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

const mailboxes = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: KARI, from: kari@fjord.example }
  - { key: ola, smtp_env: OLA, from: ola@fjell.example }
pools: { sales: [kari, ola] }
`;
const one = smoke.replace(/\n {2}- \{ id: two.*/, '');
const cadences = {
  'smoke.yaml': one,
  'same.yaml': one.replace(
    'key: smoke',
    'key: same\nsender: { pool: sales, rotation: same-provider }',
  ),
};
const google = { mx: ['10 alt1.aspmx.l.google.com', '1 aspmx.l.google.com'] };
const zone: Zone = {
  'one.example': google,
  'two.example': google,
  'three.example': google,
  'own.example': { mx: ['10 mx.own.example'] },
  'fjell.example': google,
  'fjord.example': { mx: ['0 fjord-example.mail.protection.outlook.com'] },
  'dead.example': { broken: 'failing' },
};

let dns: TestDns;
let kari: TestSmtpServer;
let ola: TestSmtpServer;
/** With a limit of a provider, and without. */
let limited: TestSystem;
let free: TestSystem;
beforeAll(async () => {
  dns = await startDns(zone);
  kari = await startSmtpServer();
  ola = await startSmtpServer();
  const open = (caps: string) =>
    openSystem({
      cadences: { 'workspace.yaml': mailboxes + caps, ...cadences },
      secrets: { KARI: kari.url, OLA: ola.url },
      dnsServer: dns.server,
    });
  limited = await open('caps: { providers: { google: { per_day: 2 } } }\n');
  free = await open('');
  await Promise.all([limited.work(), free.work()]);
});
afterAll(async () => {
  await Promise.all([limited?.close(), free?.close()]);
  await Promise.all([dns?.close(), kari?.close(), ola?.close()]);
});
beforeEach(() => dns.set(zone));

const arrivedAt = (server: TestSmtpServer, email: string) =>
  waitFor(`a mail to ${email}`, () => server.accepted.some(({ to }) => to === email));
const enrol = ({ app }: TestSystem, email: string, cadence = 'smoke') =>
  enrolOne(app, cadence, { prospect: { email } });
const isKept = (system: TestSystem, domain: string, provider?: string) =>
  waitFor(`the provider of ${domain}`, async () =>
    (await kept(system)).find(
      (row) => row.domain === domain && (provider === undefined || row.provider === provider),
    ),
  );
const learned = async (system: TestSystem, ...domains: string[]) => {
  await system.app.mailDomains.learn(domains);
  for (const domain of domains) await isKept(system, domain);
};
const kept = async ({ app }: TestSystem) =>
  (await app.db.query('select domain, provider from mail_domains order by domain')).rows;

test('where nothing goes by provider nobody is asked', async () => {
  await enrol(free, 'a@one.example');
  await arrivedAt(kari, 'a@one.example');
  expect(dns.asked).toEqual([]);
  expect(await kept(free)).toEqual([]);
});

test('a limit of a provider holds over all companies whose mail it runs', async () => {
  await learned(limited, 'one.example', 'two.example', 'three.example', 'own.example');
  for (const email of ['b@one.example', 'b@own.example', 'b@two.example']) {
    await enrol(limited, email);
    await arrivedAt(kari, email);
  }
  const { enrolmentId } = await enrol(limited, 'b@three.example');
  const told = await waitFor('the one who waits', async () => {
    const said = await explain(limited.app, enrolmentId);
    return said.code === 'cap_reached' ? said : null;
  });
  expect(told.summary).toContain('the provider google has got');
  await enrol(limited, 'c@own.example');
  await arrivedAt(kari, 'c@own.example');
  expect(kari.accepted.filter(({ to }) => to === 'b@three.example')).toEqual([]);
  expect(await kept(limited)).toEqual([
    { domain: 'one.example', provider: 'google' },
    { domain: 'own.example', provider: null },
    { domain: 'three.example', provider: 'google' },
    { domain: 'two.example', provider: 'google' },
  ]);
  expect(dns.asked.filter((question) => question === 'MX own.example')).toHaveLength(1);
});

test('whoever is dispatched or enrolled is asked about', async () => {
  await enrol(limited, 'd@fjell.example');
  await isKept(limited, 'fjell.example');
  await enrol(free, 'd@two.example', 'same');
  for (const domain of ['two.example', 'fjord.example', 'fjell.example']) {
    await isKept(free, domain);
  }
});

test('a mailbox and a person of one provider find each other, both by their MX records', async () => {
  await learned(free, 'one.example', 'two.example', 'fjell.example');
  for (const email of ['e@one.example', 'e@two.example', 'f@one.example', 'f@two.example']) {
    await enrol(free, email, 'same');
    await arrivedAt(ola, email);
  }
});

test('an answer of the DNS is good for a week, and forgotten after a month', async () => {
  const { app } = free;
  const before = dns.asked.length;
  await app.mailDomains.learn(['two.example']);
  expect(dns.asked.slice(before)).toEqual([]);
  dns.set({ ...zone, 'two.example': { mx: ['0 two-example.mail.protection.outlook.com'] } });
  await app.db.query(`update mail_domains set checked_at = checked_at - interval '8 days'`);
  await enrol(free, 'g@two.example', 'same');
  await isKept(free, 'two.example', 'microsoft');
  await enrol(free, 'h@two.example', 'same');
  await arrivedAt(kari, 'h@two.example');
  await app.db.query(
    `update mail_domains set checked_at = now() - interval '31 days' where domain <> 'two.example'`,
  );
  await reconcile(app);
  expect(await kept(free)).toEqual([{ domain: 'two.example', provider: 'microsoft' }]);
});

test('a DNS that does not answer changes nothing', async () => {
  await enrol(free, 'i@dead.example', 'same');
  await waitFor('the mail', () =>
    [...kari.accepted, ...ola.accepted].some(({ to }) => to === 'i@dead.example'),
  );
  await waitFor('the question', () => dns.asked.includes('MX dead.example'));
  expect(await kept(free)).not.toContainEqual(expect.objectContaining({ domain: 'dead.example' }));
});
