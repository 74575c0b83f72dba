import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

const tries = async (count: number, key?: string, forwardedFor?: (index: number) => string) => {
  const call = key === undefined ? {} : { key };
  const answers = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      http.call('GET', '/v1/cadences', {
        ...call,
        ...(forwardedFor && { headers: { 'x-forwarded-for': forwardedFor(index) } }),
      }),
    ),
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

test('who makes up addresses is one and the same', async () => {
  const statuses = await tries(10, 'cad_wrong', (index) => `198.51.100.${index}`);
  expect(statuses).toEqual(Array(10).fill(429));
});

test('behind a proxy that is believed each client is counted for itself, whatever it makes up', async () => {
  const behind = await openHttp({ http: { trustProxy: ['loopback'] } });
  try {
    const ask = async (forwardedFor: string) => {
      const headers = { 'x-forwarded-for': forwardedFor };
      return (await behind.call('GET', '/v1/cadences', { key: 'cad_wrong', headers })).status;
    };
    const one = Array.from({ length: 61 }, (_, index) => ask(`192.0.2.${index}, 198.51.100.7`));
    expect((await Promise.all(one)).sort()).toEqual([...Array(60).fill(401), 429]);
    expect(await ask('198.51.100.8')).toBe(401);
    expect(await ask('198.51.100.8, 198.51.100.7')).toBe(429);
    // Some proxies write the port of each connection behind the address.
    expect(await ask('198.51.100.7:50123')).toBe(429);
    expect(await ask('[2001:db8::1]:50123')).toBe(401);
  } finally {
    await behind.close();
  }
});
