/** What a CRM is told of entry rules: the code, the date, and that somebody waits. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSetClock } from '../../helpers/set-clock.ts';
import { smoke, somebody } from '../../helpers/system.ts';
import { openHttp, type TestHttp } from './open-http.ts';

const clock = createSetClock('2026-11-25T09:00:00Z');
const rules = (key: string, entry: string) =>
  `${smoke.replace('key: smoke', `key: ${key}`)}entry: { ${entry} }\n`;
let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({
    clock,
    cadences: {
      'smoke.yaml': smoke,
      'calm.yaml': rules('calm', 'cooldown: 14 days'),
      'one.yaml': rules('one', 'max_new_per_day: 1'),
    },
  });
});
afterAll(() => http?.close());

const enrol = (cadence: string, email: string) =>
  http.call('POST', '/v1/enrolments', { as: 'crm', body: { cadence, prospect: { email } } });

test('409 with the code, and the date from which it would be accepted', async () => {
  const { email } = somebody();
  const { body } = await enrol('smoke', email);
  await http.call('POST', `/v1/enrolments/${body.id}/exit`, { as: 'rep', body: {} });
  expect(await enrol('calm', email)).toMatchObject({
    status: 409,
    body: {
      error: { code: 'in_cooldown', details: { acceptedFrom: '2026-12-09T09:00:00.000Z' } },
    },
  });
});

test('201 with the status pending and the day on which it starts', async () => {
  const [first, second] = [somebody(), somebody()];
  expect((await enrol('one', first.email)).body).toMatchObject({ status: 'active' });
  const waiting = await enrol('one', second.email);
  expect(waiting).toMatchObject({
    status: 201,
    body: { status: 'pending', nextTouch: null, touches: [], startsAt: '2026-11-26T00:00:00.000Z' },
  });
  const list = await http.call('GET', '/v1/enrolments?status=pending', { as: 'rep' });
  expect(list.body.items.map(({ id }: { id: string }) => id)).toEqual([waiting.body.id]);
  const explain = await http.call('GET', `/v1/enrolments/${waiting.body.id}/explain`, {
    as: 'rep',
  });
  expect(explain.body).toMatchObject({ code: 'cap_reached', next: null });
});
