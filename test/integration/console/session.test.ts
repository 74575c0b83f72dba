import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey, revokeKey } from '../../../src/app/api-keys.ts';
import { openSession, readSession, sessionMs } from '../../../src/app/sessions.ts';
import { openHttp, type TestHttp } from '../http/open-http.ts';
import { loggedIn, openVisitor } from './visitor.ts';

const adminKey = 'the-key-of-the-environment';
let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

describe('logging in', () => {
  test('leads to the page that was asked for, and out again', async () => {
    const { key } = await createApiKey(http.system.app, 'Kari', 'rep');
    const visitor = openVisitor(http);
    const asked = await visitor.get('/console/today?owner=Kari');
    expect(asked).toMatchObject({
      status: 303,
      location: '/console/login?next=%2Fconsole%2Ftoday%3Fowner%3DKari',
    });
    await visitor.get(asked.location ?? '');
    const next = '/console/today?owner=Kari';
    const answer = await visitor.post('/console/login', { key, next });
    expect(answer).toMatchObject({ status: 303, location: next });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('cadence_session'));
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/;', 'Max-Age=43200']) {
      expect(cookie).toContain(part);
    }
    expect(cookie).not.toContain(key);
    expect((await visitor.get(next)).status).toBe(200);
    expect((await visitor.post('/console/logout')).location).toBe('/console/login');
    expect((await visitor.get('/console/today')).status).toBe(303);
  });

  test('is what the address without a path leads to', async () => {
    const { status, location } = await openVisitor(http).get('/');
    expect([status, location]).toEqual([302, '/console']);
  });

  test('with a wrong key, or none, says so', async () => {
    const visitor = openVisitor(http);
    for (const key of ['cad_wrong', '']) {
      const answer = await visitor.logIn(key);
      expect(answer.status).toBe(401);
      expect(answer.text).toContain('Nobody has this key');
      expect(visitor.cookies.has('cadence_session')).toBe(false);
    }
  });

  test.each([
    'https://evil.example/console',
    '//evil.example/console',
    '/\\evil.example/console',
    'javascript:alert(1)',
    '/v1/tasks',
    '/consoles',
  ])('never leads to %s', async (next) => {
    const visitor = openVisitor(http);
    expect((await visitor.logIn(adminKey, next)).location).toBe('/console');
  });
});

describe('a session', () => {
  test('ends when its key is revoked', async () => {
    const made = await createApiKey(http.system.app, 'leaver', 'rep');
    const visitor = openVisitor(http);
    await visitor.logIn(made.key);
    expect((await visitor.get('/console/today')).status).toBe(200);
    await revokeKey(http.system.app, made.id);
    expect((await visitor.get('/console/today')).status).toBe(303);
    expect(visitor.cookies.has('cadence_session')).toBe(false);
  });

  test('cannot be made up or changed', async () => {
    const visitor = await loggedIn(http, 'rep');
    const token = visitor.cookies.get('cadence_session') ?? '';
    const [body = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, key: 'admin' })).toString('base64url');
    const tampered = [
      `${forged}.${signature}`,
      `${forged}.`,
      body,
      `${body}.${signature.slice(0, -2)}`,
      `${token}.x`,
      'x',
      '.',
      '%00',
    ];
    for (const one of tampered) {
      visitor.cookies.set('cadence_session', one);
      expect((await visitor.get('/console/today')).status, one).toBe(303);
    }
    visitor.cookies.set('cadence_session', token);
    expect((await visitor.get('/console/today')).status).toBe(200);
  });

  test('holds for twelve hours, and that of the environment as long as its key is the same', async () => {
    const { app } = http.system;
    const token = (await openSession(app, adminKey, adminKey)) ?? '';
    const at = (ms: number) => ({
      ...app,
      clock: { ...app.clock, machineNow: () => new Date(app.clock.machineNow().getTime() + ms) },
    });
    expect(await readSession(at(sessionMs - 60_000), token, adminKey)).toMatchObject({
      role: 'admin',
    });
    expect(await readSession(at(sessionMs + 60_000), token, adminKey)).toBeNull();
    expect(await readSession(app, token, 'another-key-of-the-environment')).toBeNull();
    expect(await readSession(app, token, undefined)).toBeNull();
  });
});

describe('a form', () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['without a token', { csrf: '' }, {}],
    ['with a token of nobody', { csrf: 'x'.repeat(43) }, {}],
    ['from another site', {}, { origin: 'https://evil.example' }],
    ['from nowhere', {}, { origin: 'null' }],
  ])('%s changes nothing', async (_what, fields, headers) => {
    const visitor = await loggedIn(http, 'rep');
    const answer = await visitor.post('/console/choices', { language: 'nb', ...fields }, headers);
    expect(answer.status).toBe(403);
    expect(visitor.cookies.has('cadence_language')).toBe(false);
  });

  test('with the token of another session changes nothing', async () => {
    const [one, other] = [await loggedIn(http, 'rep'), await loggedIn(http, 'rep')];
    const { text } = await other.get('/console/today');
    const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    expect((await one.post('/console/choices', { language: 'nb', csrf })).status).toBe(403);
    expect((await one.post('/console/choices', { language: 'nb' })).status).toBe(303);
    expect((await one.get('/console/today')).text).toContain('<html lang="nb"');
  });

  test('is known by a header as well, as htmx sends it', async () => {
    const visitor = await loggedIn(http, 'rep');
    const { text } = await visitor.get('/console/today');
    const token = /"x-csrf-token":"([^"]+)"/.exec(text)?.[1] ?? '';
    const answer = await visitor.post(
      '/console/choices',
      { csrf: '', theme: 'dark' },
      { 'x-csrf-token': token },
    );
    expect(answer.status).toBe(303);
    expect((await visitor.get('/console/today')).text).toContain('data-theme="dark"');
  });
});

test('who tries many wrong keys is told to wait, and a good session is not', async () => {
  const good = await loggedIn(http, 'rep');
  const visitor = openVisitor(http);
  await visitor.get('/console/login');
  const statuses: number[] = [];
  for (let tried = 0; tried < 70; tried += 1) {
    statuses.push((await visitor.post('/console/login', { key: 'cad_wrong' })).status);
  }
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  const last = await visitor.post('/console/login', { key: 'cad_wrong' });
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await good.get('/console/today')).status).toBe(200);
});
