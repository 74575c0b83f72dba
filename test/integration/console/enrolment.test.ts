import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

const standingOf = async (id: string) =>
  (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body;

test('an enrolment is paused until a day of the wall clock, resumed, led on and ended', async () => {
  const { id, firstName } = await on.enrolled('calls');
  await on.taskOf(id, 'call');
  const path = `/console/enrolments/${id}`;
  const first = await rep.get(path);
  expect(first.text).toContain(`<h1>${firstName}`);
  expect(first.text).toContain('It waits for the task of step');
  await rep.post(`${path}/pause`, { until: '2100-07-01' });
  const paused = await rep.get(`${path}?done=pause`);
  expect(paused.text).toContain('Paused. No mail leaves meanwhile.');
  // Oslo is two hours ahead in July.
  expect(await standingOf(id)).toMatchObject({
    ...{ status: 'paused', resumeAt: '2100-06-30T22:00:00.000Z' },
  });
  expect((await rep.post(`${path}/pause`, { until: 'soon' })).status).toBe(400);
  expect((await rep.post(`${path}/resume`)).location).toContain(`${path}?done=resume`);
  const refused = await rep.post(`${path}/advance`, { stage: 'nowhere' });
  expect(refused.status).toBe(409);
  await rep.post(`${path}/advance`, { stage: 'closing' });
  expect(await standingOf(id)).toMatchObject({ status: 'active', stage: 'closing' });
  expect((await rep.get(path)).text).toContain('<li aria-current="step">closing</li>');
  await rep.post(`${path}/exit`, { reason: 'closed_lost' });
  expect(await standingOf(id)).toMatchObject({ status: 'exited', exitReason: 'closed_lost' });
  const ended = await rep.get(`${path}?done=exit`);
  expect(ended.text).toContain('Ended. No mail leaves any more.');
  expect(ended.text).toContain('<button>Undo</button>');
  expect((await rep.get(path)).text).toContain('Take the end back');
  const { body } = await http.call('GET', `/v1/enrolments/${id}/timeline`, { as: 'rep' });
  expect(
    body.items.filter(({ data }: { data: { by?: string } }) => data.by === 'Kari'),
  ).toHaveLength(4);
});

test('an end is taken back from its page, once; what was heard since is told instead', async () => {
  const { id, email } = await on.enrolled('calls');
  await on.taskOf(id, 'call');
  const path = `/console/enrolments/${id}`;
  await rep.post(`${path}/exit`);
  const seen = /name="seen" value="([^"]+)"/.exec((await rep.get(path)).text)?.[1] ?? '';
  expect((await rep.post(`${path}/reopen`, { seen })).location).toContain('done=reopen');
  expect((await rep.get(`${path}?done=reopen`)).text).toContain('it stands where it stood.');
  await on.taskOf(id, 'call');
  const twice = await rep.post(`${path}/reopen`, { seen });
  expect(twice.status).toBe(409);
  expect(twice.text).toContain('It stands as you asked already');
  await rep.post(`${path}/exit`);
  await http.webhook(eventOf('deal.lost', { prospect: { email } }));
  const refused = await rep.post(`${path}/reopen`, {}, { 'accept-language': 'nb' });
  expect(refused.status).toBe(409);
  expect(refused.text).toContain('Det som er hørt siden, ville ha avsluttet den (salget er tapt).');
});

test('an objection that was heard is noted from the page, once a form', async () => {
  const { id } = await on.enrolled('calls');
  await on.taskOf(id, 'call');
  const path = `/console/enrolments/${id}`;
  const { text } = await rep.get(path);
  const formId = /name="id" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const fields = { id: formId, category: 'price', text: 'Too dear.' };
  expect((await rep.post(`${path}/objection`, fields)).location).toContain('done=objection');
  expect((await rep.post(`${path}/objection`, fields)).location).toContain('done=objection');
  const { body } = await http.call('GET', `/v1/enrolments/${id}/timeline`, { as: 'rep' });
  const noted = body.items.filter((one: { type: string }) => one.type === 'reply.objection');
  expect(noted).toMatchObject([{ data: { category: 'price', by: 'Kari' } }]);
  expect((await rep.post(`${path}/objection`, { category: 'wether' })).status).toBe(409);
});

test('who is no rep sees the address alone, as in the API; who is unknown is not there', async () => {
  const mark = `m${randomUUID().slice(0, 8)}`;
  const { id, email } = await on.enrolled('calls', { lastName: mark, company: mark, phone: mark });
  const ops = await loggedIn(http, 'ops');
  const { text } = await ops.get(`/console/enrolments/${id}`);
  expect(text).toContain(email);
  expect(text).not.toContain(mark);
  expect((await rep.get(`/console/enrolments/${id}`)).text).toContain(mark);
  for (const other of [randomUUID(), 'nothing']) {
    const { status } = await rep.get(`/console/enrolments/${other}`);
    expect(status).toBe(other === 'nothing' ? 400 : 404);
  }
});
