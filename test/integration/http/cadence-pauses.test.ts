import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

test('a person pauses a cadence and resumes it; both may be said twice', async () => {
  const made = await http.call('POST', '/v1/enrolments', {
    as: 'rep',
    body: { cadence: 'smoke', prospect: { email: 'kunde@example.com' } },
  });
  for (let times = 0; times < 2; times += 1) {
    const body = { reason: 'wrong price' };
    const answer = await http.call('POST', '/v1/cadences/smoke/pause', { as: 'ops', body });
    expect(answer).toMatchObject({
      status: 200,
      body: { key: 'smoke', status: 'paused', cause: 'person', reason: 'wrong price' },
    });
  }
  const explained = await http.call('GET', `/v1/enrolments/${made.body.id}/explain`, { as: 'rep' });
  expect(explained.body).toMatchObject({
    code: 'cadence_paused',
    summary: expect.stringContaining('(wrong price)'),
  });
  // A version that is published meanwhile does not end it.
  await http.call('POST', '/v1/cadences/smoke/publish', { as: 'ops' });
  const all = await http.call('GET', '/v1/cadences', { as: 'rep' });
  expect(all.body.items).toMatchObject([{ key: 'smoke', status: 'paused', warning: null }]);
  for (let times = 0; times < 2; times += 1) {
    const answer = await http.call('POST', '/v1/cadences/smoke/resume', { as: 'ops' });
    expect(answer).toMatchObject({ status: 200, body: { status: 'active', reason: null } });
  }
});

test('reps may not, and an unknown key is told with the known ones', async () => {
  const refused = await http.call('POST', '/v1/cadences/smoke/pause', { as: 'rep' });
  expect(refused.status).toBe(403);
  const unknown = await http.call('POST', '/v1/cadences/smok/pause', { as: 'ops' });
  expect(unknown).toMatchObject({
    status: 404,
    body: {
      error: { code: 'unknown_cadence', message: expect.stringContaining('there is smoke') },
    },
  });
});
