import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../../src/domain/codes.ts';
import { startRedis, type TestRedis } from '../../helpers/redis.ts';
import { has } from '../../helpers/requirements.ts';
import { openHttp, type TestHttp } from '../http/open-http.ts';
import { loggedIn, openVisitor, type Visitor } from './visitor.ts';

const kinds = [
  { kind: 'redis', here: has('redis-server') },
  { kind: 'postgres', here: true },
] as const;

for (const { kind, here } of kinds) {
  describe.runIf(here)(`the queues on ${kind}`, () => {
    let redis: TestRedis | undefined;
    let http: TestHttp;
    let admin: Visitor;
    const touchId = randomUUID();
    const waiting = `${touchId}-1`;
    beforeAll(async () => {
      redis = kind === 'redis' ? await startRedis() : undefined;
      http = await openHttp(redis === undefined ? {} : { redisUrl: redis.url });
      admin = await loggedIn(http, 'admin');
      await http.system.app.queue.add([
        { touchId, fence: 1, delayMs: 0 },
        { touchId: randomUUID(), fence: 1, delayMs: 3_600_000 },
      ]);
    });
    afterAll(async () => {
      await http?.close();
      await redis?.stop();
    });
    const json = async (path: string) => JSON.parse((await admin.get(path)).text);

    test('are a page that loads nothing from elsewhere and runs nothing that stands in it', async () => {
      for (const path of [
        '/queues',
        '/queues/',
        '/queues/queue/touches',
        '/queues/job-schedulers',
      ]) {
        const { status, headers, text } = await admin.get(path);
        expect(status, path).toBe(200);
        expect(headers.get('content-security-policy')).toBe(
          "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-r2N1TB/gHbBtBZFKg7ejmq1acVSREzucTAEw6ga4hoU='; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'self'; frame-ancestors 'none'",
        );
        expect(text).not.toMatch(/https?:|<style| style=|<script>/);
        const loaded = [...text.matchAll(/(?:src|href)="(static\/(?:js|css)\/[^"]+)"/g)];
        expect(loaded.length).toBeGreaterThan(2);
        for (const [, file = ''] of loaded) {
          expect((await admin.get(`/queues/${file}`)).status, file).toBe(200);
        }
      }
    });

    test('show the job that waits, the one whose time comes, and what they carry: an id', async () => {
      const { queues } = await json(
        '/queues/api/queues?activeQueue=touches&status=waiting&page=1&jobsPerPage=10',
      );
      expect(queues.map(({ name }: { readonly name: string }) => name)).toEqual([
        'touches',
        'dispatcher',
      ]);
      expect(queues[0]).toMatchObject({
        counts: { waiting: 1, delayed: 1 },
        readOnlyMode: true,
        allowRetries: false,
        jobs: [{ id: waiting, data: { touchId } }],
      });
      expect(await json(`/queues/api/queues/touches/${waiting}`)).toMatchObject({
        job: { id: waiting, data: { touchId } },
        status: 'waiting',
      });
      expect(await json('/queues/api/redis/stats')).toMatchObject({ backend: kind });
    });

    test('have nothing by which a job can be changed', async () => {
      for (const [method, path] of [
        ['PUT', `/queues/api/queues/touches/${waiting}/clean`],
        ['PUT', `/queues/api/queues/touches/${waiting}/promote`],
        ['PUT', '/queues/api/queues/touches/obliterate'],
        ['PUT', '/queues/api/queues/pause'],
        ['POST', '/queues/api/queues/touches/add'],
        ['PATCH', `/queues/api/queues/touches/${waiting}/update-data`],
      ] as const) {
        const cookie = [...admin.cookies].map((pair) => pair.join('=')).join('; ');
        const headers = { cookie, origin: http.url, 'content-type': 'application/json' };
        const answer = await fetch(`${http.url}${path}`, { method, headers, body: '{}' });
        expect(answer.status, `${method} ${path}`).toBe(404);
      }
      expect(await json('/queues/api/queues')).toMatchObject({
        queues: [{ isPaused: false, counts: { waiting: 1, delayed: 1 } }, {}],
      });
    });
  });
}

describe('who may look at the queues', () => {
  let http: TestHttp;
  beforeAll(async () => {
    http = await openHttp();
  });
  afterAll(() => http?.close());

  const paths = [
    '/queues',
    '/queues/',
    '/queues/queue/touches',
    '/queues/queue/touches/some-job',
    '/queues/api/queues',
    '/queues/api/redis/stats',
    '/queues/api/queues/touches/some-job',
    '/queues/static/images/logo.svg',
  ];

  test('an admin, and nobody else', async () => {
    for (const role of roles) {
      const visitor = await loggedIn(http, role);
      for (const path of paths) {
        const { status, text } = await visitor.get(path);
        if (role === 'admin') expect(status, path).not.toBe(403);
        else expect(status, `${role} ${path}`).toBe(403);
        if (role !== 'admin') expect(text).toContain('This is not for you to do');
      }
    }
  });

  test('whoever has not logged in is led to where that is done, and back', async () => {
    const visitor = openVisitor(http);
    for (const path of paths) {
      const { status, location } = await visitor.get(path);
      expect(status, path).toBe(303);
      expect(location).toBe(`/console/login?next=${encodeURIComponent(path)}`);
    }
    expect((await visitor.logIn('the-key-of-the-environment', '/queues')).location).toBe('/queues');
    expect((await visitor.get('/queues')).status).toBe(200);
    expect((await http.call('GET', '/queues', { as: 'admin' })).status).toBe(303);
  });

  test('finds the way there from the health of the installation', async () => {
    const [admin, ops] = [await loggedIn(http, 'admin'), await loggedIn(http, 'ops')];
    expect((await admin.get('/console/admin/health')).text).toContain('href="/queues"');
    expect((await ops.get('/console/admin/health')).text).not.toContain('href="/queues"');
  });
});

test.runIf(has('redis-server'))('a queue that does not answer is said on a page', async () => {
  const redis = await startRedis();
  const http = await openHttp({ redisUrl: redis.url });
  try {
    const admin = await loggedIn(http, 'admin');
    await redis.crash();
    const { status, text } = await admin.get('/queues');
    expect(status).toBe(503);
    expect(text).toContain('Something that this depends on does not answer');
    await redis.start();
    expect((await admin.get('/queues')).status).toBe(200);
  } finally {
    await http.close();
    await redis.stop();
  }
});
