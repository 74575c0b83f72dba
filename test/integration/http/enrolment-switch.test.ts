import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smoke, somebody } from '../../helpers/system.ts';
import { openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  const other = smoke.replace('key: smoke', 'key: other').replace('id: one', 'id: hello');
  http = await openHttp({ cadences: { 'smoke.yaml': smoke, 'other.yaml': other } });
});
afterAll(() => http?.close());

const read = async (id: string) =>
  (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body;
const switchTo = (id: string, cadence: string) =>
  http.call('POST', `/v1/enrolments/${id}/switch`, { as: 'rep', body: { cadence } });

async function enrolled() {
  const { email } = somebody();
  const body = { cadence: 'smoke', prospect: { email }, owner: 'nils' };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
  return { email, id: String(id) };
}

test('a switch ends the one and begins the other, for the same person and owner', async () => {
  const { email, id } = await enrolled();
  const switched = await switchTo(id, 'other');
  expect(switched).toMatchObject({
    status: 200,
    body: {
      email,
      cadence: 'other',
      status: 'active',
      owner: 'nils',
      nextTouch: { step: 'hello' },
      switchedFrom: id,
      inFlight: false,
    },
  });
  expect(switched.body.id).not.toBe(id);
  expect(await read(id)).toMatchObject({
    status: 'exited',
    exitReason: 'switched',
    nextTouch: null,
    touches: [{ step: 'one', status: 'cancelled' }],
  });
  const { body } = await http.call('GET', `/v1/enrolments/${id}/timeline`, { as: 'rep' });
  expect(body.items).toContainEqual(
    expect.objectContaining({ type: 'person.switched', data: { by: 'rep', cadence: 'other' } }),
  );
  expect(await switchTo(id, 'other')).toMatchObject({
    status: 409,
    body: { error: { code: 'already_ended' } },
  });
});

test('a switch that is refused leaves the old enrolment as it was', async () => {
  const { email, id } = await enrolled();
  const before = await read(id);
  expect(await switchTo(id, 'nothing')).toMatchObject({
    status: 409,
    body: { error: { code: 'unknown_cadence' } },
  });
  // Suppressed behind the program's back, so that the refusal comes from within the transaction.
  await http.system.app.db.query(
    `insert into suppressions (value, reason, source, created_at) values ($1, 'manual', 'test', now())`,
    [email],
  );
  expect(await switchTo(id, 'other')).toMatchObject({
    status: 409,
    body: { error: { code: 'suppressed' } },
  });
  expect(await read(id)).toEqual(before);
});

test('nobody is switched who is not there', async () => {
  expect(await switchTo(randomUUID(), 'other')).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown_enrolment' } },
  });
});

test('of ten switches at once one is made', async () => {
  const { id } = await enrolled();
  const answers = await Promise.all(Array.from({ length: 10 }, () => switchTo(id, 'other')));
  expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, ...Array(9).fill(409)]);
});
