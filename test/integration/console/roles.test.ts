import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessByRoute, webConsole } from '../../../src/console/console.ts';
import { roles } from '../../../src/domain/codes.ts';
import { routesOf } from '../../helpers/routes.ts';
import { openHttp, type TestHttp } from '../http/open-http.ts';
import { loggedIn, openVisitor, type Visitor } from './visitor.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

/** The routes of the server itself, so that none is forgotten in the table. */
const routesOfServer = () =>
  routesOf(http.server)
    .filter(({ path }) => path.startsWith('/console'))
    .map(({ method, path }) => `${method} ${path}`)
    .filter((route) => !/^GET \/console\/(assets\/:name|)$/.test(route));

test('the table has every route, and every route that changes something says what is told of it', () => {
  expect(routesOfServer().toSorted()).toEqual(Object.keys(accessByRoute).toSorted());
  const changing = Object.keys(accessByRoute).filter((route) => !route.startsWith('GET '));
  const told = [...Object.keys(webConsole.audited), ...Object.keys(webConsole.unaudited)];
  expect(told.toSorted()).toEqual(changing.toSorted());
});

test('who may do what', async () => {
  const visitors = new Map<string, Visitor>([['none', openVisitor(http)]]);
  await visitors.get('none')?.get('/console/login');
  for (const role of roles) visitors.set(role, await loggedIn(http, role));
  const lines: string[] = [];
  const sorted = Object.entries(accessByRoute).toSorted(([a], [b]) => {
    const [one = '', other = ''] = [a.split(' ')[1], b.split(' ')[1]];
    return one.localeCompare(other) || a.localeCompare(b);
  });
  for (const [route, access] of sorted) {
    const [method = '', path = ''] = route.split(' ');
    const url = path.replace(/:\w+/g, randomUUID());
    const cells: string[] = [];
    for (const [who, visitor] of visitors) {
      // Logging out would end the walk; that it works is tested beside logging in.
      const isEnd = path === '/console/logout';
      const answer =
        method === 'GET' ? await visitor.get(url) : isEnd ? null : await visitor.post(url);
      const toLogin = answer?.location?.startsWith('/console/login?next=') === true;
      const isRefused = answer?.status === 403 || toLogin;
      if (isRefused) {
        expect(who === 'none' ? toLogin : answer?.status === 403, `${route} ${who}`).toBe(true);
      }
      expect(answer?.status ?? 200, `${route} ${who}`).toBeLessThan(500);
      const allowed =
        access === 'public' ||
        (who !== 'none' &&
          (access === 'anyone' ||
            who === 'admin' ||
            access.some((one) => one === who || (one === 'rep' && who === 'manager'))));
      expect(!isRefused, `${route} ${who}`).toBe(allowed);
      cells.push((isRefused ? '-' : who).padEnd(who.length));
    }
    lines.push(`${method.padEnd(6)} ${path.padEnd(34)} ${cells.join(' ')}`.trimEnd());
  }
  const golden = '../../golden/console-routes-and-roles.txt';
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(golden);
});

test('who may not see a page is told so on a page, and htmx is led to where one logs in', async () => {
  const crm = await loggedIn(http, 'crm');
  const refused = await crm.get('/console/today');
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('This is not for you to do');
  expect((await crm.get('/console')).text).toContain('Nothing to see with this key');
  const stranger = await openVisitor(http).get('/console/today', { 'hx-request': 'true' });
  expect(stranger.status).toBe(401);
  expect(stranger.headers.get('hx-redirect')).toBe('/console/login?next=%2Fconsole%2Ftoday');
});

test('a key of the API opens no page, and a session no route of the API', async () => {
  const { status } = await http.call('GET', '/console/today', { as: 'rep' });
  expect(status).toBe(303);
  const rep = await loggedIn(http, 'rep');
  expect((await rep.get('/v1/tasks')).status).toBe(401);
});
