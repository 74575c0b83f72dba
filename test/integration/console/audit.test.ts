import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../../src/app/api-keys.ts';
import { webConsole } from '../../../src/console/console.ts';
import { eventOf, openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences, deskOn } from './desk.ts';
import { loggedIn, type Shown, type Visitor } from './visitor.ts';

let http: TestHttp;
let rep: Visitor;
let others: Readonly<Record<'ops' | 'admin', Visitor>>;
let on: ReturnType<typeof deskOn>;
beforeAll(async () => {
  http = await openHttp({ cadences });
  on = deskOn(http);
  await http.system.work();
  rep = await loggedIn(http, 'rep', 'Kari');
  others = { ops: await loggedIn(http, 'ops'), admin: await loggedIn(http, 'admin') };
});
afterAll(() => http?.close());

/** A form, and what it is done to. */
interface Form {
  readonly objectId: string;
  /** Who may send it; absent: a rep. */
  readonly as?: 'ops' | 'admin';
  readonly path: string;
  readonly fields?: Readonly<Record<string, string>>;
}

async function ofTask(deed: string): Promise<Form> {
  const { id } = await on.enrolled('calls');
  const call = await on.taskOf(id, 'call');
  if (deed === 'complete' || deed === 'skip') {
    return { objectId: call, path: `/console/tasks/${call}/${deed}` };
  }
  await rep.post(`/console/tasks/${call}/complete`);
  const approval = await on.taskOf(id, 'approval');
  return { objectId: approval, path: `/console/tasks/${approval}/${deed}` };
}

async function ofEnrolment(deed: string, fields: Form['fields'] = {}): Promise<Form> {
  const { id } = await on.enrolled('calls');
  if (deed === 'resume') await rep.post(`/console/enrolments/${id}/pause`);
  return { objectId: id, path: `/console/enrolments/${id}/${deed}`, fields };
}

async function ofReply(deed: string, fields: Form['fields'] = {}): Promise<Form> {
  const { id, email } = await on.enrolled('smoke');
  await http.webhook(eventOf('reply.received', { prospect: { email }, text: 'Hm.' }));
  const task = await on.taskOf(id, 'triage');
  return { objectId: task, path: `/console/triage/replies/${task}/${deed}`, fields };
}

/** Of somebody who is there by now. */
async function ofEvent(path: (id: string) => string): Promise<Form> {
  const email = `late-${randomUUID()}@example.com`;
  const told = await http.webhook(eventOf('deal.won', { prospect: { email } }));
  await on.enrolled('smoke', { email });
  const { id } = told.body.receipts[0];
  return { objectId: id, as: 'ops', path: path(id) };
}

async function ofHandOver(): Promise<Form> {
  const { id } = await on.enrolled('calls');
  const call = await on.taskOf(id, 'call');
  const fields = { outcome: 'sent' };
  return { objectId: call, path: `/console/triage/hand-overs/${call}`, fields };
}

async function ofMailbox(deed: string): Promise<Form> {
  const path = '/console/admin/mailboxes/kari';
  await others.ops.get('/console/admin/mailboxes');
  if (deed === 'resume') await others.ops.post(`${path}/pause`);
  return { objectId: 'kari', as: 'ops', path: `${path}/${deed}` };
}

async function ofSuppression(deed: string): Promise<Form> {
  const value = `c-${randomUUID().slice(0, 8)}.example`;
  const path = '/console/admin/suppressions';
  await others.ops.get(path);
  if (deed === 'add') return { objectId: value, as: 'ops', path, fields: { value } };
  await others.ops.post(path, { value });
  return { objectId: value, as: 'admin', path: `${path}/lift`, fields: { value } };
}

/** A form for each route that does something. */
const forms: Readonly<Record<string, () => Promise<Form>>> = {
  ...Object.fromEntries(
    ['complete', 'skip', 'approve', 'reject'].map((deed) => [
      `POST /console/tasks/:id/${deed}`,
      () => ofTask(deed),
    ]),
  ),
  'POST /console/enrolments/:id/pause': () => ofEnrolment('pause', { until: '2100-01-01' }),
  'POST /console/enrolments/:id/resume': () => ofEnrolment('resume'),
  'POST /console/enrolments/:id/advance': () => ofEnrolment('advance', { stage: 'closing' }),
  'POST /console/enrolments/:id/exit': () => ofEnrolment('exit', { reason: 'closed_lost' }),
  'POST /console/triage/replies/:id/decide': () => ofReply('decide', { outcome: 'price' }),
  'POST /console/triage/replies/:id/skip': () => ofReply('skip'),
  'POST /console/triage/webhooks/:id/replay': () =>
    ofEvent((id) => `/console/triage/webhooks/${id}/replay`),
  'POST /console/triage/webhooks/replay': () => ofEvent(() => '/console/triage/webhooks/replay'),
  'POST /console/triage/hand-overs/:id': ofHandOver,
  'POST /console/admin/mailboxes/:key/pause': () => ofMailbox('pause'),
  'POST /console/admin/mailboxes/:key/resume': () => ofMailbox('resume'),
  'POST /console/admin/suppressions': () => ofSuppression('add'),
  'POST /console/admin/suppressions/lift': () => ofSuppression('lift'),
  'POST /console/admin/suppressions/import': async () => ({
    ...{ objectId: 'list', as: 'ops', path: '/console/admin/suppressions/import' },
    fields: { csv: `email\nlisted-${randomUUID()}@example.com` },
  }),
  'POST /console/admin/keys': async () => {
    const id = randomUUID();
    const fields = { id, name: 'a program', role: 'crm' };
    return { objectId: id, as: 'admin', path: '/console/admin/keys', fields };
  },
  'POST /console/admin/keys/:id/revoke': async () => {
    const { id } = await createApiKey(http.system.app, 'leaves', 'rep');
    return { objectId: id, as: 'admin', path: `/console/admin/keys/${id}/revoke` };
  },
};

test.each(Object.keys(webConsole.audited))(
  '%s is told in the name of the key, and not when its form is not ours',
  async (route) => {
    const form = forms[route];
    if (form === undefined) throw new Error(`${route} has no form in this test: give it one`);
    await rep.get('/console/today');
    const { objectId, path, fields = {}, as } = await form();
    const visitor = as === undefined ? rep : others[as];
    await visitor.get(as === undefined ? '/console/today' : '/console/admin/health');
    const { action, kind } = webConsole.audited[route] ?? {};
    const entries = async () => {
      const answer = await http.call('GET', `/v1/audit?object=${objectId}&action=${action}`, {
        as: 'admin',
      });
      return answer.body.items;
    };
    const refused: Shown = await visitor.post(path, { ...fields, csrf: 'wrong' });
    expect(refused.status).toBe(403);
    expect(await entries()).toEqual([]);
    const done = await visitor.post(path, fields);
    expect(done.status, done.text).toBeLessThan(400);
    const actor = as === undefined ? { actor: 'Kari', role: 'rep' } : { actor: as, role: as };
    expect(await entries()).toMatchObject([{ action, kind, objectId, ...actor }]);
  },
);
