import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventOf, openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences, deskOn } from './desk.ts';
import { loggedIn, openVisitor, type Visitor } from './visitor.ts';

let http: TestHttp;
let rep: Visitor;
let on: ReturnType<typeof deskOn>;
beforeAll(async () => {
  http = await openHttp({ cadences });
  on = deskOn(http);
  await http.system.work();
  rep = await loggedIn(http, 'rep', 'Kari');
});
afterAll(() => http?.close());

describe('the day of a rep', () => {
  test('without tasks says when there will be some', async () => {
    const { text } = await rep.get('/console/today?owner=nobody');
    expect(text).toContain('Nothing waits for you.');
    expect(text).toContain('No open task belongs to nobody.');
  });

  test('has who has written before calls and approvals, and the task with all that is known', async () => {
    const owner = `owner ${randomUUID()}`;
    const called = await on.enrolled('calls', { owner });
    const call = await on.taskOf(called.id, 'call');
    const approver = await on.enrolled('calls', { owner });
    const first = await on.taskOf(approver.id, 'call');
    await rep.get('/console/today');
    expect((await rep.post(`/console/tasks/${first}/complete`)).status).toBe(303);
    const approval = await on.taskOf(approver.id, 'approval');
    const replier = await on.enrolled('smoke', { owner });
    const written = `Could we talk on Tuesday? ${randomUUID()}`;
    await http.webhook(
      eventOf('reply.received', { prospect: { email: replier.email }, text: written }),
    );
    const { text } = await rep.get(`/console/today?owner=${encodeURIComponent(owner)}`);
    const order = [...text.matchAll(/hx-get="\/console\/tasks\/([^?]+)/g)].map(([, id]) => id);
    expect(order.slice(1)).toEqual([call, approval]);
    expect(text.slice(text.indexOf('id="task"'))).toContain(written);
    const part = await rep.get(`/console/tasks/${call}`, { 'hx-request': 'true' });
    expect(part.text).not.toContain('<html');
    expect(part.text).toContain(`Ring ${called.firstName}`);
    expect(part.text).toContain('It waits for the task of step');
    expect((await rep.get(`/console/tasks/${call}`)).location).toBe(`/console/today?task=${call}`);
  });

  test('ends a task as the API does, once, in the name of the key', async () => {
    const { id } = await on.enrolled('calls');
    const call = await on.taskOf(id, 'call');
    const shown = await rep.get(`/console/today?task=${call}`);
    expect(shown.status).toBe(200);
    const fields = { outcome: 'connected', note: 'on Tuesday', back: '/console/today?owner=x' };
    const done = await rep.post(`/console/tasks/${call}/complete`, fields);
    expect(done).toMatchObject({
      status: 303,
      location: `/console/today?owner=x&done=complete&was=${call}`,
    });
    expect((await rep.get(done.location ?? '')).text).toMatch(/Done: <b>Ring /);
    const { body } = await http.call('GET', `/v1/enrolments/${id}/timeline`, { as: 'rep' });
    expect(body.items).toContainEqual(
      expect.objectContaining({
        type: 'task.completed',
        data: { kind: 'call', by: 'Kari', outcome: 'connected', note: 'on Tuesday' },
      }),
    );
    const again = await rep.post(`/console/tasks/${call}/complete`, fields);
    expect(again.status).toBe(409);
    expect(again.text).toContain('is closed already');
  });

  test('shows the mail that waits for approval in a frame that runs and loads nothing', async () => {
    const { id } = await on.enrolled('calls');
    await rep.get('/console/today');
    await rep.post(`/console/tasks/${await on.taskOf(id, 'call')}/skip`);
    const approval = await on.taskOf(id, 'approval');
    const { text } = await rep.get(`/console/today?task=${approval}`);
    expect(text).toContain(`<iframe class="mail" sandbox`);
    const mail = await rep.get(`/console/tasks/${approval}/mail`);
    const policy = mail.headers.get('content-security-policy');
    expect(policy).toContain("sandbox; default-src 'none'; img-src data:");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(mail.text).toContain('Two');
    expect((await rep.post(`/console/tasks/${approval}/approve`)).status).toBe(303);
  });

  test('does not go out without a page: no script stands in one, and none of its own is framed', async () => {
    const { headers, text } = await rep.get('/console/today');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
  });
});

describe('names that are markup', () => {
  const hostile = `<img src=x onerror=alert(1)>"'{{constructor}}`;
  test('are shown as they are written', async () => {
    const owner = `${hostile} ${randomUUID()}`;
    const mark = `m${randomUUID().slice(0, 8)}`;
    const person = { firstName: hostile, lastName: mark, company: hostile, title: hostile, owner };
    const { id, email } = await on.enrolled('calls', person);
    await on.taskOf(id, 'call');
    await http.webhook(eventOf('reply.received', { prospect: { email }, text: hostile }));
    const pages = [
      await rep.get(`/console/today?owner=${encodeURIComponent(owner)}`),
      await rep.get(`/console/search?q=${mark}`),
      await rep.get(`/console/search?q=${encodeURIComponent(`${hostile} nobody`)}`),
    ];
    for (const { status, text } of pages) {
      expect(status).toBe(200);
      expect(text).not.toContain('<img');
      expect(text).toContain('&lt;img src');
    }
    const named = await loggedIn(http, 'rep', hostile);
    expect((await named.get('/console/today')).text).not.toContain('<img');
  });
});

describe('looking for somebody', () => {
  test('finds the beginnings of words of name, company and address', async () => {
    const mark = randomUUID().slice(0, 8);
    const { email } = await on.enrolled('smoke', {
      ...{ firstName: 'Åse', lastName: `Løvås${mark}`, company: `Nordmat ${mark}` },
    });
    for (const q of [
      `åse løvås${mark}`,
      `${mark} NORDM`,
      email,
      `løvås${mark.slice(0, 4)}`,
      `a\u030ase ${mark}`,
    ]) {
      expect((await rep.get(`/console/search?q=${encodeURIComponent(q)}`)).text, q).toContain(
        `<b>Åse Løvås${mark}</b>`,
      );
    }
    expect((await rep.get(`/console/search?q=ordmat${mark}`)).text).toContain('Nobody was found');
    for (const q of ["'", '& | !', ':*', '\u0000', '<->', 'a'.repeat(200)]) {
      expect((await rep.get(`/console/search?q=${encodeURIComponent(q)}`)).status, q).toBe(200);
    }
  });
});

test('what pages load is kept for ever, and asked for again under another name when it changes', async () => {
  const visitor = openVisitor(http);
  const { text } = await visitor.get('/console/login');
  const urls = [...text.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map(
    ([, url]) => url,
  );
  expect(urls).toHaveLength(3);
  let bytes = text.length;
  for (const url of urls) {
    const file = await visitor.get(url ?? '');
    expect(file.headers.get('cache-control')).toContain('immutable');
    bytes += file.text.length;
    const etag = file.headers.get('etag') ?? '';
    expect((await visitor.get(url ?? '', { 'if-none-match': etag })).status).toBe(304);
  }
  expect(bytes).toBeLessThan(150_000);
  for (const path of [
    '/console/assets/nothing.js',
    '/console/assets/..%2Fconsole.ts',
    '/console/x',
  ]) {
    expect((await visitor.get(path)).status, path).toBe(404);
  }
});
