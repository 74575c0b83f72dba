import { expect, test } from 'vitest';
import { readGenericBody } from '../../../src/inbound/generic-event.ts';
import { at, expectMeaning, form, formType, itemsOf, kari, type Meaning, ses } from './bodies.ts';

const browser = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0';
const own = '<touch@fjord.example>';
const click = { type: 'email.clicked' };
const person = { ...click, match: kari };
const named = { ...click, match: { ...kari, messageId: own } };
const machine = { ...click, automatic: true };

const mailgun = (client: object) => ({
  'event-data': {
    event: 'clicked',
    recipient: kari.email,
    message: { headers: { 'message-id': own } },
    'client-info': client,
  },
});
const sendgrid = (useragent: string) => [
  { event: 'click', email: kari.email, useragent, 'smtp-id': own },
];
const resend = (userAgent: string) => ({
  type: 'email.clicked',
  created_at: at,
  data: { to: [kari.email], click: { link: 'https://fjord.example', userAgent } },
});
const amazon = (userAgent: string) =>
  ses({ eventType: 'Click', mail: { destination: [kari.email] }, click: { userAgent } });

const meanings: readonly Meaning[] = [
  ['a person', 'sendgrid', sendgrid(browser), named],
  ['a robot', 'sendgrid', sendgrid('Mozilla/5.0 (compatible; Googlebot/2.1)'), machine],
  ['a person', 'mailgun', mailgun({ 'client-type': 'browser', 'user-agent': browser }), named],
  ['a known robot', 'mailgun', mailgun({ bot: 'apple', 'user-agent': browser }), machine],
  ['a kind of robot', 'mailgun', mailgun({ 'client-type': 'robot' }), machine],
  [
    'a person',
    'postmark',
    { RecordType: 'Click', MessageID: 'm', Recipient: kari.email, UserAgent: browser },
    person,
  ],
  [
    'a library',
    'postmark',
    { RecordType: 'Click', MessageID: 'm', Recipient: kari.email, UserAgent: 'curl/8.5.0' },
    machine,
  ],
  ['a person', 'ses', amazon(browser), person],
  ['a scanner', 'ses', amazon('BarracudaSentinel (EE)'), machine],
  ['a person', 'resend', resend(browser), person],
  ['a library', 'resend', resend('python-requests/2.32'), machine],
];

test.each(meanings)('%s clicks, as %s tells it', async (what, scheme, body, expected) => {
  await expectMeaning(scheme, body, expected);
  if (!what.includes('person')) return;
  const [item] = await itemsOf(scheme, body);
  expect(item?.event).not.toHaveProperty('automatic');
});

test('an old form of Mailgun', async () => {
  const fields = { event: 'clicked', recipient: kari.email, 'user-agent': 'Slackbot 1.0' };
  const [item] = await itemsOf('mailgun', form(fields), undefined, formType);
  expect(item?.event).toMatchObject(machine);
});

test('an open is nobody’s word', () =>
  expectMeaning('sendgrid', [{ event: 'open', email: kari.email }], 'opened'));

test('the generic webhook', () => {
  const data = { prospect: kari, messageId: 'touch@fjord.example', automatic: false };
  const body = JSON.stringify({ type: 'email.clicked', timestamp: at, data });
  const context = { source: 'crm', webhookId: 'w', stageMap: {} };
  const read = readGenericBody(Buffer.from(body), context);
  expect(read).toMatchObject({ ok: true, items: [{ event: { ...named, automatic: false } }] });
});
