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
