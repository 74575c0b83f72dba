import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webConsole } from '../../../src/console/console.ts';
import { listPublications } from '../../../src/store/publications.ts';
import { eventOf, openHttp, type TestHttp } from '../http/open-http.ts';
import { filesOf, formOn } from './cadences.ts';
import { cadences, deskOn } from './desk.ts';
import { loggedIn, type Shown, type Visitor } from './visitor.ts';

let http: TestHttp;
let rep: Visitor;
let ops: Visitor;
let on: ReturnType<typeof deskOn>;
beforeAll(async () => {
  http = await openHttp({ cadences });
  on = deskOn(http);
  await http.system.work();
  rep = await loggedIn(http, 'rep', 'Kari');
  ops = await loggedIn(http, 'ops', 'Olga');
});
afterAll(() => http?.close());

/** A form, and what it is done to. */
interface Form {
  readonly objectId: string;
  readonly path: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** Who does it; left out: a rep. */
  readonly by?: 'ops';
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
  return { objectId: id, path: `/console/enrolments/${id}/${deed}`, fields };
}

const listed = { cadence: 'smoke', list: 'kari@listed.example' };

/** The form of a list as its check has filled it in. */
async function ofList(): Promise<Form> {
  const { text } = await rep.post('/console/enrol/check', listed);
  const [, objectId = ''] = /name="import" value="([^"]+)"/.exec(text) ?? [];
  const [, mark = ''] = /name="mark" value="([^"]+)"/.exec(text) ?? [];
  return { objectId, path: '/console/enrol', fields: { ...listed, import: objectId, mark } };
}

function ofPerson(): Form {
  const objectId = randomUUID();
  const fields = { id: objectId, cadence: 'smoke', email: `${objectId}@one.example` };
  return { objectId, path: '/console/enrol/one', fields };
}

async function ofImport(): Promise<Form> {
  const { objectId, path, fields } = await ofList();
  await rep.post(path, fields);
  return { objectId, path: `/console/imports/${objectId}/undo` };
}

async function ofCadence(deed: 'pause' | 'resume'): Promise<Form> {
  const path = '/console/cadences/calls';
  await ops.get(path);
  if (deed === 'resume') await ops.post(`${path}/pause`, { reason: 'spam' });
  return { by: 'ops', objectId: 'calls', path: `${path}/${deed}`, fields: { reason: 'spam' } };
}

/** The publication that comes next. */
async function ofPublishing(): Promise<Form> {
  const path = '/console/cadences/calls/publish';
  const title = `title: ${randomUUID()}\n`;
  await filesOf(http).edit('calls.yaml', 'steps:', `${title}steps:`);
  await filesOf(http).edit('calls.yaml', 'title: Calls\n', '');
  const fields = formOn((await ops.get(path)).text, path);
  const [last] = await listPublications(http.system.app.db, 1);
  return { by: 'ops', objectId: String((last?.id ?? 0) + 1), path, fields };
}

async function ofTakingBack(): Promise<Form> {
  const [last] = await listPublications(http.system.app.db, 1);
  const path = `/console/publications/${last?.id}/rollback`;
  await ops.get(path);
  return { by: 'ops', objectId: String(last?.id), path };
}

/** A form for each route that does something. */
const forms: Readonly<Record<string, () => Promise<Form>>> = {
  ...Object.fromEntries(
    ['complete', 'skip', 'approve', 'reject'].map((deed) => [
      `POST /console/tasks/:id/${deed}`,
      () => ofTask(deed),
    ]),
  ),
  'POST /console/tasks/:id/mail': ofMail,
  'POST /console/company-holds/:id/release': ofHold,
  'POST /console/enrolments/:id/switch': () => ofEnrolment('switch', { cadence: 'smoke' }),
  'POST /console/enrol': ofList,
  'POST /console/enrol/one': async () => ofPerson(),
  'POST /console/imports/:id/undo': ofImport,
  'POST /console/cadences/:key/pause': () => ofCadence('pause'),
  'POST /console/cadences/:key/resume': () => ofCadence('resume'),
  'POST /console/cadences/:key/publish': ofPublishing,
  'POST /console/publications/:id/rollback': ofTakingBack,
  'POST /console/enrolments/:id/pause': () => ofEnrolment('pause', { until: '2100-01-01' }),
  'POST /console/enrolments/:id/resume': () => ofEnrolment('resume'),
  'POST /console/enrolments/:id/advance': () => ofEnrolment('advance', { stage: 'closing' }),
  'POST /console/enrolments/:id/exit': () => ofEnrolment('exit', { reason: 'closed_lost' }),
};

test.each(Object.keys(webConsole.audited))(
  '%s is told in the name of the key, and not when its form is not ours',
  async (route) => {
    const form = forms[route];
    if (form === undefined) throw new Error(`${route} has no form in this test: give it one`);
    await rep.get('/console/today');
    const { objectId, path, fields = {}, by } = await form();
    const visitor = by === 'ops' ? ops : rep;
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
    expect(done.status, done.text).toBe(303);
    const [actor, role] = by === 'ops' ? ['Olga', 'ops'] : ['Kari', 'rep'];
    expect(await entries()).toMatchObject([{ action, kind, objectId, actor, role }]);
  },
);
