import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { somebody } from '../../helpers/system.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

/** Well formed, signed, and more than an index takes. */
const tooLong = () => randomBytes(3_000).toString('hex');

test('of thirty webhooks at once the one that cannot be kept is refused, and the others are applied', async () => {
  const people = Array.from({ length: 30 }, somebody);
  await Promise.all(
    people.map((prospect) =>
      http.call('POST', '/v1/enrolments', { as: 'crm', body: { cadence: 'smoke', prospect } }),
    ),
  );
  const answers = await Promise.all(
    people.map((prospect, n) =>
      http.webhook(eventOf('reply.received', { prospect }), n === 17 ? { id: tooLong() } : {}),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.toSpliced(17, 1)).toEqual(Array(29).fill(202));
  expect(answers[17]).toMatchObject({ status: 400, body: { error: { code: 'invalid_value' } } });
  const outcomes = answers.flatMap(({ body }) => body.receipts ?? []);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(29).fill('applied'));
});
