/** Traces from a posted webhook to the mail that leaves, told to a collector by OTLP. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { traced } from '../../../src/tracing.ts';
import { type CollectedSpan, type Collector, startCollector } from '../../helpers/collector.ts';
import { startRedis, type TestRedis } from '../../helpers/redis.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

/** Its first mail comes in a month; an objection to the price is answered at once. */
const cadence = `
key: asking
title: Asking
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, after: 30 days, email: { template: smoke/one } }
tracks:
  price:
    stage: objection-handling
    steps:
      - { id: value, email: { template: smoke/two } }
      - { id: later, after: 5 days, email: { template: smoke/two } }
on: { objection: { price: { track: price }, default: { pause: true } }, deal_won: { exit: closed_won } }
`;

let collector: Collector;
let redis: TestRedis;
let smtp: TestSmtpServer;
let http: TestHttp;
beforeAll(async () => {
  [collector, redis, smtp] = await Promise.all([startCollector(), startRedis(), startSmtpServer()]);
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  vi.stubEnv('OTEL_SERVICE_NAME', 'cadence-of-test');
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '50');
  http = await openHttp({
    smtpUrl: smtp.url,
    redisUrl: redis.url,
    cadences: { 'asking.yaml': cadence },
  });
  await http.system.work();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await http?.close();
  await smtp?.close();
  await redis?.stop();
  await collector?.close();
});

const enrolled = async () => {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(http.system.app, 'asking', {
    prospect: { email, firstName: 'Ragnhild', company: 'Nordmat' },
  });
  return { email, enrolmentId };
};

const object = (email: string) =>
  http.webhook(
    eventOf('reply.objection', {
      prospect: { email },
      category: 'price',
      text: 'Far too dear for us',
    }),
  );

/** The span that is there once the collector has been told. */
const told = (what: string, is: (span: CollectedSpan) => boolean) =>
  waitFor(what, () => collector.spans.find(is));

const isLinked = (one: CollectedSpan, other: CollectedSpan) =>
  one.links.some(({ traceId, spanId }) => traceId === other.traceId && spanId === other.spanId);

const isPartOf = (one: CollectedSpan, other: CollectedSpan) =>
  one.traceId === other.traceId && one.parentSpanId === other.spanId;

test('from the webhook to the mail that it brought about, over Redis', async () => {
  const { email, enrolmentId } = await enrolled();
  expect((await object(email)).status).toBe(202);
  await waitFor('the mail', () => smtp.accepted.some(({ to }) => to === email));
  const touches = await readTouches(http.system.app.db, enrolmentId);
  const [first = '', value = ''] = ['one', 'value'].map(
    (step) => touches.find((touch) => touch.step === step)?.id,
  );
  const trace = value.replaceAll('-', '');
  const inTrace = (name: string) =>
    told(`${name} of the touch`, (span) => span.traceId === trace && span.name === name);

  const request = await told('the request', ({ name, attributes }) =>
    name === 'POST /webhooks/:source' ? attributes['cadence.source'] === 'crm' : false,
  );
  const set = await told('the set', (span) => isPartOf(span, request));
  expect(set.name).toBe('apply events');
  const planned = await inTrace('touch planned');
  expect(planned.parentSpanId).toBe('');
  expect(isLinked(planned, set) && isLinked(set, planned)).toBe(true);
  const cancelled = await told('what is not sent any more', ({ name, traceId }) =>
    name === 'touch cancelled' ? traceId === first.replaceAll('-', '') : false,
  );
  expect(isLinked(cancelled, set)).toBe(true);

  const queued = await inTrace('touch queued');
  const processed = await inTrace('process touches');
  expect(isPartOf(processed, queued)).toBe(true);
  expect(processed.attributes).toMatchObject({
    'cadence.touch_id': value,
    'cadence.enrolment_id': enrolmentId,
    'cadence.step': 'value',
    'cadence.outcome': 'sent',
  });
  for (const name of ['claim', 'make mail', 'hand over', 'record outcomes']) {
    expect(isPartOf(await inTrace(name), processed), name).toBe(true);
  }
  expect((await inTrace('hand over')).attributes).toEqual({
    'cadence.mailbox': 'default',
    'cadence.outcome': 'sent',
  });
  const recorded = await inTrace('record outcomes');
  const next = (await readTouches(http.system.app.db, enrolmentId)).find(
    ({ step }) => step === 'later',
  );
  const plannedNext = await told('what is planned next', ({ traceId }) =>
    next === undefined ? false : traceId === next.id.replaceAll('-', ''),
  );
  expect(plannedNext.name).toBe('touch planned');
  expect(isLinked(plannedNext, recorded) && isLinked(recorded, plannedNext)).toBe(true);
  await told('the queue', ({ name }) => name === 'addBulk touches');
  expect(request.resource['service.name']).toBe('cadence-of-test');
  expect(new Set(collector.paths)).toEqual(new Set(['/v1/traces']));
});

test('of requests that share a set each is linked with it, and it with each', async () => {
  const { app } = http.system;
  const people = await Promise.all(Array.from({ length: 5 }, enrolled));
  const receive = createEventReceiver(app);
  const before = collector.spans.length;
  const ask = ({ email }: { readonly email: string }) => {
    const told = { source: 'crm', eventId: randomUUID(), occurredAt: app.clock.now() };
    const type = 'reply.received' as const;
    const event = { ...told, type, match: { email } };
    return traced(app.tracing, 'asked', {}, () => receive([{ ...told, type, event }]));
  };
  // Asked in one turn of the event loop: they are one set.
  await Promise.all(people.map(ask));
  const since = (name: string) =>
    collector.spans.slice(before).filter((span) => span.name === name);
  await waitFor('the requests', () => since('asked').length === people.length);
  const set = await waitFor('the set', () => since('apply events')[0]);
  expect(set).toMatchObject({ parentSpanId: '', attributes: { 'cadence.events': people.length } });
  for (const request of since('asked')) {
    expect(request.traceId).not.toBe(set.traceId);
    expect(isLinked(request, set) && isLinked(set, request)).toBe(true);
  }
});

test('a webhook that is refused is told by its code', async () => {
  const { status } = await http.webhook(eventOf('deal.won', {}), {
    secret: `whsec_${Buffer.from('another secret, of 32 bytes too').toString('base64')}`,
  });
  expect(status).toBe(401);
  const refused = await told('the refusal', ({ attributes }) => 'error.type' in attributes);
  expect(refused.attributes['error.type']).toBe('bad_signature');
  expect(refused.status.code).toBe(2);
});

test('nothing of a person is told, and nothing that only the queue wants to know', async () => {
  const all = collector.bodies.join('\n');
  expect(all).toContain('apply events');
  for (const word of ['example.com', 'Ragnhild', 'Nordmat', 'too dear', 'redis:', '127.0.0.1']) {
    expect(all, word).not.toContain(word);
  }
  expect(all).not.toMatch(/extendLocks|StalledCheck|moveStalled/);
});
