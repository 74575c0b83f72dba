import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileSource } from '../../../src/domain/language/source.ts';
import { sourceAdapters } from '../../../src/inbound/sources/registry.ts';
import { expectMeaning, form, formType, itemsOf, kari, type Meaning, ses } from './bodies.ts';

const meanings: readonly Meaning[] = [
  [
    'a block is no bad address',
    'sendgrid',
    [{ event: 'bounce', type: 'blocked', email: 'kari@example.no', reason: '550 5.7.1 blocked' }],
    { type: 'email.bounced', hard: false },
  ],
  [
    'an unknown user',
    'sendgrid',
    [
      {
        event: 'bounce',
        type: 'bounce',
        email: 'kari@example.no',
        status: '5.1.1',
        reason: '550 5.1.1 no such user',
      },
    ],
    { type: 'email.bounced', hard: true, code: '5.1.1' },
  ],
  [
    'a full mailbox',
    'sendgrid',
    [
      {
        event: 'bounce',
        type: 'bounce',
        email: 'kari@example.no',
        reason: '552 5.2.2 mailbox full',
      },
    ],
    { type: 'email.bounced', hard: false },
  ],
  [
    'an opt-out of a group',
    'sendgrid',
    [{ event: 'group_unsubscribe', email: 'kari@example.no' }],
    { type: 'prospect.opted_out' },
  ],
  [
    'our own Message-ID',
    'sendgrid',
    [{ event: 'spamreport', email: 'kari@example.no', 'smtp-id': '<a@b>' }],
    { type: 'email.complained', match: { ...kari, messageId: '<a@b>' } },
  ],
  [
    'a suppressed address',
    'mailgun',
    {
      'event-data': {
        event: 'failed',
        severity: 'permanent',
        reason: 'suppress-bounce',
        recipient: 'kari@example.no',
      },
    },
    { type: 'email.bounced', hard: true },
  ],
  [
    'a greylisted one',
    'mailgun',
    { 'event-data': { event: 'failed', severity: 'temporary', recipient: 'kari@example.no' } },
    'deferred',
  ],
  [
    'an automatic answer',
    'postmark',
    { RecordType: 'Bounce', Type: 'AutoResponder', ID: 1, Email: 'kari@example.no' },
    { type: 'reply.auto', match: kari },
  ],
  [
    'a soft bounce',
    'postmark',
    { RecordType: 'Bounce', Type: 'SoftBounce', ID: 1, Email: 'kari@example.no' },
    { type: 'email.bounced', hard: false },
  ],
  [
    'an opt-out',
    'postmark',
    {
      RecordType: 'SubscriptionChange',
      SuppressSending: true,
      SuppressionReason: 'ManualSuppression',
      Recipient: 'kari@example.no',
    },
    { type: 'prospect.opted_out' },
  ],
  [
    'a transient bounce',
    'ses',
    ses({
      eventType: 'Bounce',
      bounce: { bounceType: 'Transient', bouncedRecipients: [{ emailAddress: 'kari@example.no' }] },
    }),
    { type: 'email.bounced', hard: false },
  ],
  [
    'a complaint',
    'ses',
    ses({
      notificationType: 'Complaint',
      mail: { headers: [{ name: 'Message-ID', value: '<a@b>' }] },
      complaint: {
        complaintFeedbackType: 'abuse',
        complainedRecipients: [{ emailAddress: 'kari@example.no' }],
      },
    }),
    { type: 'email.complained', match: { ...kari, messageId: '<a@b>' } },
  ],
  [
    'a report that it is no spam',
    'ses',
    ses({
      notificationType: 'Complaint',
      complaint: {
        complaintFeedbackType: 'not-spam',
        complainedRecipients: [{ emailAddress: 'kari@example.no' }],
      },
    }),
    'Complaint',
  ],
  [
    'an opt-out',
    'resend',
    { type: 'contact.updated', data: { ...kari, unsubscribed: true } },
    { type: 'prospect.opted_out', match: kari },
  ],
  [
    'a transient bounce',
    'resend',
    { type: 'email.bounced', data: { to: ['kari@example.no'], bounce: { type: 'Transient' } } },
    { type: 'email.bounced', hard: false },
  ],
];

test.each(meanings)('%s (%s)', (_what, scheme, body, expected) =>
  expectMeaning(scheme, body, expected),
);

describe('mails that come in', () => {
  const route = (fields: Readonly<Record<string, string>>) =>
    itemsOf(
      'mailgun',
      form({ from: 'Kari <kari@example.no>', recipient: 'us@fjord.example', ...fields }),
      undefined,
      formType,
    );
  const headers = (...pairs: readonly (readonly [string, string])[]) => ({
    'message-headers': JSON.stringify(pairs),
  });

  test('a reply, to the mail that it answers', async () => {
    const [item] = await route({
      'stripped-text': 'Yes, on Monday',
      'body-plain': 'Yes, on Monday\n> Shall we?',
      ...headers(['Message-Id', '<1@example.no>'], ['In-Reply-To', '<ours@fjord.example>']),
    });
    expect(item).toMatchObject({
      eventId: 'inbound.<1@example.no>',
      type: 'reply.received',
      event: null,
      mail: {
        to: ['us@fjord.example'],
        reading: {
          kind: 'reply',
          visibleText: 'Yes, on Monday',
          from: 'kari@example.no',
          refersTo: ['<ours@fjord.example>'],
        },
      },
      shown: { recipient: 'us@fjord.example' },
    });
  });

  test('an automatic answer is no reply', async () => {
    const [item] = await route(headers(['Auto-Submitted', 'auto-replied (vacation)']));
    expect(item).toMatchObject({ type: 'reply.auto', mail: { reading: { kind: 'auto-reply' } } });
  });

  test.each<[string, Readonly<Record<string, string>>, object]>([
    [
      'a bounce',
      {
        from: 'Mail Delivery System <MAILER-DAEMON@example.no>',
        subject: 'Undelivered Mail Returned to Sender',
        'body-plain':
          'The following message could not be delivered:\n\n<ola@example.no>: host mx.example.no said: 550 5.1.1 User unknown',
      },
      { kind: 'bounce', events: [{ recipient: 'ola@example.no', hard: true }] },
    ],
    [
      'an out-of-office that only its words tell',
      { subject: 'Automatisk svar: Hei', 'body-plain': 'Jeg er på ferie til 4. januar 2027.' },
      { kind: 'auto-reply' },
    ],
    [
      'an opt-out by the program of the reader',
      { subject: 'unsubscribe', 'body-plain': '' },
      { kind: 'opt-out' },
    ],
    ['a reply in HTML alone', { 'body-html': '<p>Gjerne!</p>' }, { visibleText: 'Gjerne!' }],
  ])('%s is read as of a mail that was passed on whole', async (_what, fields, reading) => {
    const [item] = await route(fields);
    expect(item?.mail?.reading).toMatchObject(reading);
  });

  test.each([
    ['a report', headers(['Content-Type', 'multipart/report; report-type=delivery-status'])],
    ['a mail server', { from: 'MAILER-DAEMON@example.no' }],
  ])('%s stops nobody', async (_what, fields) => {
    const [item] = await route(fields);
    expect(item).toMatchObject({ type: 'inbound', mail: { reading: { kind: 'unrelated' } } });
  });
});

test.each(['1', '2'])('a message signed with a real certificate, version %s', async (version) => {
  const folder = join(import.meta.dirname, '../../fixtures/sns');
  const certificate = readFileSync(join(folder, 'certificate.pem'), 'utf8');
  const messages = JSON.parse(readFileSync(join(folder, 'messages.json'), 'utf8'));
  const verify = (message: object, topics: string[], answer: string | null = certificate) =>
    sourceAdapters.ses.verify(
      { method: 'POST', url: '', headers: {}, rawBody: Buffer.from(JSON.stringify(message)) },
      {
        secrets: [],
        machineNow: new Date('2026-11-24T09:10:00Z'),
        source: compileSource({ key: 'aws', scheme: 'ses', topics }),
        certificateOf: async () => answer,
      },
    );
  const message = messages[version];
  expect(await verify(message, [message.TopicArn])).toEqual({ ok: true });
  expect(await verify({ ...message, Subject: 'Another' }, [message.TopicArn])).toMatchObject({
    ok: false,
  });
  expect(await verify(message, [])).toEqual({ ok: false, code: 'topic_not_allowed' });
  expect(await verify(message, [message.TopicArn], null)).toMatchObject({ ok: false });
});
