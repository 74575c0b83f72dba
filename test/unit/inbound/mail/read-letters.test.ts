import { describe, expect, test } from 'vitest';
import { readMail } from '../../../../src/inbound/mail/read-mail.ts';
import { mail } from './mails.ts';

describe('requests to be left alone', () => {
  const token = 'A'.repeat(66);

  test.each([
    [['To: kari@fjord.example', `Subject: unsubscribe ${token}`], token],
    [['To: unsubscribe+42@fjord.example', 'Subject: '], null],
    [['To: unsubscribe@fjord.example', 'Subject: '], null],
    [['To: kari@fjord.example', 'Subject: Avmelding'], null],
  ])('%j', async (headers, expected) => {
    const reading = await readMail(mail(['From: ola@example.no', ...headers]));
    expect(reading).toMatchObject({
      kind: 'opt-out',
      events: [{ type: 'prospect.opted_out', recipient: 'ola@example.no' }],
      optOutToken: expected,
    });
  });

  test('a question about it, with more to say, is a reply', async () => {
    const headers = ['From: ola@example.no', 'To: kari@fjord.example', 'Subject: Unsubscribe'];
    const text = 'How does your unsubscribe work with our CRM? We look for a tool that does it.';
    expect((await readMail(mail(headers, text))).kind).toBe('reply');
  });
});

test('a reply: who wrote, to what, and what', async () => {
  const reading = await readMail(
    mail(
      [
        'From: =?utf-8?Q?Ola_=C3=98?= <OLA@Example.NO>',
        'To: kari@fjord.example',
        'Subject: =?iso-8859-1?Q?Sv:_Pr=F8ve?=',
        'Date: Tue, 24 Nov 2026 10:00 +0100',
        'In-Reply-To: <b@fjord.example>',
        'References: <a@fjord.example> <b@fjord.example>',
      ],
      'Gjerne!',
    ),
  );
  expect(reading).toMatchObject({
    kind: 'reply',
    from: 'ola@example.no',
    fromName: 'Ola Ø',
    subject: 'Sv: Prøve',
    to: ['kari@fjord.example'],
    refersTo: ['<b@fjord.example>', '<a@fjord.example>'],
    visibleText: 'Gjerne!',
    events: [{ recipient: 'ola@example.no', occurredAt: new Date('2026-11-24T09:00:00Z') }],
  });
  // Without a Message-ID of its own the same bytes are the same event all the same.
  expect(reading.events[0]?.dedupeKey).toMatch(/^[0-9a-f]{64}$/);
});

test('what servers say of the sender, the last one first', async () => {
  const results = (server: string, result: string) =>
    `Authentication-Results: ${server}; spf=pass; dmarc=${result} (p=REJECT) header.from=example.no`;
  const headers = [
    'From: ola@example.no',
    results('mx.fjord.example', 'fail'),
    results('x', 'pass'),
  ];
  expect((await readMail(mail(headers))).dmarc).toEqual([
    { server: 'mx.fjord.example', result: 'fail', domain: 'example.no' },
    { server: 'x', result: 'pass', domain: 'example.no' },
  ]);
  expect((await readMail(mail(['From: ola@example.no']))).dmarc).toEqual([]);
});

test.each([
  ['bounces+42-ola=example.no@fjord.example', '42-ola=example.no', 'ola@example.no'],
  ['bounce-t42@fjord.example', 't42', null],
])('the tag of %s', async (to, tag, address) => {
  const reading = await readMail(mail(['From: mx@example.org', `Delivered-To: ${to}`]));
  expect(reading.verp).toEqual({ tag, address });
});

test.each([
  ['Auto-Submitted: auto-generated'],
  ['Precedence: bulk'],
  ['List-Id: <news.example.org>'],
])('%s alone is a letter of a machine', async (header) => {
  const raw = mail(['From: news@example.org', 'Subject: Our news', header], 'Read our news.');
  expect(await readMail(raw)).toMatchObject({ kind: 'unrelated', events: [] });
});

test('who answers through a list has answered', async () => {
  const headers = ['From: ola@example.no', 'Precedence: list', 'In-Reply-To: <a@fjord.example>'];
  expect((await readMail(mail(headers, 'Gjerne!'))).kind).toBe('reply');
});

test('a letter of nobody is unrelated', async () => {
  expect((await readMail(Buffer.from(''))).kind).toBe('unrelated');
});
