import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { somebody } from '../../helpers/system.ts';
import { type Call, openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

const enrol = (prospect: { readonly email: string }, key: string, as: Call['as'] = 'rep') =>
  http.call('POST', '/v1/enrolments', {
    as,
    body: { cadence: 'smoke', prospect },
    headers: { 'idempotency-key': key },
  });

async function enrolmentsOf({ email }: { readonly email: string }): Promise<number> {
  const { rows } = await http.system.app.db.query<{ count: number }>(
    `select count(*)::int from enrolments e join prospects p on p.id = e.prospect_id where p.email = $1`,
    [email],
  );
  return rows[0]?.count ?? 0;
}

test('the same request again gets the same answer, and is not done again', async () => {
  const [person, key] = [somebody(), randomUUID()];
  const first = await enrol(person, key);
  expect(first.status).toBe(201);
  expect(first.headers.get('idempotent-replay')).toBeNull();
  const again = await enrol(person, key);
  expect(again).toMatchObject({ status: 201, body: first.body });
  expect(again.headers.get('idempotent-replay')).toBe('true');
  expect(await enrolmentsOf(person)).toBe(1);
});

test('a refusal is answered again too', async () => {
  const [person, key] = [somebody(), randomUUID()];
  const suppression = { as: 'ops', body: { email: person.email } } as const;
  await http.call('POST', '/v1/suppressions', suppression);
  const first = await enrol(person, key);
  expect(first.status).toBe(409);
  expect(await enrol(person, key)).toMatchObject({ status: 409, body: first.body });
});

test('another body or another path with the same key is refused', async () => {
  const [person, key] = [somebody(), randomUUID()];
  const { id } = (await enrol(person, key)).body;
  const reused = { status: 409, body: { error: { code: 'idempotency_key_reused' } } };
  expect(await enrol(somebody(), key)).toMatchObject(reused);
  const elsewhere = await http.call('POST', `/v1/enrolments/${id}/pause`, {
    as: 'rep',
    headers: { 'idempotency-key': key },
  });
  expect(elsewhere).toMatchObject(reused);
  expect(await enrolmentsOf(person)).toBe(1);
});

test('keys of two callers have nothing to do with each other', async () => {
  const [person, key] = [somebody(), randomUUID()];
  const ids = [await enrol(person, key), await enrol(person, key, 'ops')].map(
    ({ body }) => body.id,
  );
  expect(new Set(ids).size).toBe(2);
});

test('of twenty at once one is done; the others are told so or get its answer', async () => {
  const [person, key] = [somebody(), randomUUID()];
  const answers = await Promise.all(Array.from({ length: 20 }, () => enrol(person, key)));
  const made = answers.filter((answer) => answer.status === 201);
  expect(made.length).toBeGreaterThan(0);
  expect(new Set(made.map((answer) => answer.body.id)).size).toBe(1);
  for (const other of answers.filter((answer) => answer.status !== 201)) {
    expect(other).toMatchObject({
      status: 409,
      body: { error: { code: 'idempotency_key_in_use' } },
    });
  }
  expect(await enrolmentsOf(person)).toBe(1);
  expect((await enrol(person, key)).body).toEqual(made[0]?.body);
});

test('what was wrong with a request is not kept: corrected it is done', async () => {
  const key = randomUUID();
  const call = (body: unknown) =>
    http.call('POST', '/v1/prospects', { as: 'crm', body, headers: { 'idempotency-key': key } });
  expect(await call({ firstName: 'Kari' })).toMatchObject({ status: 400 });
  expect(await call({ firstName: 'Kari', ...somebody() })).toMatchObject({ status: 201 });
});

test('a failure on our side is not kept, so that it can be tried again', async () => {
  const [person, key] = [somebody(), randomUUID()];
  const { db } = http.system.app;
  await db.query('alter table enrolments rename to enrolments_away');
  try {
    expect(await enrol(person, key)).toMatchObject({
      status: 500,
      body: { error: { code: 'internal_error' } },
    });
  } finally {
    await db.query('alter table enrolments_away rename to enrolments');
  }
  expect(await enrol(person, key)).toMatchObject({ status: 201 });
});

test('a list that is sent again is not imported again', async () => {
  const key = randomUUID();
  const send = () =>
    http.call('POST', '/v1/enrolments/bulk?cadence=smoke', {
      as: 'ops',
      body: `email\n${'list@pages.example'}\n`,
      headers: { 'content-type': 'text/csv', 'idempotency-key': key },
    });
  const first = await send();
  expect(first.status).toBe(202);
  expect(await send()).toMatchObject({ status: 202, body: first.body });
});

test('a key that is none', async () => {
  for (const key of ['', 'x'.repeat(201)]) {
    expect(await enrol(somebody(), key)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_idempotency_key' } },
    });
  }
});
