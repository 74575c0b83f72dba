import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { returnPathOf } from '../../../src/email/return-path.ts';
import { letter, openMail, type Written } from '../../helpers/incoming.ts';

let mail: Awaited<ReturnType<typeof openMail>>;
beforeAll(async () => {
  mail = await openMail();
});
afterAll(() => mail?.close());

const results = (result: string, domain: string) => ({
  'Authentication-Results': `mx.fjord.example; spf=pass; dmarc=${result} header.from=${domain}`,
});
const domainOf = (email: string) => email.slice(email.indexOf('@') + 1);
const complete = (id: string, outcome: string) =>
  closeTask(mail.app, id, { do: 'complete', outcome, note: null }, 'rep');

/** A letter in the name of somebody, of which the mail server of ours says that it is not of them. */
const forged = ({ email }: Written, text: string, more = {}) =>
  letter({ From: email, Subject: 'Hi', ...results('fail', domainOf(email)), ...more }, text);

describe('a mail in the name of a person that fails DMARC', () => {
  test.each([
    ['an opt-out', 'Please remove me from your list.'],
    ['a reply', 'Sounds good, call me tomorrow.'],
  ])('%s: nothing is done but that a person looks', async (_what, text) => {
    const to = await mail.write();
    const { receipts } = await mail.come(forged(to, text));
    expect(receipts).toMatchObject([{ outcome: 'applied', reason: 'unproven_sender' }]);
    expect(await mail.suppressed(to.email)).toBe(false);
    expect(await mail.state(to.enrolmentId)).toMatchObject({
      status: 'paused',
      pauseReason: 'unproven_sender',
    });
    expect(await mail.tasks(to.enrolmentId)).toMatchObject([
      { kind: 'triage', data: { text, from: to.email } },
    ]);
  });

  test('goes on when they did not write it, once no other waits', async () => {
    const to = await mail.write();
    await mail.come(forged(to, 'Yes.'));
    await mail.come(forged(to, 'No.'));
    const [first, second] = await mail.tasks(to.enrolmentId);
    await complete(first?.id ?? '', 'forged');
    expect(await mail.state(to.enrolmentId)).toMatchObject({ status: 'paused' });
    await complete(second?.id ?? '', 'forged');
    expect(await mail.state(to.enrolmentId)).toMatchObject({ status: 'active', cursor: 'two' });
  });

  test('is what the person says when they did', async () => {
    const [out, good] = [await mail.write(), await mail.write()];
    await mail.come(forged(out, 'Stop.'));
    await mail.come(forged(good, 'Fine.'));
    await complete((await mail.tasks(out.enrolmentId))[0]?.id ?? '', 'opt-out');
    expect(await mail.suppressed(out.email)).toBe(true);
    await complete((await mail.tasks(good.enrolmentId))[0]?.id ?? '', 'positive');
    expect(await mail.state(good.enrolmentId)).toMatchObject({ pauseReason: 'replied' });
  });

  test('a proven reply counts before it, in either order', async () => {
    for (const order of [0, 1]) {
      const to = await mail.write();
      const mails = [forged(to, 'Hm.'), letter({ From: to.email }, 'Call me tomorrow, please.')];
      await mail.come(mails[order] ?? Buffer.alloc(0));
      await mail.come(mails[1 - order] ?? Buffer.alloc(0));
      expect(await mail.state(to.enrolmentId)).toMatchObject({ pauseReason: 'replied' });
    }
  });

  test.each<[string, (to: Written) => Record<string, string>]>([
    [
      'nobody whom we believe',
      ({ email }) => ({
        'Authentication-Results': `mx.evil.example; dmarc=fail header.from=${domainOf(email)}`,
      }),
    ],
    ['a pass', ({ email }) => results('pass', domainOf(email))],
    ['no policy', ({ email }) => results('none', domainOf(email))],
    [
      'the mail of ours that it answers',
      ({ email, mail: { messageId } }) => ({
        ...results('fail', domainOf(email)),
        'In-Reply-To': messageId,
      }),
    ],
  ])('counts as a reply by %s', async (_what, headers) => {
    const to = await mail.write();
    await mail.come(letter({ From: to.email, Subject: 'Hi', ...headers(to) }));
    expect(await mail.state(to.enrolmentId)).toMatchObject({ pauseReason: 'replied' });
  });

  test('a pass for another domain is none', async () => {
    const to = await mail.write();
    const raw = letter({ From: to.email, Subject: 'Hi', ...results('pass', 'evil.example') });
    expect((await mail.come(raw)).receipts).toMatchObject([{ reason: 'unproven_sender' }]);
  });
});

const bounce = (address: string, headers: Readonly<Record<string, string>> = {}, original = '') =>
  letter(
    {
      From: 'MAILER-DAEMON@mx.client.example',
      Subject: 'Undelivered Mail Returned to Sender',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
      ...headers,
    },
    [
      '--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.',
      `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.client.example\r\n\r\nFinal-Recipient: rfc822; ${address}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown`,
      ...(original === '' ? [] : [`--b\r\nContent-Type: text/rfc822-headers\r\n\r\n${original}`]),
      '--b--',
    ].join('\r\n'),
  );

describe('a bounce', () => {
  test('ends the cadence of whom we wrote to, and of nobody else', async () => {
    const to = await mail.write();
    const original = `Message-ID: ${to.mail.messageId}\r\nTo: ${to.email}`;
    const receipt = await mail.come(bounce(to.email, {}, original));
    expect(receipt).toMatchObject({ kind: 'bounce', receipts: [{ outcome: 'applied' }] });
    expect(await mail.state(to.enrolmentId)).toMatchObject({ exitReason: 'bounced' });
    expect(await mail.suppressed(to.email)).toBe(true);
  });

  test('names its mail by the return path alone', async () => {
    const to = await mail.write();
    const { rows } = await mail.app.db.query<{ id: string }>(
      'select id from touches where message_id = $1',
      [to.mail.messageId],
    );
    const path = returnPathOf(mail.app.keys.returnPath, 'b@fjord.example', rows[0]?.id ?? '');
    const raw = bounce(`someone-${randomUUID()}@elsewhere.example`);
    const receipt = await mail.come(raw, { envelope: { from: null, to: [path] } });
    expect(receipt.receipts).toMatchObject([{ enrolmentId: to.enrolmentId }]);
    expect(await mail.suppressed(to.email)).toBe(true);
  });

  test('and a complaint that tells no recipient, too, are about the mail that came back', async () => {
    const to = await mail.write();
    const raw = letter(
      {
        From: 'feedback@provider.example',
        'Content-Type': 'multipart/report; report-type=feedback-report; boundary=b',
      },
      [
        '--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1',
        `--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${to.mail.messageId}`,
        '--b--',
      ].join('\r\n'),
    );
    expect(await mail.come(raw)).toMatchObject({
      kind: 'complaint',
      receipts: [{ outcome: 'applied', enrolmentId: to.enrolmentId }],
    });
    expect(await mail.suppressed(to.email)).toBe(true);
  });

  test('of a stranger is kept, and suppresses nobody', async () => {
    const stranger = `x-${randomUUID()}@client.example`;
    const receipt = await mail.come(bounce(stranger));
    expect(receipt.receipts).toMatchObject([{ outcome: 'unmatched', reason: 'no_such_prospect' }]);
    expect(await mail.suppressed(stranger)).toBe(false);
  });

  test('whose sender fails DMARC counts only with a proof of the mail', async () => {
    const to = await mail.write();
    const receipt = await mail.come(bounce(to.email, results('fail', 'mx.client.example')));
    expect(receipt.receipts).toMatchObject([{ outcome: 'ignored', reason: 'not_our_mail' }]);
    expect(await mail.suppressed(to.email)).toBe(false);
    expect(await mail.state(to.enrolmentId)).toMatchObject({ status: 'active' });
  });

  test('says of a recipient to whom nothing has gone yet nothing', async () => {
    const email = `p-${randomUUID()}@client.example`;
    await mail.app.db.query(
      'insert into prospects (email, address, created_at, updated_at) values ($1, $1, now(), now())',
      [email],
    );
    expect((await mail.come(bounce(email))).receipts).toMatchObject([
      { outcome: 'ignored', reason: 'not_our_mail' },
    ]);
    expect(await mail.suppressed(email)).toBe(false);
  });
});

test.each([
  [
    'a notice of delay',
    bounce('kari@client.example')
      .toString()
      .replace('failed', 'delayed')
      .replaceAll('5.1.1', '4.4.1')
      .replace('550', '451'),
    'delivery_notice',
  ],
  [
    'a newsletter',
    letter({ From: 'news@shop.example', 'List-Id': '<news.shop.example>' }),
    'unrelated',
  ],
  ['no mail at all', 'not a mail', 'unrelated'],
  ['what we wrote ourselves', letter({ From: 'Ola <ola@fjord.example>' }), 'own_mail'],
])('%s is kept with its reason', async (_what, raw, reason) => {
  const { receipts } = await mail.come(Buffer.from(raw));
  expect(receipts).toMatchObject([{ outcome: 'ignored', reason }]);
});
