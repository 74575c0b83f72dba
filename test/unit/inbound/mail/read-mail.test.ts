import { describe, expect, test } from 'vitest';
import { readMail } from '../../../../src/inbound/mail/read-mail.ts';
import { mail, multipart, report } from './mails.ts';

const returned = [
  'From: Kari <kari@fjord.example>',
  'To: Ola <ola@example.no>',
  'Subject: Hello',
  'Message-ID: <touch42@fjord.example>',
];

const failed = ['Final-Recipient: rfc822; ola@example.no', 'Action: failed'];

describe('reports about delivery', () => {
  test('a bounce: recipient, status, reply code, reason, and what matching needs', async () => {
    const raw = report(
      [
        ...failed,
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 <ola@example.no>: User unknown',
      ],
      returned,
    );
    const reading = await readMail(raw);
    expect(reading).toMatchObject({
      kind: 'bounce',
      visibleText: null,
      because: '550 5.1.1 <ola@example.no>: User unknown',
      refersTo: ['<touch42@fjord.example>'],
      returned: { from: 'kari@fjord.example', to: ['ola@example.no'], subject: 'Hello' },
      verp: { tag: 't42', address: null },
    });
    expect(reading.events).toEqual([
      {
        type: 'email.bounced',
        recipient: 'ola@example.no',
        hard: true,
        status: '5.1.1',
        replyCode: '550',
        reason: 'user_unknown',
        occurredAt: new Date('2026-11-24T09:00:00Z'),
        until: null,
        category: null,
        dedupeKey: '<report1@mx.example.org>',
      },
    ]);
  });

  test.each([
    ['552 5.2.2 Mailbox full', '5.2.2', 'mailbox_full', false],
    [
      '550 5.7.515 Access denied, sending domain does not meet the required authentication level',
      '5.7.515',
      'auth_failure',
      false,
    ],
    [
      '550 5.7.1 Service unavailable; client host [192.0.2.1] blocked using Spamhaus',
      '5.7.1',
      'blocked',
      false,
    ],
    ['554 5.7.1 Relay access denied', '5.7.1', 'no_relaying', false],
    ['550 5.1.2 Host unknown', '5.1.2', 'host_unknown', true],
    [
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found',
      '5.1.10',
      'user_unknown',
      true,
    ],
    ['556 5.1.10 Recipient address has a null MX', '5.1.10', 'not_accept', true],
    ['450 4.1.1 User unknown, try later', '4.1.1', 'user_unknown', false],
    ['550 5.1.8 Sender address rejected: Domain not found', '5.1.8', 'rejected', false],
    ['550 5.4.1 Recipient address rejected: Access denied', '5.4.1', 'user_unknown', true],
    ['421 4.7.28 Our system has detected an unusual rate of mail', '4.7.28', 'speeding', false],
    [
      '552 5.3.4 Message size exceeds fixed maximum message size',
      '5.3.4',
      'message_too_big',
      false,
    ],
    ['550 5.1.1 no longer works here', '5.1.1', 'has_moved', true],
    ['554 5.6.0 Bare LF', '5.6.0', 'content_error', false],
  ])('%s', async (said, status, reason, hard) => {
    const reading = await readMail(
      report([...failed, `Status: ${status}`, `Diagnostic-Code: smtp; ${said}`]),
    );
    expect(reading.events).toMatchObject([{ type: 'email.bounced', status, reason, hard }]);
  });

  test.each(['5.7.26', '5.7.509', '5.7.515', '5.7.606', '5.7.750'])(
    '%s is a fault of ours, whatever is said of the recipient',
    async (status) => {
      const said = `Diagnostic-Code: smtp; 550 ${status} Recipient address does not exist`;
      const { events } = await readMail(report([...failed, `Status: ${status}`, said]));
      expect(events).toMatchObject([{ status, hard: false }]);
    },
  );

  test.each(['delayed', 'delivered', 'relayed', 'expanded'])('%s is no bounce', async (action) => {
    const status = action === 'delayed' ? '4.4.1' : '2.0.0';
    const raw = report([
      'Final-Recipient: rfc822; ola@example.no',
      `Action: ${action}`,
      `Status: ${status}`,
    ]);
    const reading = await readMail(raw);
    expect(reading.kind).toBe('delivery');
    expect(reading.events).toMatchObject([{ recipient: 'ola@example.no', hard: false, status }]);
    expect(reading.events[0]?.type).not.toBe('email.bounced');
  });

  test('several recipients, with no blank line between them, are told apart', async () => {
    const raw = report([
      ...failed,
      'Status: 5.1.1',
      'Final-Recipient: rfc822; eva@example.no',
      'Action: failed',
      'Status: 5.2.2',
    ]);
    const { events } = await readMail(raw);
    expect(events.map(({ recipient, hard }) => [recipient, hard])).toEqual([
      ['ola@example.no', true],
      ['eva@example.no', false],
    ]);
    expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(2);
  });

  test('of several, none is judged by what is told of another', async () => {
    const raw = multipart(
      ['From: MAILER-DAEMON@mx.example.org', 'Subject: Undeliverable'],
      'report; report-type=delivery-status',
      [
        ['', '<ola@example.no>:', '550 5.1.1 User unknown', '', '<eva@example.no>:', 'Try later.'],
        [
          'Content-Type: message/delivery-status',
          '',
          ...[...failed, 'Status: 5.0.0', ''],
          ...['Final-Recipient: rfc822; eva@example.no', 'Action: failed', 'Status: 4.0.0'],
        ],
      ],
    );
    expect((await readMail(raw)).events).toMatchObject([
      { recipient: 'ola@example.no', status: '5.1.1', hard: true },
      { recipient: 'eva@example.no', status: '4.0.0', hard: false },
    ]);
  });

  test('a text alone: qmail, exim, and a sender that is not the recipient', async () => {
    const head = [
      'From: MAILER-DAEMON@mx.example.org',
      'To: kari@fjord.example',
      'Subject: failure notice',
    ];
    const qmail = `Hi. I wasn't able to deliver your message to the following addresses.\n\n<ola@example.no>:\nRemote host said: 550 5.1.1 User unknown\n\n--- Below this line is a copy of the message.\n\n${returned.join('\n')}\n`;
    const read = await readMail(mail(head, qmail));
    expect(read.events).toMatchObject([
      { recipient: 'ola@example.no', status: '5.1.1', hard: true },
    ]);
    expect(read.returned?.messageId).toBe('<touch42@fjord.example>');
    const exim = `A message that you sent could not be delivered.\n\n  ola@example.no\n    host mx [192.0.2.1]: 552 mailbox is over quota\n\n------ This is a copy of the message ------\n\n${returned.join('\n')}\n`;
    expect((await readMail(mail(head, exim))).events).toMatchObject([
      { recipient: 'ola@example.no', reason: 'mailbox_full', hard: false },
    ]);
  });

  test('a person who forwards a bounce has not bounced', async () => {
    const head = [
      'From: ola@example.no',
      'To: kari@fjord.example',
      'Subject: Re: Undelivered mail',
    ];
    const text =
      'I got this, what is it?\n\nFinal-Recipient: rfc822; eva@example.no\nAction: failed\nStatus: 5.1.1\n';
    expect((await readMail(mail(head, text))).kind).toBe('reply');
  });
});

describe('complaints', () => {
  const arf = (type: string, more: readonly string[], original: readonly string[]) =>
    multipart(
      ['From: fbl@example.org', 'To: abuse@fjord.example'],
      'report; report-type=feedback-report',
      [
        ['Content-Type: text/plain', '', 'This is an abuse report.'],
        ['Content-Type: message/feedback-report', '', `Feedback-Type: ${type}`, ...more],
        ['Content-Type: message/rfc822', '', ...original, '', 'Hi'],
      ],
    );

  test.each(['abuse', 'opt-out', 'fraud'])(
    '%s is one, of the person whom the report names',
    async (type) => {
      const reading = await readMail(arf(type, ['Original-Rcpt-To: <ola@example.no>'], returned));
      expect(reading).toMatchObject({
        kind: 'complaint',
        events: [{ type: 'email.complained', recipient: 'ola@example.no', reason: type }],
        refersTo: ['<touch42@fjord.example>'],
      });
    },
  );

  test('hidden by the report, the person stands in the mail that came back', async () => {
    const { events } = await readMail(arf('abuse', ['Original-Rcpt-To: redacted'], returned));
    expect(events).toMatchObject([{ recipient: 'ola@example.no' }]);
  });

  test.each(['auth-failure', 'not-spam'])('%s is none', async (type) => {
    const reading = await readMail(arf(type, [], returned));
    expect(reading.kind).toBe('unrelated');
    expect(reading.events.map((event) => event.type)).toEqual([`feedback.${type}`]);
  });
});

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

test('what a server of ours says of the sender, and not what others said before', async () => {
  const results = (server: string, result: string) =>
    `Authentication-Results: ${server}; spf=pass; dmarc=${result} (p=REJECT) header.from=example.no`;
  const headers = [
    'From: ola@example.no',
    results('mx.fjord.example', 'fail'),
    results('x', 'pass'),
  ];
  expect((await readMail(mail(headers))).dmarc).toEqual({
    server: 'mx.fjord.example',
    result: 'fail',
  });
  expect((await readMail(mail(['From: ola@example.no']))).dmarc).toBeNull();
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
