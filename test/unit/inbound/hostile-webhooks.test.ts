import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainSource } from '../../../src/domain/language/source.ts';
import { type SourceScheme, sourceSchemes } from '../../../src/domain/language/source-shape.ts';
import { readWebhook } from '../../../src/inbound/sources/read-webhook.ts';
import { sourceAdapters } from '../../../src/inbound/sources/registry.ts';
import { parseXml } from '../../../src/inbound/sources/xml.ts';

const machineNow = new Date('2026-11-24T09:00:00Z');

/** Words and shapes of the providers, so that random bodies get further than the first check. */
const words = [
  'event-data',
  'event',
  'signature',
  'timestamp',
  'token',
  'Message',
  'Type',
  'Notification',
  'meta',
  'data',
  'deal',
  'person',
  'bounce',
  'recipient',
  'subscriptionType',
  'deal.propertyChange',
  'objectId',
  'dealstage',
  'module',
  'Deals',
  'affected_values',
  'RecordType',
  'Bounce',
  'email.received',
  'type',
  '__proto__',
  'constructor',
  'failed',
  'stage_id',
];
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(...words),
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie('value'), { maxKeys: 6 }),
  ),
})).value;

const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 500 }).map((bytes) => Buffer.from(bytes)),
  json.map((value) => Buffer.from(JSON.stringify(value) ?? '')),
  fc.string({ maxLength: 300 }).map((text) => Buffer.from(text)),
);

const types = fc.constantFrom(
  'application/json',
  'text/xml',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
);

describe.each(sourceSchemes)('%s', (scheme) => {
  test('reads any body without throwing, and believes none', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, types, fc.string(), async (rawBody, type, junk) => {
        const headers = { 'content-type': type, authorization: junk, 'x-hubspot-signature': junk };
        const { events } = await readWebhook(scheme, rawBody, headers);
        for (const { dedupeKey, occurredAt } of events) {
          expect(dedupeKey?.length).toBeLessThanOrEqual(250);
          expect(Number.isNaN(occurredAt?.getTime())).toBe(false);
        }
        const source = plainSource(scheme);
        const verified = await sourceAdapters[scheme].verify(
          { method: 'POST', url: 'https://cadence.example/webhooks/x', headers, rawBody },
          { secrets: ['a-secret:of-ours'], machineNow, source, certificateOf: async () => junk },
        );
        expect(verified.ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

test.each(sourceSchemes)('nobody signs for %s with an empty secret', async (scheme) => {
  const { verify } = sourceAdapters[scheme];
  for (const secrets of [[], ['whsec_'], ['whsec_###']]) {
    const verified = await verify(
      {
        method: 'POST',
        url: '',
        headers: { authorization: 'Basic Og==' },
        rawBody: Buffer.from('{"token":""}'),
      },
      { secrets, machineNow, source: plainSource(scheme), certificateOf: async () => null },
    );
    expect(verified.ok).toBe(false);
  }
});

/** Names that every object of JavaScript has: they are no words of a provider. */
test.each(['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'])(
  'the word %s is an unknown one',
  async (word) => {
    const to = 'kari@example.no';
    const inner = { eventType: word, notificationType: word, mail: { destination: [to] } };
    const bodies: readonly (readonly [SourceScheme, object])[] = [
      ['sendgrid', [{ event: word, email: to }]],
      ['mailgun', { 'event-data': { event: word, recipient: to } }],
      ['mailgun', { 'event-data': { event: 'failed', reason: word, recipient: to } }],
      ['postmark', { RecordType: word, Recipient: to }],
      ['postmark', { RecordType: 'Bounce', Type: word, Email: to }],
      [
        'postmark',
        {
          RecordType: 'SubscriptionChange',
          SuppressSending: true,
          SuppressionReason: word,
          Recipient: to,
        },
      ],
      ['resend', { type: word, data: { to: [to] } }],
      ['ses', { Type: 'Notification', MessageId: '1', Message: JSON.stringify(inner) }],
      ['pipedrive', { meta: { action: word, entity: 'deal' }, data: { id: 1, status: 'won' } }],
      [
        'hubspot',
        [
          {
            subscriptionType: 'contact.propertyChange',
            objectId: 1,
            propertyName: word,
            propertyValue: 'x',
          },
        ],
      ],
      ['hubspot', [{ subscriptionType: 'object.creation', objectTypeId: word }]],
    ];
    for (const [scheme, body] of bodies) {
      const { events } = await readWebhook(scheme, Buffer.from(JSON.stringify(body)));
      for (const { type, reason } of events) {
        expect(typeof type, scheme).toBe('string');
        expect([null, 'other'], scheme).toContain(reason);
      }
    }
    expect(parseXml(`<a>&${word};</a>`)).toBeTypeOf('string');
    const text = JSON.stringify({ Type: word, TopicArn: 't', Signature: 'x', SigningCertURL: 'y' });
    const request = { method: 'POST', url: '', headers: {}, rawBody: Buffer.from(text) };
    const trust = {
      secrets: [],
      machineNow,
      source: plainSource('ses'),
      certificateOf: async () => null,
    };
    expect(await sourceAdapters.ses.verify(request, trust)).toMatchObject({ ok: false });
  },
);

/** A megabyte each, made to take long: a linear reader needs a few milliseconds, a quadratic one minutes. */
const bombs: readonly (readonly [string, string, string])[] = [
  ['open tags', '<a>'.repeat(350_000), 'text/xml'],
  ['attributes without an end', `<a ${'x="'.repeat(350_000)}`, 'text/xml'],
  ['entities', `<a>${'&lt;'.repeat(250_000)}</a>`, 'text/xml'],
  ['lists in lists', '['.repeat(1_000_000), 'application/json'],
  ['boundaries', '--x\r\n'.repeat(200_000), 'multipart/form-data; boundary=x'],
  ['a boundary that nearly comes', '\r\n--'.repeat(250_000), 'multipart/form-data; boundary=x'],
  ['fields', 'a=b&'.repeat(250_000), 'application/x-www-form-urlencoded'],
  [
    'references',
    JSON.stringify({
      RecordType: 'Inbound',
      FromFull: { Email: 'kari@example.no' },
      Headers: [{ Name: 'References', Value: '<a@b'.repeat(250_000) }],
    }),
    'application/json',
  ],
];

test.each(bombs)(
  'a megabyte of %s is read in the time of a megabyte',
  async (_what, text, type) => {
    const rawBody = Buffer.from(text);
    for (const scheme of sourceSchemes) {
      const read = await readWebhook(scheme, rawBody, { 'content-type': type });
      expect(read.kind).toBe('webhook');
    }
  },
);
