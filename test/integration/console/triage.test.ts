import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

/** Somebody whose answer was not understood, and the task about it. */
async function unclear(text: string) {
  const person = await on.enrolled('smoke');
  await http.webhook(eventOf('reply.received', { prospect: { email: person.email }, text }));
  return { ...person, task: await on.taskOf(person.id, 'triage') };
}

describe('a reply that was not understood', () => {
  test('stands with its text, of which nothing runs', async () => {
    const { task } = await unclear('Hm. <script>alert(1)</script> & so on');
    const { text } = await rep.get(`/console/triage/replies?task=${task}`);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on');
    expect(text).not.toContain('<script>alert');
  });

  test('is decided once: who comes second is told, and keeps what they wrote', async () => {
    const { id, task } = await unclear('Hm, well.');
    const other = await loggedIn(http, 'rep', 'Ola');
    await other.get(`/console/triage/replies?task=${task}`);
    await rep.get(`/console/triage/replies?task=${task}`);
    const path = `/console/triage/replies/${task}/decide`;
    const done = await rep.post(path, { outcome: 'opt-out' });
    expect(done.status).toBe(303);
    const second = await other.post(path, { outcome: 'price', note: 'it was about money' });
    expect(second.status).toBe(409);
    expect(second.text).toContain('it was about money');
    const { body } = await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' });
    expect(body).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
  });

  test('is not decided without a meaning: nothing is chosen for whoever decides', async () => {
    const { id, task } = await unclear('Hm, perhaps.');
    await rep.get(`/console/triage/replies?task=${task}`);
    const shown = await rep.post(`/console/triage/replies/${task}/decide`, { note: 'let me see' });
    expect(shown.status).toBe(409);
    expect(shown.text).toContain('let me see');
    const { body } = await http.call('GET', `/v1/tasks?enrolmentId=${id}&status=open`, {
      as: 'rep',
    });
    expect(body.items).toContainEqual(expect.objectContaining({ id: task }));
  });
});
