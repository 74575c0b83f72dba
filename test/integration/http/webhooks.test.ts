import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { somebody } from '../../helpers/system.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

async function enrolled() {
  const prospect = somebody();
  const body = { cadence: 'smoke', prospect };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'crm', body })).body;
  return { id: String(id), prospect };
}

async function statusOf(id: string): Promise<string> {
  return (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body.status;
}

/** Everything that an event could leave behind. */
async function traces(): Promise<unknown> {
  const { rows } = await http.system.app.db.query(`
    select (select count(*) from inbound_events) as events, (select count(*) from timeline) as timeline,
           (select count(*) from tasks) as tasks, (select count(*) from suppressions) as suppressions,
           (select count(*) from enrolment_events) as heard, (select count(*) from prospects) as prospects,
           (select count(*) from enrolments) as enrolments,
           (select md5(string_agg(e::text, '' order by id)) from enrolments e) as states,
           (select md5(string_agg(t::text, '' order by id)) from touches t) as touches`);
  return rows[0];
}

test('a reply is applied once: its receipt is the same again, and can be asked for', async () => {
  const { id, prospect } = await enrolled();
  const event = eventOf('reply.received', { prospect });
  const call = { id: `msg_${randomUUID()}` };
  const first = await http.webhook(event, call);
  expect(first).toMatchObject({
    status: 202,
    body: { receipts: [{ eventId: call.id, outcome: 'applied', enrolmentId: id }] },
  });
  expect(await statusOf(id)).toBe('paused');
  const [{ id: receiptId }] = first.body.receipts;
  const again = await http.webhook(event, call);
  expect(again).toMatchObject({
    status: 202,
    body: { receipts: [{ id: receiptId, outcome: 'duplicate', enrolmentId: id }] },
  });
  expect(await http.call('GET', `/v1/receipts/${receiptId}`, { as: 'crm' })).toMatchObject({
    status: 200,
    body: { id: receiptId, source: 'crm', eventId: call.id, outcome: 'applied', enrolmentId: id },
  });
  expect(await http.call('GET', `/v1/receipts/${randomUUID()}`, { as: 'crm' })).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown_receipt' } },
  });
});

test('an array is answered event by event, in its order', async () => {
  const { id, prospect } = await enrolled();
  const stranger = { prospect: somebody() };
  const twice = { ...eventOf('meeting.booked', { prospect }), id: randomUUID() };
  const answer = await http.webhook([
    eventOf('deal.won', { prospect }),
    eventOf('reply.received', stranger),
    eventOf('invoice.paid', { prospect }),
    twice,
    twice,
  ]);
  expect(answer.status).toBe(202);
  expect(answer.body.receipts).toMatchObject([
    { outcome: 'applied', enrolmentId: id },
    { outcome: 'unmatched', reason: 'no_such_prospect' },
    { outcome: 'ignored', reason: 'unknown_type' },
    { eventId: twice.id },
    { eventId: twice.id, outcome: 'duplicate' },
  ]);
  expect(answer.body.receipts[1]).not.toHaveProperty('enrolmentId');
});

test('a prospect without an enrolment is unmatched, and an event finds its enrolment by id', async () => {
  const prospect = somebody();
  await http.call('POST', '/v1/prospects', { as: 'crm', body: prospect });
  const alone = await http.webhook(eventOf('reply.received', { prospect }));
  expect(alone.body.receipts).toMatchObject([{ outcome: 'unmatched', reason: 'no_enrolment' }]);
  const { id } = await enrolled();
  const byId = await http.webhook(eventOf('deal.won', { enrolmentId: id }));
  expect(byId.body.receipts).toMatchObject([{ outcome: 'applied', enrolmentId: id }]);
  expect(await statusOf(id)).toBe('exited');
});

test('100 events are taken, 101 and none are not', async () => {
  const many = (count: number) =>
    Array.from({ length: count }, () => eventOf('reply.received', { prospect: somebody() }));
  const taken = await http.webhook(many(100));
  expect(taken.status).toBe(202);
  expect(taken.body.receipts).toHaveLength(100);
  for (const list of [many(101), []]) {
    expect(await http.webhook(list)).toMatchObject({
      status: 400,
      body: { error: { code: 'unreadable' } },
    });
  }
});

const minutes = (n: number) => new Date(Date.now() + n * 60_000);
const otherSecret = `whsec_${Buffer.from('somebody elses secret').toString('base64')}`;
const reply = (email: string) => eventOf('reply.received', { prospect: { email } });

const refused: readonly [
  what: string,
  status: number,
  code: string,
  send: (email: string) => ReturnType<TestHttp['webhook']>,
][] = [
  [
    'signed with another secret',
    401,
    'bad_signature',
    (email) => http.webhook(reply(email), { secret: otherSecret }),
  ],
  [
    'a body changed after signing',
    401,
    'bad_signature',
    (email) => http.webhook(reply('somebody@else.example'), { sent: JSON.stringify(reply(email)) }),
  ],
  [
    'no signature',
    401,
    'missing_signature',
    (email) => http.webhook(reply(email), { headers: { 'webhook-signature': '' } }),
  ],
  [
    'an unsigned dry run',
    401,
    'bad_signature',
    (email) => http.webhook(reply(email), { secret: otherSecret, query: '?dry_run=true' }),
  ],
  [
    'signed six minutes ago',
    401,
    'stale_timestamp',
    (email) => http.webhook(reply(email), { at: minutes(-6) }),
  ],
  [
    'signed six minutes ahead',
    401,
    'future_timestamp',
    (email) => http.webhook(reply(email), { at: minutes(6) }),
  ],
  [
    'a source whose secret is not set',
    401,
    'bad_signature',
    (email) => http.webhook(reply(email), { source: 'unset' }),
  ],
  [
    'a source that does not exist',
    404,
    'unknown_source',
    (email) => http.webhook(reply(email), { source: 'nobody' }),
  ],
  ['a body that is not JSON', 400, 'unreadable', () => http.webhook('{"type":')],
  ['a body that is no event', 400, 'unreadable', () => http.webhook({ hello: 'world' })],
  ['a body that is a number', 400, 'unreadable', () => http.webhook('1')],
  ['an event about nobody', 400, 'unreadable', () => http.webhook(eventOf('reply.received', {}))],
  [
    'one bad event among good ones',
    400,
    'unreadable',
    (email) => http.webhook([reply(email), { type: 'reply.received' }]),
  ],
  [
    'a form',
    415,
    'unsupported_media_type',
    (email) =>
      http.webhook(reply(email), {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
  ],
  [
    'plain text',
    415,
    'unsupported_media_type',
    (email) => http.webhook(reply(email), { headers: { 'content-type': 'text/plain' } }),
  ],
  [
    'a strange dry_run',
    400,
    'invalid_request',
    (email) => http.webhook(reply(email), { query: '?dry_run=maybe' }),
  ],
];

test.each(refused)('%s: %d %s, and nothing is kept', async (_what, status, code, send) => {
  const { prospect } = await enrolled();
  const before = await traces();
  expect(await send(prospect.email)).toMatchObject({
    status,
    body: { error: { code, message: expect.any(String) } },
  });
  expect(await traces()).toEqual(before);
});

test.each([
  ['with its length', { 'content-length': String(1024 * 1024 + 1) }],
  ['in chunks', { 'transfer-encoding': 'chunked' }],
])('a body over 1 MiB, %s, is 413', async (_how, headers) => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sending = request(
      `${http.url}/webhooks/crm`,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    // The line may be cut before the last byte is out; the answer counts.
    sending.on('error', reject);
    sending.end(Buffer.alloc(1024 * 1024 + 1, 0x20));
  });
  expect(status).toBe(413);
});

test('a body of 1 MiB is taken', async () => {
  const { id, prospect } = await enrolled();
  const short = JSON.stringify(eventOf('reply.received', { prospect, text: '' }));
  const text = 'x'.repeat(1024 * 1024 - short.length);
  const answer = await http.webhook(eventOf('reply.received', { prospect, text }));
  expect(answer.body.receipts).toMatchObject([{ outcome: 'applied', enrolmentId: id }]);
});

test.each([
  ['a NUL', 'a\u0000b'],
  ['half a surrogate pair', 'a\ud83db'],
])('%s in the text of a reply does not hinder it', async (_what, text) => {
  const { id, prospect } = await enrolled();
  const answer = await http.webhook(eventOf('reply.received', { prospect, text }));
  expect(answer.body).toMatchObject({ receipts: [{ outcome: 'applied', enrolmentId: id }] });
});

test('a dry run says what would happen, and nothing happens', async () => {
  const { id, prospect } = await enrolled();
  const stranger = { prospect: somebody() };
  const events = [
    eventOf('prospect.opted_out', { prospect }),
    eventOf('reply.received', stranger),
    eventOf('invoice.paid', stranger),
  ];
  const call = { id: `msg_${randomUUID()}` };
  const outcomes = [
    { eventId: `${call.id}.0`, outcome: 'applied', enrolmentId: id },
    { outcome: 'unmatched', reason: 'no_such_prospect' },
    { outcome: 'ignored', reason: 'unknown_type' },
  ];
  const before = await traces();
  for (const _time of [1, 2]) {
    const dry = await http.webhook(events, { ...call, query: '?dry_run=true' });
    expect(dry).toMatchObject({ status: 202, body: { receipts: outcomes } });
  }
  expect(await traces()).toEqual(before);
  expect(await statusOf(id)).toBe('active');
  const real = await http.webhook(events, { ...call, query: '?dry_run=false' });
  expect(real).toMatchObject({ status: 202, body: { receipts: outcomes } });
  expect(await statusOf(id)).toBe('exited');
  const later = await http.webhook(events, { ...call, query: '?dry_run=true' });
  expect(later.body.receipts.map((one: { outcome: string }) => one.outcome)).toEqual([
    'duplicate',
    'duplicate',
    'duplicate',
  ]);
});

test('forty at once for one person are all answered', async () => {
  const { id, prospect } = await enrolled();
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      http.webhook(eventOf(n % 2 === 0 ? 'reply.received' : 'meeting.booked', { prospect })),
    ),
  );
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([202]));
  expect(answers.every(({ body }) => body.receipts[0].enrolmentId === id)).toBe(true);
});

test('what was refused is counted by its code', async () => {
  const { text } = await http.call('GET', '/metrics');
  expect(text).toMatch(/cadence_webhooks_refused_total\{source="crm",code="401"\} \d+/);
  expect(text).toMatch(/cadence_events_total\{source="crm",outcome="duplicate"\} \d+/);
});
