import nodemailer from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sender } from '../../../src/app/context.ts';
import { startSmtpIntake } from '../../../src/app/intake/smtp-intake.ts';
import { type OutboxMail, readOutbox } from '../../../src/email/outbox.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { freePort } from '../../helpers/free-port.ts';
import { openSystem, smoke, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { enrolled, letter } from './open-inbox.ts';

let system: TestSystem;
let sender: Sender;
let port: number;
beforeAll(async () => {
  port = await freePort();
  const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes: [{ key: default, smtp_env: NOT_SET, from: "Ingrid <ingrid@fjord.example>", reply_to: svar@fjord.example }]
inbound: { smtp: { port: ${port} } }
`;
  system = await openSystem({ cadences: { 'workspace.yaml': workspace, 'smoke.yaml': smoke } });
  ({ sender } = await system.work());
});
afterAll(() => system?.close());

/** Sends as another mail server does. */
async function deliver(at: string, from: string, to: string | string[], raw: string) {
  const transport = nodemailer.createTransport(`smtp://${at}?ignoreTLS=true`);
  await transport.sendMail({ envelope: { from, to }, raw });
  transport.close();
}

const outbox = () => readOutbox(system.deps.outboxDir);

async function firstMailTo(email: string): Promise<OutboxMail['mail']> {
  const sent = await waitFor(`a mail to ${email}`, async () =>
    (await outbox()).find(({ mail }) => mail.to?.some(({ address }) => address === email)),
  );
  return sent.mail;
}

test('an answer through the outbox, as Thunderbird writes it, stops its cadence', async () => {
  const kari = await enrolled(system.app);
  const { messageId, subject } = await firstMailTo(kari.email);
  const before = (await outbox()).length;
  // From another address than the one that was written to: the thread says whose answer it is.
  const reply = [
    `Message-ID: <7c0b9d2e-1111-4c7e-9f5a-${Date.now()}@privat.example>`,
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    'User-Agent: Mozilla Thunderbird',
    `Subject: Re: ${subject}`,
    'Content-Language: nb-NO',
    'To: Ingrid <ingrid@fjord.example>',
    `References: ${messageId}`,
    'From: Kari Hjemme <kari@privat.example>',
    `In-Reply-To: ${messageId}`,
    'Content-Type: text/plain; charset=UTF-8; format=flowed',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Hei, det var litt av en historie.',
    '',
    'On 25/11/2026 10:00, Ingrid wrote:',
    '> One',
    '',
  ].join('\r\n');
  await deliver(sender.answersAt ?? '', 'kari@privat.example', 'ingrid@fjord.example', reply);
  expect(await kari.status()).toBe('paused');
  expect(await outbox()).toHaveLength(before);
  // What that means nobody can tell: a person looks, and sees her words, and why.
  const tasks = await listTasks(system.app.db, { kind: 'triage', status: 'open', limit: 10 });
  const own = tasks.find(({ email }) => email === kari.email);
  expect(own?.data).toMatchObject({
    text: 'Hei, det var litt av en historie.',
    reading: { meaning: 'unclear', because: expect.stringContaining('no words that are known') },
  });
});

test('what we send ourselves, and what goes to others, is kept in the outbox', async () => {
  const kari = await enrolled(system.app);
  await firstMailTo(kari.email);
  const at = sender.answersAt ?? '';
  await deliver(at, 'ingrid@fjord.example', 'svar@fjord.example', letter(kari.email, 'from us'));
  await deliver(at, kari.email, 'ola@example.no', letter(kari.email, 'to others'));
  const texts = async () => (await outbox()).map(({ mail }) => mail.text?.trim());
  expect(await texts()).toEqual(expect.arrayContaining(['from us', 'to others']));
  expect(await kari.status()).toBe('active');
  // To both: received, and kept for the others.
  const both = ['svar+tag@fjord.example', 'ola@example.no'];
  await deliver(at, kari.email, both, letter(kari.email, 'to both'));
  expect(await texts()).toContain('to both');
  expect(await kari.status()).toBe('paused');
});

test('a listener of its own takes mail for the addresses of the mailboxes alone', async () => {
  const kari = await enrolled(system.app);
  const listener = await startSmtpIntake(system.app);
  try {
    const at = `127.0.0.1:${port}`;
    const relayed = deliver(at, kari.email, 'ola@example.no', letter(kari.email, 'relay'));
    await expect(relayed).rejects.toMatchObject({ responseCode: 550 });
    await deliver(at, kari.email, 'SVAR+x@fjord.example', letter(kari.email, 'Yes please'));
    expect(await kari.status()).toBe('paused');
    expect(await system.app.metrics.registry.metrics()).toContain(
      'cadence_mails_read_total{source="smtp",kind="reply"} 1',
    );
  } finally {
    await listener?.close();
  }
});
