import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roles } from '../../../src/domain/codes.ts';
import { routesOf } from '../../helpers/routes.ts';
import { openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
/** Takes every second wrong key: one server hears 60 of them in a minute. */
let second: TestHttp;
beforeAll(async () => {
  [http, second] = await Promise.all([openHttp(), openHttp()]);
});
afterAll(() => Promise.all([http?.close(), second?.close()]));

/** The console has sessions in place of keys: `test/integration/console/roles.test.ts`. */
const routes = () =>
  routesOf(http.server)
    .filter(({ path }) => !/^\/(docs\/|console|queues)/.test(path))
    .toSorted((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));

/** What stands for an answer to somebody who may: whatever came of it, the key was good enough. */
const letIn = (status: number) => status !== 401 && status !== 403;

test('who may do what', async () => {
  const lines: string[] = [];
  for (const [index, { method, path }] of routes().entries()) {
    const url = path.replace(':id', randomUUID()).replace(/:\w+/, 'nothing');
    const cells: string[] = [];
    if (/^\/(webhooks|u|c|o)\//.test(path)) cells.push('(proves itself)');
    for (const who of ['none', 'wrong', ...roles] as const) {
      const key = who === 'none' ? {} : who === 'wrong' ? { key: 'cad_wrong' } : { as: who };
      const asked = who === 'wrong' && index % 2 === 1 ? second : http;
      const answer = await asked.call(method, url, key);
      const allowed = letIn(answer.status);
      if (!allowed) {
        const code = answer.status === 401 ? 'unauthenticated' : 'forbidden';
        expect(answer.body, `${method} ${path} ${who}`).toMatchObject({ error: { code } });
        if (who === 'none' || who === 'wrong') expect(answer.status).toBe(401);
        else expect(answer.status).toBe(403);
      }
      expect(answer.status, `${method} ${path} ${who}`).toBeLessThan(500);
      cells.push((allowed ? who : '-').padEnd(who.length));
    }
    lines.push(`${method.padEnd(6)} ${path.padEnd(34)} ${cells.join(' ')}`.trimEnd());
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../golden/routes-and-roles.txt');
});

test('a revoked key is nobody, and the key of the environment is an admin', async () => {
  const admin = { key: 'the-key-of-the-environment' };
  expect((await http.call('GET', '/v1/suppressions', admin)).status).toBe(200);
  expect((await http.call('GET', '/v1/cadences', { key: `${admin.key}x` })).status).toBe(401);
  await http.system.app.db.query(`update api_keys set revoked_at = now() where role = 'crm'`);
  expect((await http.call('GET', '/v1/cadences', { as: 'crm' })).status).toBe(401);
});

test('the description of the API', async () => {
  const { text } = await http.call('GET', '/openapi.json');
  const golden = `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
  await expect(golden).toMatchFileSnapshot('../../golden/openapi.json');
});
