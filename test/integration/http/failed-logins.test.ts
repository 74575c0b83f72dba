import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

const tries = async (count: number, key?: string) => {
  const call = key === undefined ? {} : { key };
  const answers = await Promise.all(
    Array.from({ length: count }, () => http.call('GET', '/v1/cadences', call)),
  );
  return answers.map((answer) => answer.status);
};

test('who tries many wrong keys is told to wait', async () => {
  const statuses = await tries(80, 'cad_wrong');
  expect(statuses.filter((status) => status === 401)).toHaveLength(60);
  expect(statuses.filter((status) => status === 429)).toHaveLength(20);
  const answer = await http.call('GET', '/v1/cadences', { key: 'cad_wrong' });
  expect(answer).toMatchObject({
    status: 429,
    body: { error: { code: 'too_many_requests', message: expect.stringContaining('seconds') } },
  });
  const seconds = Number(answer.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
});

test('who asks without a key may ask more often, but not for ever', async () => {
  const statuses = await tries(301);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
});

test('nobody else is limited: good keys, webhooks, opt-out links and health from the same address', async () => {
  expect(await tries(1, 'cad_wrong')).toEqual([429]);
  const good = await Promise.all(
    Array.from({ length: 200 }, () => http.call('GET', '/v1/cadences', { as: 'rep' })),
  );
  expect(new Set(good.map((answer) => answer.status))).toEqual(new Set([200]));
  const event = eventOf('reply.received', { prospect: { email: 'nobody@x.example' } });
  expect((await http.webhook(event)).status).toBe(202);
  expect((await http.call('GET', '/u/x')).status).toBe(404);
  expect((await http.call('GET', '/healthz')).status).toBe(200);
});
