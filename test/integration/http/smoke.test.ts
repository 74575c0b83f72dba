import { afterAll, beforeAll, expect, test } from 'vitest';
import { somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test('a prospect is enrolled, and everything about the enrolment can be read', async () => {
  const { email } = somebody();
  const made = await http.call('POST', '/v1/enrolments', {
    as: 'rep',
    body: { cadence: 'smoke', prospect: { email, firstName: 'Kari' }, owner: 'nils' },
  });
  expect(made).toMatchObject({
    status: 201,
    body: {
      id: expect.stringMatching(uuid),
      status: 'active',
      nextTouch: { step: 'one', dueAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) },
    },
  });
  const { id, prospectId } = made.body;
  const one = await http.call('GET', `/v1/enrolments/${id}`, { as: 'crm' });
  expect(one).toMatchObject({
    status: 200,
    body: {
      id,
      status: 'active',
      stage: 'prospecting',
      track: null,
      exitReason: null,
      pauseReason: null,
      resumeAt: null,
      nextTouch: { step: 'one' },
      touches: [{ step: 'one' }],
    },
  });
  const timeline = await http.call('GET', `/v1/enrolments/${id}/timeline?limit=1`, { as: 'rep' });
  expect(timeline.body.items.map((entry: { type: string }) => entry.type)).toEqual([
    'enrolment.created',
  ]);
  const rest = await http.call(
    'GET',
    `/v1/enrolments/${id}/timeline?cursor=${timeline.body.nextCursor}`,
    { as: 'rep' },
  );
  expect(rest.body.items[0]).toMatchObject({ type: 'stage.entered' });
  const preview = await http.call('GET', `/v1/enrolments/${id}/preview`, { as: 'rep' });
  expect(preview.status).toBe(200);
  expect(JSON.stringify(preview.body)).toContain('Hello Kari');
  const explained = await http.call('GET', `/v1/enrolments/${id}/explain`, { as: 'rep' });
  expect(explained).toMatchObject({ status: 200, body: { enrolmentId: id, status: 'active' } });
  const listed = await http.call('GET', '/v1/enrolments?owner=nils&cadence=smoke&status=active', {
    as: 'rep',
  });
  expect(listed.body).toMatchObject({ items: [{ id }], nextCursor: null });
  const prospect = await http.call('GET', `/v1/prospects/${prospectId}`, { as: 'rep' });
  expect(prospect).toMatchObject({ status: 200, body: { id: prospectId, email } });
  const exported = await http.call('GET', `/v1/prospects/${prospectId}/export`, { as: 'admin' });
  expect(exported.status).toBe(200);
  expect(exported.text).toContain(email);
});

test.each([
  ['/healthz', undefined],
  ['/readyz', undefined],
  ['/metrics', undefined],
  ['/openapi.json', undefined],
  ['/docs', undefined],
  ['/docs/', undefined],
  ['/docs/json', undefined],
  ['/v1/enrolments', 'crm'],
  ['/v1/tasks', 'rep'],
  ['/v1/cadences', 'crm'],
  ['/v1/cadences/smoke', 'rep'],
  ['/v1/suppressions', 'ops'],
  ['/v1/reports/funnel', 'crm'],
  ['/v1/reports/funnel?cadence=smoke', 'rep'],
] as const)('GET %s answers %s', async (path, as) => {
  const answer = await http.call('GET', path, as === undefined ? {} : { as });
  expect(answer.status, answer.text).toBeLessThan(400);
});

test('enrolments are listed in pages, each once', async () => {
  const owner = 'pages';
  const made: string[] = [];
  for (let i = 0; i < 5; i++) {
    const body = { cadence: 'smoke', prospect: somebody(), owner };
    made.push((await http.call('POST', '/v1/enrolments', { as: 'ops', body })).body.id);
  }
  const listed: string[] = [];
  let cursor = '';
  do {
    const { body } = await http.call('GET', `/v1/enrolments?owner=${owner}&limit=2${cursor}`, {
      as: 'ops',
    });
    listed.push(...body.items.map((item: { id: string }) => item.id));
    cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
  } while (cursor !== '');
  expect(listed.toSorted()).toEqual(made.toSorted());
});

test.each([
  ['suppressed', 409, { as: 'address' }],
  ['blocked_domain', 409, { as: 'domain' }],
  ['unknown_cadence', 409, { cadence: 'nothing' }],
  ['invalid_address', 409, { email: 'not an address' }],
] as const)('a refusal is told by its code: %s', async (code, status, given) => {
  const email = 'email' in given ? given.email : `x@${code.replace('_', '-')}.example`;
  if ('as' in given) {
    const value = given.as === 'address' ? email : email.slice(2);
    const done = await http.call('POST', '/v1/suppressions', { as: 'ops', body: { value } });
    expect(done).toMatchObject({ status: 201, body: { value, ended: 0, inFlight: false } });
  }
  const cadence = 'cadence' in given ? given.cadence : 'smoke';
  const answer = await http.call('POST', '/v1/enrolments', {
    as: 'crm',
    body: { cadence, prospect: { email } },
  });
  expect(answer).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } });
});

test('a person pauses, resumes and ends an enrolment', async () => {
  const body = { cadence: 'smoke', prospect: somebody() };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
  const act = (verb: string, sent?: unknown) =>
    http.call('POST', `/v1/enrolments/${id}/${verb}`, { as: 'rep', body: sent });
  const until = '2030-01-01T00:00:00.000Z';
  expect(await act('pause', { until })).toMatchObject({
    status: 200,
    body: { id, status: 'paused', resumeAt: until, inFlight: false },
  });
  expect(await act('resume')).toMatchObject({ status: 200, body: { status: 'active' } });
  expect(await act('resume')).toMatchObject({
    status: 409,
    body: { error: { code: 'not_paused' } },
  });
  expect(await act('advance', { stage: 'nowhere' })).toMatchObject({ status: 409 });
  expect(await act('exit', { reason: 'replied' })).toMatchObject({
    status: 200,
    body: { status: 'exited', exitReason: 'replied', nextTouch: null },
  });
  expect(await act('pause')).toMatchObject({
    status: 409,
    body: { error: { code: 'not_active' } },
  });
});

test.each([
  ['CSV', 'text/csv', (a: string, b: string) => `email,firstName\n${a},Kari\n${b},Ola\nno,\n`],
  [
    'NDJSON',
    'application/x-ndjson',
    (a: string, b: string) =>
      `${JSON.stringify({ email: a })}\n${JSON.stringify({ prospect: { email: b } })}\n{"email":"no"}\n`,
  ],
])('a list is enrolled from %s and taken back', async (_name, type, listOf) => {
  const { email } = somebody();
  const begun = await http.call('POST', '/v1/enrolments/bulk?cadence=smoke', {
    as: 'ops',
    body: listOf(email, somebody().email),
    headers: { 'content-type': type },
  });
  expect(begun).toMatchObject({ status: 202, body: { importId: expect.stringMatching(uuid) } });
  const path = `/v1/imports/${begun.body.importId}`;
  const done = await waitFor('the import', async () => {
    const { body } = await http.call('GET', path, { as: 'rep' });
    return body.status === 'finished' && body;
  });
  expect(done).toMatchObject({
    rowsRead: 3,
    accepted: 2,
    refused: 1,
    refusals: [{ code: 'invalid_address' }],
  });
  const undone = await http.call('DELETE', path, { as: 'ops' });
  expect(undone).toMatchObject({ status: 200, body: { undone: 2, import: { status: 'undone' } } });
  const prospect = await http.call('POST', '/v1/prospects', { as: 'rep', body: { email } });
  const { body } = await http.call('GET', `/v1/enrolments?prospectId=${prospect.body.id}`, {
    as: 'rep',
  });
  expect(body.items).toMatchObject([{ status: 'exited', exitReason: 'manual' }]);
});

test('a prospect is made once and then kept up to date, and erased for good', async () => {
  const { email } = somebody();
  const externalIds = { hubspot: email };
  const made = await http.call('POST', '/v1/prospects', {
    as: 'crm',
    body: { email, firstName: 'Kari', country: 'no', externalIds },
  });
  expect(made).toMatchObject({ status: 201, body: { email, country: 'NO', externalIds } });
  const again = await http.call('POST', '/v1/prospects', {
    as: 'crm',
    body: { email: email.toUpperCase(), lastName: 'Nordmann' },
  });
  expect(again).toMatchObject({
    status: 200,
    body: { id: made.body.id, firstName: 'Kari', lastName: 'Nordmann' },
  });
  const gone = await http.call('DELETE', `/v1/prospects/${made.body.id}`, { as: 'admin' });
  expect(gone).toMatchObject({ status: 204, text: '' });
  const back = await http.call('POST', '/v1/enrolments', {
    as: 'rep',
    body: { cadence: 'smoke', prospect: { email } },
  });
  expect(back).toMatchObject({ status: 409, body: { error: { code: 'erased' } } });
});

test('a suppression ends what is live, is listed, and is lifted by an admin', async () => {
  const { email } = somebody();
  const body = { cadence: 'smoke', prospect: { email } };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
  const done = await http.call('POST', '/v1/suppressions', { as: 'ops', body: { email } });
  expect(done).toMatchObject({ status: 201, body: { value: email, ended: 1 } });
  const ended = await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' });
  expect(ended.body).toMatchObject({ status: 'exited', nextTouch: null });
  const list = await http.call('GET', '/v1/suppressions?limit=500', { as: 'ops' });
  expect(list.body.items).toContainEqual(expect.objectContaining({ value: email }));
  const path = `/v1/suppressions/${encodeURIComponent(email)}`;
  expect(await http.call('DELETE', path, { as: 'admin' })).toMatchObject({ status: 204 });
  expect(await http.call('DELETE', path, { as: 'admin' })).toMatchObject({
    status: 404,
    body: { error: { code: 'not_suppressed' } },
  });
});
