import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../../src/app/api-keys.ts';
import { begunIdOf, enrolmentIdOf } from '../../../src/app/enrolling/given-list.ts';
import { webConsole } from '../../../src/console/console.ts';
import { seesAll, type Viewer } from '../../../src/domain/viewer.ts';
import { listPublications } from '../../../src/store/publications.ts';
import { eventOf, openHttp, type TestHttp } from '../http/open-http.ts';
import { filesOf, formOn } from './cadences.ts';
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

/** The mail of a task that asks for approval, written anew. */
async function ofMail(): Promise<Form> {
  const { objectId, path } = await ofTask('approve');
  const { text } = await rep.get(`/console/today?task=${objectId}`);
  const mark = /name="mark" value="([^"]+)"/.exec(text)?.[1] ?? '';
  return { objectId, path: path.replace('approve', 'mail'), fields: { mark, subject: 'Anew' } };
}

/** Of a company of which somebody has answered. */
async function ofHold(): Promise<Form> {
  const { id, email } = await on.enrolled('smoke');
  await http.webhook(eventOf('reply.received', { enrolmentId: id, text: 'Yes' }));
  const objectId = await on.holdOf(email);
  return { objectId, path: `/console/company-holds/${objectId}/release` };
}

async function ofEnrolment(deed: string, fields: Form['fields'] = {}): Promise<Form> {
  const { id } = await on.enrolled('calls');
  if (deed === 'resume') await rep.post(`/console/enrolments/${id}/pause`);
  if (deed === 'reopen') await rep.post(`/console/enrolments/${id}/exit`);
  return { objectId: id, path: `/console/enrolments/${id}/${deed}`, fields };
}

/** Who sends the forms of a rep. */
async function kari(): Promise<Viewer> {
  const { rows } = await http.system.app.db.query<{ id: string }>(
    "select id from api_keys where name = 'Kari'",
  );
  return { ...seesAll, keyId: rows[0]?.id ?? null };
}

const listed = { cadence: 'smoke', list: 'kari@listed.example' };

/** The form of a list as its check has filled it in. */
async function ofList(): Promise<Form> {
  const { text } = await rep.post('/console/enrol/check', listed);
  const [, id = ''] = /name="import" value="([^"]+)"/.exec(text) ?? [];
  const [, mark = ''] = /name="mark" value="([^"]+)"/.exec(text) ?? [];
  const fields = { ...listed, import: id, mark };
  return { objectId: begunIdOf(id, await kari()), path: '/console/enrol', fields };
}

async function ofPerson(): Promise<Form> {
  const id = randomUUID();
  const fields = { id, cadence: 'smoke', email: `${id}@one.example` };
  return { objectId: enrolmentIdOf(id, fields, await kari()), path: '/console/enrol/one', fields };
}

async function ofImport(): Promise<Form> {
  const { objectId, path, fields } = await ofList();
  await rep.post(path, fields);
  return { objectId, path: `/console/imports/${objectId}/undo` };
}

async function ofCadence(deed: 'pause' | 'resume'): Promise<Form> {
  const path = '/console/cadences/calls';
  await others.ops.get(path);
  if (deed === 'resume') await others.ops.post(`${path}/pause`, { reason: 'spam' });
  return { as: 'ops', objectId: 'calls', path: `${path}/${deed}`, fields: { reason: 'spam' } };
}

/** The publication that comes next. */
async function ofPublishing(): Promise<Form> {
  const path = '/console/cadences/calls/publish';
  const title = `title: ${randomUUID()}\n`;
  await filesOf(http).edit('calls.yaml', 'steps:', `${title}steps:`);
  await filesOf(http).edit('calls.yaml', 'title: Calls\n', '');
  const fields = formOn((await others.ops.get(path)).text, path);
  const [last] = await listPublications(http.system.app.db, 1);
  return { as: 'ops', objectId: String((last?.id ?? 0) + 1), path, fields };
}

async function ofTakingBack(): Promise<Form> {
  const [last] = await listPublications(http.system.app.db, 1);
  const path = `/console/publications/${last?.id}/rollback`;
  await others.ops.get(path);
  return { as: 'ops', objectId: String(last?.id), path };
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
  'POST /console/tasks/:id/snooze': async () => {
    const { objectId, path } = await ofTask('skip');
    return { objectId, path: path.replace('skip', 'snooze'), fields: { until: 'hour' } };
  },
  'POST /console/tasks/:id/wake': async () => {
    const { objectId, path } = await ofTask('skip');
    await rep.post(path.replace('skip', 'snooze'), { until: 'hour' });
    return { objectId, path: path.replace('skip', 'wake') };
  },
  'POST /console/tasks/:id/mail': ofMail,
  'POST /console/company-holds/:id/release': ofHold,
  'POST /console/enrolments/:id/switch': () => ofEnrolment('switch', { cadence: 'smoke' }),
  'POST /console/enrol': ofList,
  'POST /console/enrol/one': ofPerson,
  'POST /console/imports/:id/undo': ofImport,
  'POST /console/cadences/:key/pause': () => ofCadence('pause'),
  'POST /console/cadences/:key/resume': () => ofCadence('resume'),
  'POST /console/cadences/:key/publish': ofPublishing,
  'POST /console/publications/:id/rollback': ofTakingBack,
  'POST /console/enrolments/:id/pause': () => ofEnrolment('pause', { until: '2100-01-01' }),
  'POST /console/enrolments/:id/resume': () => ofEnrolment('resume'),
  'POST /console/enrolments/:id/advance': () => ofEnrolment('advance', { stage: 'closing' }),
  'POST /console/enrolments/:id/exit': () => ofEnrolment('exit', { reason: 'closed_lost' }),
  'POST /console/enrolments/:id/objection': () => ofEnrolment('objection', { category: 'price' }),
  'POST /console/enrolments/:id/reopen': () => ofEnrolment('reopen'),
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
  'POST /console/admin/keys/:id/change': async () => {
    const { id } = await createApiKey(http.system.app, 'moves', 'rep');
    const fields = { email: 'moves@firm.no' };
    return { objectId: id, as: 'admin', path: `/console/admin/keys/${id}/change`, fields };
  },
  'POST /console/admin/keys/:id/revoke': async () => {
    const { id } = await createApiKey(http.system.app, 'leaves', 'rep');
    return { objectId: id, as: 'admin', path: `/console/admin/keys/${id}/revoke` };
  },
};

/** Those that publish come last: the others go by what was published at the beginning. */
const publishes = (route: string) => Number(/publish|publications/.test(route));
const routes = Object.keys(webConsole.audited).toSorted((a, b) => publishes(a) - publishes(b));

test.each(routes)(
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
