import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { waitFor } from '../../helpers/wait.ts';
import { openHttp, type TestHttp } from './open-http.ts';

const slow = new Set<string>();
let smtp: TestSmtpServer;
let http: TestHttp;
beforeAll(async () => {
  smtp = await startSmtpServer((to) => (slow.has(to) ? { stallMs: 500 } : 'accept'));
  http = await openHttp({ smtpUrl: smtp.url });
  await http.system.work();
});
afterAll(async () => {
  await http?.close();
  await smtp?.close();
});

const csv = (body: string, query = '') =>
  http.call('POST', `/v1/suppressions/bulk${query}`, {
    as: 'ops',
    body,
    headers: { 'content-type': 'text/csv' },
  });
const enrol = async (email: string, startAt?: string) =>
  (
    await http.call('POST', '/v1/enrolments', {
      as: 'rep',
      body: { cadence: 'smoke', prospect: { email }, startAt },
    })
  ).body;
const exported = async () =>
  (await http.call('GET', '/v1/suppressions/export', { as: 'ops' })).text;
const nextYear = '2030-01-01T00:00:00Z';

test('a list ends what its people are in, at once, and refuses what it cannot read', async () => {
  const domain = `${randomUUID()}.example`;
  const emails = [`a@${domain}`, `b@sales.${domain}`, `c@not${domain}`];
  const ids = [];
  for (const email of emails) ids.push((await enrol(email, nextYear)).id);
  const answer = await csv(
    `address,domain,reason\n,${domain},opted_out\nnobody@else.example,,\nx,,\n`,
  );
  expect(answer).toMatchObject({
    status: 200,
    body: {
      rowsRead: 3,
      accepted: 2,
      refused: 1,
      ended: 2,
      inFlight: false,
      refusals: [{ line: 4, email: 'x', code: 'invalid_address' }],
    },
  });
  const states = [];
  for (const id of ids) {
    const { body } = await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' });
    states.push([body.status, body.exitReason]);
  }
  expect(states).toEqual([
    ['exited', 'opted_out'],
    ['exited', 'opted_out'],
    ['active', null],
  ]);
  expect((await enrol(`d@deep.sales.${domain}`, nextYear)).error.code).toBe('blocked_domain');
});

test('it is answered when a mail that is in the air has landed', async () => {
  const email = `${randomUUID()}@under.example`;
  slow.add(email);
  const { id } = await enrol(email);
  await waitFor('the hand-over', async () => {
    const { body } = await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' });
    return body.touches[0].status === 'handing_over';
  });
  const answer = await csv(`email\n${email}\n`);
  const answeredAt = performance.now();
  expect(answer.body).toMatchObject({ ended: 1, inFlight: false });
  const mails = smtp.accepted.filter(({ to }) => to === email);
  expect(mails).toHaveLength(1);
  expect(mails[0]?.acceptedAt).toBeLessThan(answeredAt);
});

test('an export is imported again as the same, formulas and all', async () => {
  const mark = randomUUID();
  const hostile = `=HYPERLINK("https://evil.example?${mark}";"click")`;
  const add = (value: string, note: string) =>
    http.call('POST', '/v1/suppressions', { as: 'ops', body: { value, note, reason: 'manual' } });
  await add(`+${mark}@example.no`, hostile);
  await add(`=${mark}@example.no`, `"quoted", and\nbroken; 'so'`);
  await add(`'-${mark}@example.no`, "'@x");
  await add(`${mark}.example`, '');
  const first = await exported();
  expect(first).toContain(`"'${hostile.replaceAll('"', '""')}"`);
  expect(first).not.toMatch(/(^|,)"?[=+\-@]/m);
  expect((await csv(first)).body).toMatchObject({ refused: 0, ended: 0 });
  expect(await exported()).toBe(first);
  await http.system.app.db.query('delete from suppressions');
  await csv(first);
  expect(await exported()).toBe(first);
});

test('a long list goes in by sets', async () => {
  const mark = randomUUID();
  const many = 5_000;
  const rows = Array.from({ length: many }, (_, n) => `n${n}@${mark}.example,2026-01-02`);
  const answer = await csv(`Email Address,Unsubscribed at\n${rows.join('\n')}\n`);
  expect(answer.body).toMatchObject({ rowsRead: many, accepted: many, refusals: [] });
  const { rows: kept } = await http.system.app.db.query(
    `select count(*)::int as count, min(created_at) as since, min(reason) as reason
       from suppressions where value like $1`,
    [`%@${mark}.example`],
  );
  expect(kept).toEqual([
    { count: many, since: new Date('2026-01-02T00:00:00Z'), reason: 'opted_out' },
  ]);
});

test.each([
  ['/v1/suppressions/bulk', 'POST'],
  ['/v1/suppressions/export', 'GET'],
])('%s is for ops', async (path, method) => {
  const headers = { 'content-type': 'text/csv' };
  const body = method === 'POST' ? { body: 'email\n' } : {};
  expect((await http.call(method, path, { as: 'rep', headers, ...body })).status).toBe(403);
});

test('a list that cannot be read says where', async () => {
  expect(await csv('name\nKari\n')).toMatchObject({
    status: 400,
    body: { error: { code: 'missing_email_column' } },
  });
  expect(await csv('email\n"a@example.no\n')).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_csv', details: { line: 2 } } },
  });
});
