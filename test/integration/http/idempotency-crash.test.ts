import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../../src/app/api-keys.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

const enrol = (prospect: { readonly email: string }, key: string) =>
  http.call('POST', '/v1/enrolments', {
    as: 'rep',
    body: { cadence: 'smoke', prospect },
    headers: { 'idempotency-key': key },
  });
const importList = (email: string, key: string) =>
  http.call('POST', '/v1/enrolments/bulk?cadence=smoke', {
    as: 'ops',
    body: `email\n${email}\n`,
    headers: { 'content-type': 'text/csv', 'idempotency-key': key },
  });

/** As if the process that had the key had died over it, so many minutes ago. */
const dieOver = (key: string, minutesAgo: number) =>
  http.system.app.db.query(
    `update idempotency_keys set status = null, response = null, created_at = now() - $2 * interval '1 minute'
      where key = $1`,
    [key, minutesAgo],
  );

async function enrolmentsOf(email: string): Promise<number> {
  const { rows } = await http.system.app.db.query<{ count: number }>(
    `select count(*)::int from enrolments e join prospects p on p.id = e.prospect_id where p.email = $1`,
    [email],
  );
  return rows[0]?.count ?? 0;
}

test('a request whose process died is done when it is asked again, and not before', async () => {
  const [person, key] = [somebody(), randomUUID()];
  await http.system.app.db.query(
    `insert into idempotency_keys (api_key, key, request_hash, created_at)
     select id::text, $1, '', now() - interval '6 minutes' from api_keys where role = 'rep'`,
    [key],
  );
  expect((await enrol(person, key)).status).toBe(201);
  await dieOver(key, 1);
  expect(await enrol(person, key)).toMatchObject({
    status: 409,
    body: { error: { code: 'idempotency_key_in_use' } },
  });
});

test("what it had done is not shown to its key once it has become a colleague's", async () => {
  const { key } = await createApiKey(http.system.app, 'Kari', 'rep', { email: 'kari@firm.no' });
  const idempotencyKey = randomUUID();
  const again = () =>
    http.call('POST', '/v1/enrolments', {
      ...{ key, body: { cadence: 'smoke', prospect: { email: 'per@firm.example' } } },
      headers: { 'idempotency-key': idempotencyKey },
    });
  const { body } = await again();
  await http.system.app.db.query('update enrolments set owner = $2 where id = $1', [
    ...[body.id, 'ola@firm.no'],
  ]);
  await dieOver(idempotencyKey, 6);
  const answer = await again();
  expect(answer).toMatchObject({ status: 409, body: { error: { code: 'other_owner' } } });
  expect(await enrolmentsOf('per@firm.example')).toBe(1);
});

test('what it had done before it died is found, and not done again', async () => {
  const [person, key] = [somebody(), randomUUID()];
  const first = await enrol(person, key);
  await dieOver(key, 6);
  expect(await enrol(person, key)).toMatchObject({ status: 201, body: { id: first.body.id } });
  expect(await enrolmentsOf(person.email)).toBe(1);
});

test('a list of which that is true is not imported again', async () => {
  const [{ email }, key] = [somebody(), randomUUID()];
  const first = await importList(email, key);
  await waitFor('its end', async () => {
    const { body } = await http.call('GET', `/v1/imports/${first.body.importId}`, { as: 'ops' });
    return body.status === 'finished';
  });
  await dieOver(key, 6);
  expect(await importList(email, key)).toMatchObject({ status: 202, body: first.body });
  expect(await enrolmentsOf(email)).toBe(1);
});

test('the same key of another caller, and the same request with another key, make something else', async () => {
  const [person, key] = [somebody(), randomUUID()];
  const ids = [
    (await enrol(person, key)).body.id,
    (await enrol(person, randomUUID())).body.id,
    (
      await http.call('POST', '/v1/enrolments', {
        as: 'ops',
        body: { cadence: 'smoke', prospect: person },
        headers: { 'idempotency-key': key },
      })
    ).body.id,
  ];
  expect(new Set(ids).size).toBe(3);
});

test('answers are forgotten after a day, and an import that lost its process is called failed', async () => {
  const { app } = http.system;
  const [old, young] = [randomUUID(), randomUUID()];
  await enrol(somebody(), old);
  await enrol(somebody(), young);
  await app.db.query(
    `update idempotency_keys set created_at = now() - interval '25 hours' where key = $1`,
    [old],
  );
  const { body } = await importList(somebody().email, randomUUID());
  const read = async () =>
    (await http.call('GET', `/v1/imports/${body.importId}`, { as: 'ops' })).body.status;
  await waitFor('its end', async () => (await read()) === 'finished');
  await app.db.query(
    `update imports set status = 'running', moved_at = now() - interval '11 minutes' where id = $1`,
    [body.importId],
  );
  await reconcile(app);
  expect(await read()).toBe('failed');
  const { rows } = await app.db.query<{ key: string }>(
    'select key from idempotency_keys where key = any($1)',
    [[old, young]],
  );
  expect(rows).toEqual([{ key: young }]);
});
