import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../../src/app/api-keys.ts';
import { openImportRuns } from '../../../src/app/enrolling/import-runs.ts';
import { auditChanges } from '../../../src/http/audit.ts';
import { auditedRoutes } from '../../../src/http/audited-routes.ts';
import type { AuditView } from '../../../src/store/audit-log.ts';
import { insertAudit } from '../../../src/store/audit-log.ts';
import { smoke } from '../../helpers/system.ts';
import { whereIs } from '../../helpers/where-is.ts';
import { deedsOn, somebody } from './audited-deeds.ts';
import { type Answer, openHttp, type TestHttp, workspace } from './open-http.ts';

const cadences = {
  'workspace.yaml': `${workspace}
mailboxes: [{ key: kari, smtp_env: SMTP_URL, from: "Kari <kari@fjord.example>" }]
company_hold: { on: [deal_won], for: 30d }
`,
  // However long a request takes, the worker is not past the stage that is advanced to.
  'smoke.yaml': smoke.replace(
    '{ id: two, after: 2s, email:',
    '{ id: call, after: 2 days, task: { kind: call, title: Ring } }\n  - { id: two, stage: closing, after: 2 days, email:',
  ),
  'calls.yaml': `
key: calls
title: Calls
steps:
  - { id: call, stage: prospecting, task: { kind: call, title: Ring } }
  - { id: two, after: 2s, email: { template: smoke/two, approve: true } }
`,
};

let http: TestHttp;
let on: ReturnType<typeof deedsOn>;
beforeAll(async () => {
  http = await openHttp({ cadences });
  on = deedsOn(http);
  await http.system.work();
});
afterAll(() => http?.close());

const entriesOf = async (query: string): Promise<AuditView[]> =>
  (await http.call('GET', `/v1/audit?${query}`, { as: 'admin' })).body.items;
/** The entries of one request. */
const entriesFor = async ({ headers }: Answer) => {
  const all = await entriesOf('limit=500');
  return all.filter(({ requestId }) => requestId === headers.get('x-request-id'));
};
test.each(Object.keys(auditedRoutes))('%s is told', async (route) => {
  const deed = on.deeds[route];
  if (deed === undefined) throw new Error(`${route} has no request in this test: give it one`);
  const { answer, objectId = null } = await deed();
  expect(answer.status, answer.text).toBeLessThan(300);
  const { action, kind } = auditedRoutes[route] ?? {};
  const told = await entriesFor(answer);
  expect(told.filter((entry) => entry.objectId === objectId)).toMatchObject([
    { action, kind, objectId, actor: 'admin', role: 'admin', data: expect.anything() },
  ]);
});

describe('nothing is told of what was not done', () => {
  test.each<[string, () => Promise<Answer>]>([
    ['what is refused', () => on.post('/v1/enrolments', { cadence: 'nope', prospect: somebody() })],
    [
      'what is refused by the rules of entry',
      async () => {
        const email = somebody().email;
        await on.post('/v1/suppressions', { value: email });
        return on.post('/v1/enrolments', { cadence: 'smoke', prospect: { email } });
      },
    ],
    ['a dry run', async () => on.post(`/v1/receipts/${await on.unmatched()}/replay?dry_run=true`)],
    [
      'a dry run of a comparison',
      async () => {
        const prospect = { email: (await on.enrolled()).email };
        const items = [{ prospect, optedOut: true }];
        return on.post('/v1/reconcile?dry_run=true', { items });
      },
    ],
    ['a dry run of all', () => on.post('/v1/receipts/replay?dry_run=true', { source: 'crm' })],
    [
      'an erasure of the erased',
      async () => {
        const { prospectId } = await on.enrolled();
        const erase = () => http.call('DELETE', `/v1/prospects/${prospectId}`, { as: 'admin' });
        await erase();
        return erase();
      },
    ],
    ['what is only read', () => http.call('GET', '/v1/suppressions', { as: 'admin' })],
  ])('%s', async (_what, ask) => {
    expect(await entriesFor(await ask())).toEqual([]);
  });

  test('an answer that is given again', async () => {
    const call = { headers: { 'idempotency-key': randomUUID() } };
    const body = { cadence: 'smoke', prospect: somebody() };
    const first = await on.post('/v1/enrolments', body, call);
    const again = await on.post('/v1/enrolments', body, call);
    expect(again.headers.get('idempotent-replay')).toBe('true');
    expect(await entriesOf(`object=${first.body.id}`)).toHaveLength(1);
  });
});

test('who asks for a dry run where there is none has done it', async () => {
  const { id } = await on.enrolled();
  const answer = await on.post(`/v1/enrolments/${id}/pause?dry_run=true`);
  expect(answer.body).toMatchObject({ status: 'paused' });
  expect(await entriesFor(answer)).toMatchObject([{ action: 'enrolment.paused', objectId: id }]);
});

test('of a list that breaks off, what was suppressed has its entry', async () => {
  const values = Array.from({ length: 1_000 }, () => `${randomUUID()}.example`);
  const headers = { 'content-type': 'text/csv' };
  const body = ['domain', ...values, '"broken'].join('\n');
  const answer = await on.post('/v1/suppressions/bulk', body, { headers });
  expect(answer.status, answer.text).toBe(400);
  const { rows } = await http.system.app.db.query(
    'select from suppressions where value = any($1)',
    [values],
  );
  expect(rows).toHaveLength(values.length);
  expect(await entriesFor(answer)).toMatchObject([
    { action: 'suppressions.imported', objectId: 'list' },
  ]);
});

test('there is no change without its entry', async () => {
  const { db } = http.system.app;
  const { id } = await on.enrolled();
  await db.query('alter table audit_log add constraint shut check (false) not valid');
  const answer = await on.post(`/v1/enrolments/${id}/pause`);
  await db.query('alter table audit_log drop constraint shut');
  expect(answer.status).toBe(500);
  const { body } = await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' });
  expect(body).toMatchObject({ status: 'active' });
});

test('nor is an answer kept for a repetition that has no entry', async () => {
  const { db } = http.system.app;
  const headers = { 'content-type': 'text/csv', 'idempotency-key': randomUUID() };
  const ask = () => on.post('/v1/suppressions/bulk', 'email\nnobody\n', { headers });
  await db.query('alter table audit_log add constraint shut check (false) not valid');
  const first = await ask();
  await db.query('alter table audit_log drop constraint shut');
  expect(first.status).toBe(500);
  const again = await ask();
  expect(again.status).toBe(200);
  expect(again.headers.get('idempotent-replay')).toBeNull();
  expect(await entriesFor(again)).toMatchObject([{ action: 'suppressions.imported' }]);
});

test('no entry can be changed or taken away', async () => {
  const { db, clock } = http.system.app;
  const actor = { id: 'x', name: 'x', role: 'rep', requestId: randomUUID() } as const;
  const entry = { action: 'key.created', kind: 'key', objectId: randomUUID(), data: {} } as const;
  await insertAudit(db, actor, [entry], clock.now());
  for (const statement of [
    `update audit_log set actor = 'nobody'`,
    'delete from audit_log',
    'truncate audit_log',
    `begin; set local cadence.audit_kept_from = '2000-01-01'; delete from audit_log; commit`,
  ]) {
    await expect(
      db.session((client) => client.query(statement).finally(() => client.query('rollback'))),
    ).rejects.toThrow('append only');
  }
  expect(await entriesOf(`object=${entry.objectId}`)).toHaveLength(1);
});

test('the log is looked through by actor, action, object and time, page by page', async () => {
  const { id: keyId, key } = await createApiKey(http.system.app, `ops-${randomUUID()}`, 'ops');
  const email = somebody().email;
  const since = new Date(Date.now() - 60_000).toISOString();
  const body = { value: email, reason: 'opted_out' };
  await http.call('POST', '/v1/suppressions', { key, body });
  const { id } = await on.enrolled();
  await http.call('POST', `/v1/enrolments/${id}/pause`, { key, body: {} });
  const mine = await entriesOf(`actor=${keyId}&since=${since}`);
  expect(mine.map(({ action }) => action)).toEqual(['enrolment.paused', 'suppression.added']);
  expect(await entriesOf(`object=${encodeURIComponent(email)}`)).toMatchObject([
    { action: 'suppression.added', actorId: keyId, data: { reason: 'opted_out' } },
  ]);
  expect(await entriesOf(`actor=${keyId}&action=enrolment.paused`)).toHaveLength(1);
  expect(await entriesOf(`actor=${keyId}&since=2100-01-01T00:00:00Z`)).toEqual([]);
  const first = await http.call('GET', `/v1/audit?actor=${keyId}&limit=1`, { as: 'admin' });
  const rest = await entriesOf(`actor=${keyId}&limit=1&cursor=${first.body.nextCursor}`);
  expect([...first.body.items, ...rest]).toEqual(mine);
  expect((await http.call('GET', '/v1/audit', { as: 'ops' })).status).toBe(403);
});

test('nothing in it names a person, who can be erased for good', async () => {
  const mark = `mark${randomUUID().replaceAll('-', '')}`;
  const prospect = { email: `${mark}@example.com`, firstName: mark };
  const { id, prospectId } = await on.enrolled('smoke', prospect);
  await on.post(`/v1/enrolments/${id}/pause`);
  await on.post('/v1/suppressions', { value: prospect.email, note: mark });
  await http.call('DELETE', `/v1/suppressions/${prospect.email}`, { as: 'admin' });
  expect(await whereIs(http.system.app, mark)).not.toContain('audit_log');
  await http.call('DELETE', `/v1/prospects/${prospectId}`, { as: 'admin' });
  expect(await whereIs(http.system.app, mark)).toEqual([]);
});

test('a route that changes something and is not told of cannot be made', () => {
  const server = Fastify();
  const { system } = http;
  const secretOf = () => undefined;
  const { app, deps } = system;
  const { readLibrary } = deps;
  const imports = openImportRuns(app);
  const queueBackend = system.deps.backend;
  const parts = { app, imports, adminKey: undefined, secretOf, readLibrary };
  auditChanges(server, { ...parts, queueBackend, mailsKeptIn: null });
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const make = () => server.route({ method, url: '/v1/new', handler: async () => ({}) });
    expect(make).toThrow('audited-routes.ts');
  }
  server.get('/v1/new', async () => ({}));
});
