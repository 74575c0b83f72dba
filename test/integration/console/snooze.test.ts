import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHttp, type TestHttp } from '../http/open-http.ts';
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

async function given() {
  const { id, firstName } = await on.enrolled('calls', { owner: 'Kari' });
  const call = await on.taskOf(id, 'call');
  await rep.get('/console/today');
  return { call, enrolmentId: id, title: `Ring ${firstName}` };
}

const back = '/console/today?owner=Kari';
const listed = (text: string, id: string) => text.includes(`hx-get="/console/tasks/${id}`);

test('a task leaves the list until its time, and one click brings it back', async () => {
  const { call, title } = await given();
  const put = await rep.post(`/console/tasks/${call}/snooze`, { until: 'hour', back });
  expect(put.status).toBe(303);
  const after = await rep.get(put.location ?? '');
  expect(listed(after.text, call)).toBe(false);
  expect(after.text).toContain('Put off. It comes back by itself:');
  expect(after.text).toMatch(/\d+ snoozed/);
  expect(after.text).toContain(`Bring it back now: ${title}`);
  const undone = await rep.post(`/console/tasks/${call}/wake`, { back: put.location ?? '' });
  expect(undone.location).toBe(`${back}&done=wake&task=${call}`);
  expect(listed((await rep.get(undone.location ?? '')).text, call)).toBe(true);
});

test('the times that are offered are taken, and one of the console’s wall clock', async () => {
  const { call } = await given();
  const shown = await rep.get(`/console/today?task=${call}`);
  const offered = [...shown.text.matchAll(/name="until" value="([^"]+)"/g)].map(([, at]) => at);
  expect(offered[0]).toBe('hour');
  expect(offered.length).toBeGreaterThan(1);
  const year = new Date().getUTCFullYear() + 1;
  for (const [until, is] of [
    [offered[1] ?? '', offered[1]],
    [`${year}-01-04T09:00`, `${year}-01-04T08:00:00.000Z`],
  ]) {
    await rep.post(`/console/tasks/${call}/snooze`, { until: until ?? '', back });
    const { body } = await http.call('GET', '/v1/tasks?snoozed=true', { as: 'rep' });
    const found = body.items.find(({ id }: { readonly id: string }) => id === call);
    expect(found).toMatchObject({ status: 'open', snoozedUntil: is });
  }
  const others = await http.call('GET', '/v1/tasks?snoozed=false&limit=500', { as: 'rep' });
  expect(others.body.items.map(({ id }: { readonly id: string }) => id)).not.toContain(call);
});

test.each([
  ['2020-01-01T09:00', 'ligger ikke frem i tid.'],
  ['2199-01-01T09:00Z', 'er mer enn et år frem'],
  ['soon', '«soon» er ikke dato og klokkeslett'],
  ['2027-03-28T02:30', 'finnes ikke i Europe/Oslo'],
])('%s is refused beside the task, in the language of the reader', async (until, told) => {
  const { call } = await given();
  const nb = { 'accept-language': 'nb' };
  const { status, text } = await rep.post(`/console/tasks/${call}/snooze`, { until, back }, nb);
  expect(status).toBe(409);
  const [, said] = /role="alert"><span lang="nb">([^<]+)/.exec(text) ?? [];
  expect(said).toContain(told);
  expect(listed(text, call)).toBe(true);
});

test('a page that is stale says that the task is closed', async () => {
  const { call } = await given();
  await rep.post(`/console/tasks/${call}/complete`);
  for (const deed of ['snooze', 'wake']) {
    const { status, text } = await rep.post(`/console/tasks/${call}/${deed}`, { until: 'hour' });
    expect(status).toBe(409);
    expect(text).toContain('It is closed already.');
  }
});

test('the history of the enrolment tells who put it off, and until when', async () => {
  const { call, enrolmentId } = await given();
  const far = new Date(Date.now() + 86_400_000).toISOString();
  const refused = await http.call('POST', `/v1/tasks/${call}/snooze`, { as: 'rep', body: {} });
  expect(refused.status).toBe(400);
  const past = { until: '2020-01-01T00:00:00Z' };
  const before = await http.call('POST', `/v1/tasks/${call}/snooze`, { as: 'rep', body: past });
  expect(before).toMatchObject({ status: 400, body: { error: { code: 'snooze_past' } } });
  const body = { until: far };
  const done = await http.call('POST', `/v1/tasks/${call}/snooze`, { as: 'rep', body });
  expect(done).toMatchObject({ status: 200, body: { status: 'open', snoozedUntil: far } });
  const { text } = await rep.get(`/console/enrolments/${enrolmentId}`);
  expect(text).toMatch(/Task snoozed<\/b> <span>call<\/span> <span>until <time/);
});
