import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inEnglish } from '../../../src/domain/sentence.ts';
import { readGenericBody } from '../../../src/inbound/generic-event.ts';
import { verifyStandardWebhook } from '../../../src/inbound/standard-webhooks.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`;
const old = `whsec_${Buffer.from('the secret that came before it').toString('base64')}`;
const sentAt = new Date('2026-11-24T09:00:00Z');

function signed(body: string, by = secret, at = sentAt) {
  return {
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(at.getTime() / 1_000),
      'webhook-signature': new Webhook(by).sign('msg_1', at, body),
    },
    rawBody: Buffer.from(body),
    secrets: [secret, old],
    machineNow: new Date('2026-11-24T09:01:00Z'),
  };
}

describe('Standard Webhooks, signed by the reference library', () => {
  const ok = { ok: true, webhookId: 'msg_1' };
  test.each([
    ['a good one', signed('{}'), ok],
    ['signed with the secret before', signed('{}', old), ok],
    [
      'body changed',
      { ...signed('{}'), rawBody: Buffer.from('{ }') },
      { ok: false, code: 'bad_signature' },
    ],
    ['another secret', { ...signed('{}'), secrets: [old] }, { ok: false, code: 'bad_signature' }],
    ['no secret known', { ...signed('{}'), secrets: [] }, { ok: false, code: 'bad_signature' }],
    ['no headers', { ...signed('{}'), headers: {} }, { ok: false, code: 'missing_signature' }],
    [
      'five minutes and a second old',
      signed('{}', secret, new Date('2026-11-24T08:55:59Z')),
      { ok: false, code: 'stale_timestamp' },
    ],
    [
      'from the future',
      signed('{}', secret, new Date('2026-11-24T09:07:00Z')),
      { ok: false, code: 'future_timestamp' },
    ],
  ])('%s', (_, request, expected) => {
    expect(verifyStandardWebhook(request)).toEqual(expected);
  });

  test('one good signature among several is enough, and a v1a one is passed over', () => {
    const request = signed('{}');
    const signatures = `v1a,AAAA v1,AAAA ${request.headers['webhook-signature']}`;
    const headers = { ...request.headers, 'webhook-signature': signatures };
    expect(verifyStandardWebhook({ ...request, headers }).ok).toBe(true);
  });
});

const context = { source: 'crm', webhookId: 'msg_1', stageMap: { 'Proposal sent': 'closing' } };
const read = (body: unknown) => readGenericBody(Buffer.from(JSON.stringify(body)), context);
const reply = {
  type: 'reply.received',
  timestamp: '2026-11-24T09:00:00Z',
  data: { prospect: { email: ' Kari@Example.NO ' } },
};

describe('the generic body', () => {
  test('one event', () => {
    expect(read(reply)).toEqual({
      ok: true,
      items: [
        {
          event: {
            source: 'crm',
            eventId: 'msg_1',
            type: 'reply.received',
            occurredAt: sentAt,
            match: { email: 'kari@example.no' },
          },
        },
      ],
    });
  });

  test('an array, ids of their own or by place, stages mapped', () => {
    const stage = {
      type: 'deal.stage_changed',
      timestamp: '2026-11-24T10:00:00+01:00',
      data: { enrolmentId: 'e1', stage: 'Proposal sent' },
    };
    const result = read([{ ...reply, id: 'own' }, stage, { ...reply, type: 'note.added' }]);
    expect(result.ok && result.items).toMatchObject([
      { event: { eventId: 'own' } },
      {
        event: {
          eventId: 'msg_1.1',
          stage: 'closing',
          occurredAt: sentAt,
          match: { enrolmentId: 'e1' },
        },
      },
      { ignored: 'unknown_type', eventId: 'msg_1.2', type: 'note.added' },
    ]);
  });

  test.each([
    ['not JSON', '{', /not JSON/],
    ['a number', '7', /event: /],
    ['an empty array', '[]', /1 to 100/],
    ['no time', JSON.stringify({ ...reply, timestamp: undefined }), /timestamp/],
    [
      'a time without a zone',
      JSON.stringify({ ...reply, timestamp: '2026-11-24T09:00:00' }),
      /timestamp/,
    ],
    ['nobody named', JSON.stringify({ ...reply, data: {} }), /names nobody/],
    [
      'the third of an array',
      JSON.stringify([reply, reply, { ...reply, data: { ...reply.data, until: 'soon' } }]),
      /^\[2\]\.data\.until/,
    ],
    ['a hostile key', '{"__proto__": {"type": "reply.received"}}', /type/],
  ])('%s is refused, with the place', (_, body, message) => {
    const result = readGenericBody(Buffer.from(body), context);
    expect(result.ok ? 'read' : inEnglish(result.said)).toMatch(message);
  });

  test('bytes that are not UTF-8, and nesting as deep as a request may be, are refused', () => {
    expect(readGenericBody(Buffer.from([0x22, 0xff, 0x22]), context).ok).toBe(false);
    const deep = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;
    expect(readGenericBody(Buffer.from(deep), context).ok).toBe(false);
  });

  test('never throws, whatever the body', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.object().map((o) => JSON.stringify({ ...reply, data: o })),
        ),
        (body) => {
          expect(readGenericBody(Buffer.from(body), context)).toHaveProperty('ok');
        },
      ),
      { numRuns: 500 },
    );
  });
});

const corpus = join(import.meta.dirname, '../../../../shared/corpora/webhooks');
const vectorShape = z.object({
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  verify: z.object({ secret: z.string(), valid: z.boolean(), at: z.coerce.date() }),
});
const vectors = existsSync(corpus)
  ? readdirSync(corpus).filter((file) => file.startsWith('standard-webhooks-'))
  : [];

describe.skipIf(vectors.length === 0)('requests that others signed', () => {
  test.each(vectors)('%s', (file) => {
    const { headers, body, verify } = vectorShape.parse(
      JSON.parse(readFileSync(join(corpus, file), 'utf8')),
    );
    const result = verifyStandardWebhook({
      headers,
      rawBody: Buffer.from(body),
      secrets: [verify.secret],
      machineNow: verify.at,
    });
    expect(result.ok).toBe(verify.valid);
  });
});
