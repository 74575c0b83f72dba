import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../../src/app/api-keys.ts';
import type { App, Sender } from '../../../src/app/context.ts';
import { askForLink, goodForMs, keysByLink } from '../../../src/app/login/links.ts';
import { createLinkMailer } from '../../../src/app/login/mail-links.ts';
import { dkimPair, readSignatures } from '../../helpers/dkim.ts';
import { type Behaviour, startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, smoke, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

const pair = dkimPair();
const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo" }
mailboxes:
  - key: kari
    smtp_env: KARI_SMTP
    from: Kari <kari@fjord.example>
    return_path: bounces@fjord.example
    opt_out_address: optout@fjord.example
    dkim: { domain: fjord.example, selector: s2026, key_env: DKIM_KEY }
`;

let smtp: TestSmtpServer;
let system: TestSystem;
let sender: Sender;
/** What the mail server does with an address when it hears of it for the first time. */
const atFirst = new Map<string, Behaviour>();
beforeAll(async () => {
  smtp = await startSmtpServer((to, nth) => (nth === 1 ? (atFirst.get(to) ?? 'accept') : 'accept'));
  system = await openSystem({
    cadences: { 'smoke.yaml': smoke, 'workspace.yaml': workspace },
    secrets: { KARI_SMTP: smtp.url, DKIM_KEY: pair.pem },
  });
  sender = await system.deps.openSender();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

/** The same installation, so much later. */
function later(ms: number): App {
  const { app } = system;
  const machineNow = () => new Date(app.clock.machineNow().getTime() + ms);
  return { ...app, clock: { ...app.clock, machineNow } };
}

async function asked(email: string): Promise<void> {
  await createApiKey(system.app, 'Kari', 'rep', { email });
  expect(await askForLink(system.app, email, 'en')).toBe(true);
}

const mailLater = (ms: number) => createLinkMailer(later(ms), sender)();
const mailsTo = (email: string) => smtp.accepted.filter(({ to }) => to === email);
const triesFor = (email: string) =>
  smtp.commands.filter((line) => line.startsWith(`RCPT TO:<${email}>`)).length;

test('a link leaves signed, and without what belongs to mails of a cadence', async () => {
  const email = 'signed@firm.no';
  await asked(email);
  await mailLater(0);
  const [mail] = mailsTo(email);
  const dns = { 's2026._domainkey.fjord.example': pair.record };
  const signatures = await readSignatures(mail?.raw ?? Buffer.alloc(0), dns);
  expect(signatures).toMatchObject([{ domain: 'fjord.example', result: 'pass' }]);
  const head = mail?.raw.toString('latin1').split('\r\n\r\n')[0];
  expect(head).toContain('From: Kari <kari@fjord.example>');
  expect(head).not.toMatch(/^(List-|Feedback-ID|Reply-To)/im);
});

test('one that is greylisted leaves later, with a token that is good from then on', async () => {
  const email = 'greylisted@firm.no';
  atFirst.set(email, 'greylist');
  await asked(email);
  await mailLater(0);
  expect(mailsTo(email)).toEqual([]);
  await mailLater(30_000);
  expect(triesFor(email)).toBe(1);
  await mailLater(90_000);
  const [mail] = mailsTo(email);
  const text = mail?.raw.toString().replaceAll('=\r\n', '') ?? '';
  const [, token = ''] = /\/console\/l\/([\w-]{43})/.exec(text) ?? [];
  expect(await keysByLink(later(90_000 + goodForMs - 1_000), token)).toHaveLength(1);
  expect(await keysByLink(later(90_000 + goodForMs + 60_000), token)).toEqual([]);
  await mailLater(200_000);
  expect(mailsTo(email)).toHaveLength(1);
});

test('one that is refused, or of which nobody knows whether it arrived, is not sent again', async () => {
  for (const behaviour of ['unknown-user', 'drop-after-dot'] as const) {
    const email = `${behaviour}@firm.no`;
    atFirst.set(email, behaviour);
    await asked(email);
    await mailLater(0);
    await mailLater(200_000);
    expect(triesFor(email)).toBe(1);
  }
});

test('one that nobody could mail in time is left', async () => {
  const email = 'late@firm.no';
  await asked(email);
  await mailLater(goodForMs + 60_000);
  await mailLater(goodForMs + 200_000);
  expect(triesFor(email)).toBe(0);
});

test('two workers mail it once', async () => {
  const email = 'once@firm.no';
  await asked(email);
  const mailers = [sender, sender, sender].map((one) => createLinkMailer(system.app, one));
  await Promise.all(mailers.map((mail) => mail()));
  expect(mailsTo(email)).toHaveLength(1);
});

test('a worker mails it by itself', async () => {
  await system.work();
  const email = 'worker@firm.no';
  await asked(email);
  await waitFor('the mail', () => mailsTo(email)[0]);
});
