import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { touchOfReturnPath } from '../../../src/email/return-path.ts';
import { readUnsubscribeToken } from '../../../src/email/unsubscribe.ts';
import { readMail } from '../../../src/inbound/mail/read-mail.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { dkimPair, readSignatures } from '../../helpers/dkim.ts';
import { type AcceptedMail, startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';
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
let enrolled: Awaited<ReturnType<typeof enrolOne>>;
let received: AcceptedMail;
let head: string;

beforeAll(async () => {
  smtp = await startSmtpServer();
  system = await openSystem({
    cadences: { 'smoke.yaml': smoke, 'workspace.yaml': workspace },
    secrets: { KARI_SMTP: smtp.url, DKIM_KEY: pair.pem },
  });
  await system.work();
  enrolled = await enrolOne(system.app, 'smoke', { prospect: somebody() });
  received = await waitFor('the mail', () => smtp.accepted[0]);
  head = received.raw.toString('latin1').split('\r\n\r\n')[0] ?? '';
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

describe('what the mail server received', () => {
  test('comes from a return path that names its touch, and no other', async () => {
    const [touch] = await readTouches(system.app.db, enrolled.enrolmentId);
    const path = smtp.commands
      .flatMap((line) => /^MAIL FROM:<bounces\+(\w+)@fjord\.example>/.exec(line)?.[1] ?? [])
      .map((tag) => touchOfReturnPath(system.app.keys.returnPath, tag));
    expect(path[0]).toBe(touch?.id);
    expect(head).toMatch(/^From: Kari <kari@fjord\.example>\r$/m);
    expect(head).not.toContain('bounces');
  });

  test('is signed by the domain of its sender, the opt-out headers too', async () => {
    const dns = { 's2026._domainkey.fjord.example': pair.record };
    const [signature, ...others] = await readSignatures(received.raw, dns);
    expect(others).toEqual([]);
    expect(signature).toMatchObject({ domain: 'fjord.example', result: 'pass' });
    expect(signature?.headers).toEqual(
      expect.arrayContaining([
        'From',
        'Subject',
        'Date',
        'Message-ID',
        'List-Unsubscribe',
        'List-Unsubscribe-Post',
      ]),
    );
  });

  test('can be opted out of with one click or by a mail, told in one line', async () => {
    const [line = ''] = head.match(/^List-Unsubscribe: .*$/m) ?? [];
    expect(line).toMatch(
      /^List-Unsubscribe: <https:\/\/mail\.example\/u\/[\w-]{66}>, <mailto:[^>]+>\r?$/,
    );
    expect(head).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    const mailto = new URL(/<(mailto:[^>]+)>/.exec(line)?.[1] ?? '');
    expect(mailto.pathname).toBe('optout@fjord.example');
    // What a mail program makes of the link, read by what reads the mails that we get.
    const written = `From: ${received.to}\r\nTo: ${mailto.pathname}\r\nSubject: ${mailto.searchParams.get('subject')}\r\n\r\n`;
    const { kind, optOutToken } = await readMail(Buffer.from(written));
    expect(kind).toBe('opt-out');
    const claim = readUnsubscribeToken(system.app.keys.unsubscribe, optOutToken ?? '');
    expect(claim).toEqual({
      enrolmentId: enrolled.enrolmentId,
      prospectId: enrolled.prospectId,
    });
  });

  test('says for Gmail what it belongs to, when it was written, and what it is made of', () => {
    expect(head).toMatch(/^Feedback-ID: smoke:one:-:kari-[0-9a-f]{6}\r$/m);
    expect(head).toMatch(/^Date: \w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} \+0000\r$/m);
    expect(head).toMatch(/^MIME-Version: 1\.0\r$/m);
    expect(head).toMatch(/^Content-Type: multipart\/alternative; boundary="=_\w+"$/m);
    const body = received.raw.toString('latin1');
    expect(body.indexOf('text/plain')).toBeGreaterThan(0);
    expect(body.indexOf('text/plain')).toBeLessThan(body.indexOf('text/html'));
  });

  test('is plain bytes in lines that every server takes', () => {
    expect(received.raw.every((byte) => byte < 0x80 && byte !== 0)).toBe(true);
    for (const line of received.raw.toString('latin1').split('\r\n')) {
      expect(line).not.toMatch(/[\r\n]/);
      expect(line.length).toBeLessThanOrEqual(998);
    }
  });
});

test('the mails of one person have return paths of their own', async () => {
  await waitFor('the second mail', () => smtp.accepted.length >= 2);
  const froms = smtp.commands.filter((line) => line.startsWith('MAIL FROM:'));
  expect(froms.length).toBeGreaterThanOrEqual(2);
  expect(new Set(froms).size).toBe(froms.length);
});

test.each([
  [{}, 'DKIM_KEY is not set'],
  [{ DKIM_KEY: dkimPair(1_024).pem }, 'DKIM_KEY has 1024 bits'],
])('a key that cannot sign stops what would send, and is named', async (secrets, told) => {
  const broken = await openSystem({
    cadences: { 'smoke.yaml': smoke, 'workspace.yaml': workspace },
    secrets: { KARI_SMTP: smtp.url, ...secrets },
  });
  try {
    await expect(broken.work()).rejects.toThrow(told);
  } finally {
    await broken.close();
  }
});

test('a mailbox that says nothing of this sends from its address, unsigned and without a mailto', async () => {
  const plain = await openSystem({ smtpUrl: smtp.url });
  try {
    await plain.work();
    const { email } = somebody();
    await enrolOne(plain.app, 'smoke', { prospect: { email } });
    const { raw } = await waitFor('its mail', () => smtp.accepted.find(({ to }) => to === email));
    const text = raw.toString('latin1');
    expect(text).not.toMatch(/DKIM-Signature|mailto:/);
    expect(text).toMatch(/^Feedback-ID: smoke:one:-:default\r$/m);
    expect(smtp.commands).toContain('MAIL FROM:<cadence@localhost.example>');
  } finally {
    await plain.close();
  }
});
