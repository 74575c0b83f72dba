import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { somebody } from '../../helpers/system.ts';
import { type Call, openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

const json = { 'content-type': 'application/json' };
const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;

const cases: readonly [
  what: string,
  method: string,
  path: string,
  call: Call,
  status: number,
  code: string,
][] = [
  [
    'malformed JSON',
    'POST',
    '/v1/prospects',
    { body: '{"email":', headers: json },
    400,
    'invalid_json',
  ],
  [
    'a poisoned prototype',
    'POST',
    '/v1/prospects',
    { body: '{"email":"a@b.example","__proto__":{}}', headers: json },
    400,
    'invalid_json',
  ],
  ['no body', 'POST', '/v1/prospects', {}, 400, 'invalid_request'],
  ['a body that is a list', 'POST', '/v1/prospects', { body: [] }, 400, 'invalid_request'],
  [
    'a number for a name',
    'POST',
    '/v1/prospects',
    { body: { ...somebody(), firstName: 7 } },
    400,
    'invalid_request',
  ],
  ['no address', 'POST', '/v1/prospects', { body: { email: 'kari' } }, 400, 'invalid_address'],
  [
    'no zone',
    'POST',
    '/v1/prospects',
    { body: { ...somebody(), timezone: 'Mars/Base' } },
    400,
    'invalid_timezone',
  ],
  [
    'nobody to enrol',
    'POST',
    '/v1/enrolments',
    { body: { cadence: 'smoke' } },
    400,
    'invalid_request',
  ],
  [
    'an instant that is none',
    'POST',
    '/v1/enrolments',
    { body: { cadence: 'smoke', prospect: somebody(), startAt: 'soon' } },
    400,
    'invalid_request',
  ],
  [
    'a prospect that is not there',
    'POST',
    '/v1/enrolments',
    { body: { cadence: 'smoke', prospectId: randomUUID() } },
    404,
    'unknown_prospect',
  ],
  [
    'a form',
    'POST',
    '/v1/enrolments',
    { body: 'cadence=smoke', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'unsupported_media_type',
  ],
  [
    'a body over 1 MiB',
    'POST',
    '/v1/prospects',
    { body: { ...somebody(), attributes: { a: 'x'.repeat(1024 * 1024) } } },
    413,
    'body_too_large',
  ],
  [
    'too deep a value',
    'POST',
    '/v1/prospects',
    { body: `{"email":"deep@x.example","attributes":{"a":${deep}}}`, headers: json },
    400,
    'invalid_json',
  ],
  [
    'a value that is deep for a database',
    'POST',
    '/v1/enrolments',
    {
      body: `{"cadence":"smoke","prospect":{"email":"deep@x.example"},"variables":{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
      headers: json,
    },
    400,
    'invalid_json',
  ],
  [
    'a list without a cadence',
    'POST',
    '/v1/enrolments/bulk',
    { body: 'email\n', headers: { 'content-type': 'text/csv' } },
    400,
    'invalid_request',
  ],
  [
    'a list for no cadence',
    'POST',
    '/v1/enrolments/bulk?cadence=none',
    { body: 'email\n', headers: { 'content-type': 'text/csv' } },
    409,
    'unknown_cadence',
  ],
  ['an id that is none', 'GET', '/v1/enrolments/17', {}, 400, 'invalid_request'],
  [
    'an enrolment that is not there',
    'GET',
    `/v1/enrolments/${randomUUID()}`,
    {},
    404,
    'unknown_enrolment',
  ],
  ['its timeline', 'GET', `/v1/enrolments/${randomUUID()}/timeline`, {}, 404, 'unknown_enrolment'],
  [
    'its explanation',
    'GET',
    `/v1/enrolments/${randomUUID()}/explain`,
    {},
    404,
    'unknown_enrolment',
  ],
  ['its preview', 'GET', `/v1/enrolments/${randomUUID()}/preview`, {}, 404, 'unknown_enrolment'],
  [
    'a task that is not there',
    'POST',
    `/v1/tasks/${randomUUID()}/complete`,
    {},
    404,
    'unknown_task',
  ],
  ['an import that is not there', 'GET', `/v1/imports/${randomUUID()}`, {}, 404, 'unknown_import'],
  ['to undo one', 'DELETE', `/v1/imports/${randomUUID()}`, {}, 404, 'unknown_import'],
  [
    'a person who is not there',
    'DELETE',
    `/v1/prospects/${randomUUID()}`,
    {},
    404,
    'unknown_prospect',
  ],
  ['a cadence that is not there', 'GET', '/v1/cadences/none', {}, 404, 'unknown_cadence'],
  ['a limit that is none', 'GET', '/v1/enrolments?limit=many', {}, 400, 'invalid_request'],
  ['a page too large', 'GET', '/v1/enrolments?limit=501', {}, 400, 'invalid_request'],
  ['a strange cursor', 'GET', '/v1/enrolments?cursor=x', {}, 400, 'invalid_request'],
  ['a NUL in a query', 'GET', '/v1/enrolments?owner=%00', {}, 400, 'invalid_value'],
  ['a strange status', 'GET', '/v1/enrolments?status=asleep', {}, 400, 'invalid_request'],
  ['an empty suppression', 'POST', '/v1/suppressions', { body: {} }, 400, 'invalid_address'],
  ['a path that is not there', 'GET', '/v1/nothing', {}, 404, 'not_found'],
  ['a method that is not there', 'PUT', '/v1/enrolments', {}, 404, 'not_found'],
  ['a path that cannot be decoded', 'GET', '/v1/cadences/%zz', {}, 400, 'bad_request'],
  ['a parameter without end', 'GET', `/v1/cadences/${'x'.repeat(4_000)}`, {}, 404, 'not_found'],
];

test.each(cases)('%s: %s %s', async (_what, method, path, call, status, code) => {
  const answer = await http.call(method, path, { as: 'admin', ...call });
  expect({ status: answer.status, ...answer.body }).toEqual({
    status,
    error: {
      code,
      message: expect.stringMatching(/./),
      ...(answer.body.error.details === undefined ? {} : { details: expect.anything() }),
    },
  });
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d|\bat \w+ \(/);
});

test('a failure on our side shows neither its stack nor its statement', async () => {
  const { db } = http.system.app;
  await db.query('alter table tasks rename to tasks_away');
  try {
    const answer = await http.call('GET', '/v1/tasks', { as: 'rep' });
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'internal_error' } } });
    expect(answer.text).not.toMatch(/tasks|select|relation/i);
  } finally {
    await db.query('alter table tasks_away rename to tasks');
  }
});

test('what the database cannot keep in a text is taken out of it', async () => {
  const made = await http.call('POST', '/v1/prospects', {
    as: 'rep',
    body: { ...somebody(), firstName: 'Ka\u0000ri \ud83d', attributes: { 'a\u0000': ['\udc4d'] } },
  });
  expect(made).toMatchObject({
    status: 201,
    body: { firstName: 'Kari \ufffd', attributes: { a: ['\ufffd'] } },
  });
});

test('an empty body counts as none, whatever its type', async () => {
  const body = { cadence: 'smoke', prospect: somebody() };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
  const paused = await http.call('POST', `/v1/enrolments/${id}/pause`, {
    as: 'rep',
    headers: json,
  });
  expect(paused).toMatchObject({ status: 200, body: { status: 'paused' } });
});

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', '400'],
  ['headers without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
])('%s is answered in the same form', async (_what, bytes, status) => {
  const socket = connect(Number(new URL(http.url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  expect(text.startsWith(`HTTP/1.1 ${status} `)).toBe(true);
  expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({
    error: { code: expect.any(String), message: expect.any(String) },
  });
});

test('somebody erased cannot be enrolled by id either', async () => {
  const { id } = (await http.call('POST', '/v1/prospects', { as: 'rep', body: somebody() })).body;
  expect((await http.call('DELETE', `/v1/prospects/${id}`, { as: 'admin' })).status).toBe(204);
  const body = { cadence: 'smoke', prospectId: id };
  expect(await http.call('POST', '/v1/enrolments', { as: 'rep', body })).toMatchObject({
    status: 409,
    body: { error: { code: 'erased' } },
  });
});

test('a database that is away is told to nobody but the log', async () => {
  const other = await openHttp();
  try {
    await other.system.app.db.close();
    const answer = await other.webhook({
      type: 'reply.received',
      timestamp: new Date().toISOString(),
      data: { prospect: somebody() },
    });
    expect(answer).toMatchObject({
      status: 503,
      body: { error: { code: 'database_unavailable' } },
    });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.text).not.toMatch(/PostgreSQL|pool|DATABASE_URL|\d+\.\d+\.\d+/);
  } finally {
    await other.close();
  }
});
