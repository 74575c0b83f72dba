import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRoadAhead } from '../../../src/app/desk/road-ahead.ts';
import { readSentMail } from '../../../src/app/desk/sent-mail.ts';
import { waitFor } from '../../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences, deskOn } from './desk.ts';
import { loggedIn, type Visitor } from './visitor.ts';

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

/** The mails of an enrolment once so many have been sent. */
async function sentBy(id: string, count: number): Promise<{ step: string; messageId: string }[]> {
  return waitFor(`${count} mails of ${id}`, async () => {
    const { body } = await http.call('GET', `/v1/enrolments/${id}/timeline`, { as: 'rep' });
    const sent = body.items.filter(({ type }: { readonly type: string }) => type === 'touch.sent');
    if (sent.length < count) return undefined;
    return sent.map(({ data }: { readonly data: { step: string; messageId: string } }) => data);
  });
}

const touchOf = (messageId: string) => /^<([0-9a-f-]{36})@/.exec(messageId)?.[1] ?? '';

/** What the mail server was handed. */
async function handedOver(messageId: string) {
  const outbox = join(http.system.deps.config.CADENCE_HOME, 'outbox');
  for (const name of await readdir(outbox, { recursive: true })) {
    if (!name.endsWith('.eml')) continue;
    const raw = await readFile(join(outbox, name));
    if (raw.includes(messageId)) return PostalMime.parse(raw);
  }
  throw new Error(`${messageId} is not in the outbox`);
}

describe('a mail as it was sent', () => {
  test('is the one that was handed over, also in its thread', async () => {
    const { id } = await on.enrolled('smoke', { firstName: '<b>Åse' });
    for (const { step, messageId } of await sentBy(id, 2)) {
      const shown = await readSentMail(http.system.app, touchOf(messageId));
      const { subject, html, text, from } = await handedOver(messageId);
      expect(shown).toMatchObject({ step, subject, source: 'rebuilt', toldSince: null });
      expect(shown.from).toBe(`${from?.name} <${from?.address}>`);
      expect(shown.html).toBe(html?.trimEnd());
      expect(shown.text).toBe(text?.trimEnd());
      const page = await rep.get(`/console/enrolments/${id}?mail=${touchOf(messageId)}`);
      expect(page.text).toContain(`src="/console/touches/${touchOf(messageId)}/mail"`);
      expect(page.text).not.toContain('<b>Åse');
      const frame = await rep.get(`/console/touches/${touchOf(messageId)}/mail`);
      expect(frame.headers.get('content-security-policy')).toContain("sandbox; default-src 'none'");
    }
  });

  test('says when what is known of the person is newer, and that nothing is kept of the erased', async () => {
    const { id, email } = await on.enrolled('smoke');
    const [{ messageId } = { messageId: '' }] = await sentBy(id, 1);
    const body = { email, firstName: 'Another' };
    const { body: person } = await http.call('POST', '/v1/prospects', { as: 'rep', body });
    const path = `/console/enrolments/${id}?mail=${touchOf(messageId)}`;
    expect((await rep.get(path)).text).toContain('was written anew since it was sent');
    await http.call('DELETE', `/v1/prospects/${person.id}`, { as: 'admin' });
    expect((await rep.get(path)).text).toContain('the person was erased on request');
    const norwegian = await rep.get(path, { 'accept-language': 'nb' });
    expect(norwegian.text).toContain('ikke lenger bevart: personen er slettet på eget ønske.');
    expect(norwegian.text).not.toContain('lang="en"');
    expect((await rep.get(`/console/touches/${touchOf(messageId)}/mail`)).status).toBe(409);
  });

  test('that was approved is kept as it was written', async () => {
    const { id } = await on.enrolled('calls');
    await rep.get('/console/today');
    await rep.post(`/console/tasks/${await on.taskOf(id, 'call')}/complete`);
    const approval = await on.taskOf(id, 'approval');
    const path = `/console/tasks/${approval}`;
    const markOf = ({ text }: { readonly text: string }) =>
      /name="mark" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const mark = markOf(await rep.get(`/console/today?task=${approval}`));
    const written = await rep.post(`${path}/mail`, { mark, subject: 'In my words' });
    expect(written.location).toContain('done=write');
    const late = await rep.post(`${path}/mail`, { mark, subject: 'In other words' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('somebody has written this mail anew meanwhile');
    expect(late.text).toContain('In other words');
    const empty = await rep.post(`${path}/mail`, { mark: markOf(late), subject: ' ' });
    expect(empty.status).toBe(409);
    expect(empty.text).toContain('The subject is one line that is not empty');
    await rep.post(`${path}/approve`);
    const [{ messageId } = { messageId: '' }] = await sentBy(id, 1);
    const shown = await readSentMail(http.system.app, touchOf(messageId));
    expect(shown).toMatchObject({ subject: 'In my words', source: 'kept' });
    const again = await rep.post(`${path}/approve`, { note: 'lost?' });
    expect(again.status).toBe(409);
    expect(again.text).toContain('lost?');
  });
});

test('what comes next is what comes: each step, in its stage, at its time', async () => {
  const { id } = await on.enrolled('calls');
  await on.taskOf(id, 'call');
  const { app } = http.system;
  const road = await readRoadAhead(app, id);
  expect(road?.assumes).toBe('task-done');
  expect(road?.touches.map(({ step, stage }) => [step, stage])).toEqual([
    ...[['call', 'prospecting'] as const, ['two', 'prospecting'] as const],
    ['later', 'closing'],
  ]);
  const [call, two, later] = road?.touches.map(({ at }) => at.getTime()) ?? [];
  expect([(two ?? 0) - (call ?? 0), (later ?? 0) - (two ?? 0)]).toEqual([2_000, 30 * 86_400_000]);
  await rep.get('/console/today');
  await rep.post(`/console/enrolments/${id}/pause`, { until: '2100-07-01' });
  const then = await readRoadAhead(app, id);
  expect(then).toMatchObject({ assumes: 'resumed-then', from: new Date('2100-06-30T22:00:00Z') });
  expect(then?.touches.map(({ step }) => step)).toEqual(['call', 'two', 'later']);
  await rep.post(`/console/enrolments/${id}/exit`);
  expect(await readRoadAhead(app, id)).toBeNull();
});

test('an answer is handed to the mail program: to them, in the thread, with their words', async () => {
  const { id, email } = await on.enrolled('smoke');
  await sentBy(id, 1);
  const text = 'Too & dear?\n<script>alert(1)</script>';
  await http.webhook(eventOf('reply.received', { enrolmentId: id, text }));
  const page = await rep.get(`/console/today?task=${await on.taskOf(id, 'reply')}`);
  const href = /href="(mailto:[^"]*body&#x3D;[^"]*)"/
    .exec(page.text)?.[1]
    ?.replaceAll('&amp;', '&');
  const url = new URL((href ?? '').replaceAll('&#x3D;', '='));
  expect(decodeURIComponent(url.pathname)).toBe(email);
  expect(url.searchParams.get('subject')).toMatch(/^Re: Hello/);
  expect(url.searchParams.get('body')).toContain('> Too & dear?\r\n> <script>');
});
