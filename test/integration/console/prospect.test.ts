import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { grantMailWish } from '../../../src/app/people/choose-mail.ts';
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

const save = async (body: object) =>
  String((await http.call('POST', '/v1/prospects', { as: 'rep', body })).body.id);
const standingOf = async (id: string) =>
  (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body;

test('somebody in no cadence is found and shown, with what keeps mail from them', async () => {
  const mark = `m${randomUUID().slice(0, 8)}`;
  const hostile = '<img src=x onerror=alert(1)>';
  const email = `nina@${mark}.example`;
  const attributes = { [hostile]: hostile, seats: 80 };
  const id = await save({ email, firstName: hostile, company: mark, country: 'NO', attributes });
  const found = await rep.get(`/console/search?q=${mark}`);
  expect(found.text).toContain(`href="/console/prospects/${id}"`);
  const first = await rep.get(`/console/prospects/${id}`);
  expect(first.text).toContain('Not in a cadence, and never was.');
  expect(first.text).toContain('Nothing stands against it.');
  expect(first.text).toContain(`Company <span class="soft">${mark}.example`);
  expect(first.text).not.toContain('<img');
  const body = { value: `${mark}.example`, reason: 'manual' };
  await http.call('POST', '/v1/suppressions', { as: 'admin', body });
  const then = await rep.get(`/console/prospects/${id}`);
  expect(then.text).toContain('No: suppressed.');
  await http.call('DELETE', `/v1/prospects/${id}`, { as: 'admin' });
  const erased = await rep.get(`/console/prospects/${id}`);
  expect(erased.text).toContain('No: erased on request.');
  expect(erased.text).not.toContain(mark);
  expect((await rep.get(`/console/prospects/${randomUUID()}`)).status).toBe(404);
});

test('an opt-out of one series is lifted by an admin alone, who comes back to the person', async () => {
  const { id: enrolmentId, email } = await on.enrolled('calls');
  const { prospectId } = await standingOf(enrolmentId);
  const holder = { prospectId, enrolmentId, address: email, cadenceKey: 'calls' };
  await grantMailWish(http.system.app, holder, { do: 'choose', scope: 'cadence' });
  const path = `/console/prospects/${prospectId}`;
  const seen = await rep.get(path);
  expect(seen.text).toContain('No mail of calls');
  expect(seen.text).toContain('Chose which mail they get');
  expect(seen.text).toContain('An admin can lift it when they ask for it again.');
  const form = { value: email, cadence: 'calls', back: path };
  expect((await rep.post('/console/admin/suppressions/lift', form)).status).toBe(403);
  const admin = await loggedIn(http, 'admin', 'Anne');
  expect((await admin.get(path)).text).toContain('Lift the opt-out');
  const done = await admin.post('/console/admin/suppressions/lift', form);
  expect(done.location).toBe(`${path}?lifted=calls`);
  const after = await admin.get(done.location ?? '');
  expect(after.text).toContain('The opt-out of calls is lifted: they can be enrolled there again.');
  expect(after.text).not.toContain('No mail of calls');
  const again = await http.call('DELETE', `/v1/suppressions/${email}?cadence=calls`, {
    as: 'admin',
  });
  expect(again).toMatchObject({ status: 404, body: { error: { code: 'not_suppressed' } } });
});

test('of somebody erased there is nothing to lift', async () => {
  const { id: enrolmentId, email } = await on.enrolled('calls');
  const { prospectId } = await standingOf(enrolmentId);
  const holder = { prospectId, enrolmentId, address: email, cadenceKey: 'calls' };
  await grantMailWish(http.system.app, holder, { do: 'choose', scope: 'cadence' });
  await http.call('DELETE', `/v1/prospects/${prospectId}`, { as: 'admin' });
  const admin = await loggedIn(http, 'admin', 'Anne');
  const { text } = await admin.get(`/console/prospects/${prospectId}`);
  expect(text).toContain('No mail of calls');
  expect(text).not.toContain('Lift the opt-out');
});

test('a company is seen with its hold, and let go, once', async () => {
  const host = `h${randomUUID().slice(0, 8)}.example`;
  const ben = await on.enrolled('calls', { email: `ben@${host}`, firstName: 'Ben' });
  const amy = await on.enrolled('calls', { email: `amy@${host}`, firstName: 'Amy' });
  await http.webhook(eventOf('reply.received', { enrolmentId: ben.id, text: 'Yes' }));
  const hold = await on.holdOf(ben.email);
  const { prospectId } = await standingOf(amy.id);
  const path = `/console/prospects/${prospectId}`;
  const held = await rep.get(path);
  expect(held.text).toContain('a colleague has spoken, and the company is held');
  expect(held.text).toContain('1 stand still because of it');
  expect(held.text).toContain('<b>Ben</b>');
  const released = await rep.post(`/console/company-holds/${hold}/release`, { back: path });
  expect(released.location).toBe(`${path}?released=1&free=1`);
  expect((await standingOf(amy.id)).status).toBe('active');
  const again = await rep.post(`/console/company-holds/${hold}/release`, { back: path });
  const after = await rep.get(again.location ?? '');
  expect(after.text).toContain('It was released already.');
  expect(after.text).toContain('Released by Kari,');
});

test('what was just done is undone: a pause, a resume, a stage, an end', async () => {
  const { id } = await on.enrolled('calls');
  await on.taskOf(id, 'call');
  const path = `/console/enrolments/${id}`;
  await rep.get(path);
  /** Does a deed, then presses Undo on the page that it leads to. */
  const doAndUndo = async (deed: string, fields: Readonly<Record<string, string>> = {}) => {
    const done = await rep.post(`${path}/${deed}`, fields);
    const { text } = await rep.get(done.location ?? '');
    const [, action = '', form = ''] =
      /<form method="post" action="([^"]+)">((?:(?!<\/form>).)*)<button>Undo/s.exec(text) ?? [];
    const hidden = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)];
    const told = hidden.map(([, name = '', value = '']) => [name, value] as const);
    const undone = await rep.post(action, Object.fromEntries(told));
    expect(undone.location, undone.text).toContain(`undone=${deed}`);
    return standingOf(id);
  };
  expect(await doAndUndo('pause')).toMatchObject({ status: 'active' });
  await rep.post(`${path}/pause`, { until: '2100-07-01' });
  expect(await doAndUndo('resume')).toMatchObject({
    ...{ status: 'paused', resumeAt: '2100-06-30T22:00:00.000Z' },
  });
  await rep.post(`${path}/resume`);
  expect(await doAndUndo('advance', { stage: 'closing' })).toMatchObject({
    ...{ status: 'active', stage: 'prospecting' },
  });
  expect(await doAndUndo('exit', { reason: 'closed_lost' })).toMatchObject({
    ...{ status: 'active', stage: 'prospecting', exitReason: null },
  });
});

test('a form of a page that is out of date changes nothing, and keeps what was chosen', async () => {
  const { id } = await on.enrolled('calls');
  await on.taskOf(id, 'call');
  const path = `/console/enrolments/${id}`;
  const { text } = await rep.get(path);
  const seen = /name="seen" value="([^"]+)"/.exec(text)?.[1] ?? '';
  await http.webhook(eventOf('reply.received', { enrolmentId: id, text: 'Wait' }));
  const stale = await rep.post(`${path}/switch`, { seen, cadence: 'smoke' });
  expect(stale.status).toBe(409);
  expect(stale.text).toContain('It has changed meanwhile');
  expect(stale.text).toContain('<option value="smoke" selected>');
  expect(await standingOf(id)).toMatchObject({ status: 'paused', pauseReason: 'replied' });
  const [person = ''] = /\/console\/prospects\/[\w-]+/.exec(stale.text) ?? [];
  expect((await rep.get(person, { 'accept-language': 'nb' })).text).toContain('(de svarte)');
  const fresh = /name="seen" value="([^"]+)"/.exec(stale.text)?.[1] ?? '';
  const switched = await rep.post(`${path}/switch`, { seen: fresh, cadence: 'smoke' });
  expect(switched.location).toContain('done=switch');
  expect(switched.location).not.toContain(id);
  expect(await standingOf(id)).toMatchObject({ status: 'exited', exitReason: 'switched' });
  const twice = await rep.post(`${path}/exit`, { seen: fresh, reason: 'manual' });
  expect(twice.status).toBe(409);
});
