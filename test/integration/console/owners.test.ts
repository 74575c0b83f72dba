import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../../src/app/api-keys.ts';
import type { roles } from '../../../src/domain/codes.ts';
import { routesOf } from '../../helpers/routes.ts';
import { waitFor } from '../../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences, deskOn } from './desk.ts';
import { openVisitor, type Visitor } from './visitor.ts';

/** Stands in all of whom Ola has, and in nothing else. */
const mark = `m${randomUUID().slice(0, 8)}`;
const [kari, ola] = [
  `kari-${randomUUID().slice(0, 8)}@firm.no`,
  `ola-${randomUUID().slice(0, 8)}@firm.no`,
];

/** What a parameter of a path names, and what of Ola's is put there. Whoever adds a route says here what its names. */
const works = {
  'enrolments/:id': 'enrolment',
  'tasks/:id': 'approval',
  'prospects/:id': 'prospect',
  'touches/:id': 'touch',
  'imports/:id': 'import',
  'company-holds/:id': 'hold',
  'replies/:id': 'reply',
  'hand-overs/:id': 'approval',
} as const;
/** Parameters that name nothing that has an owner. */
const house =
  /^(cadences|mailboxes|sources)\/:key|mails\/:step|(publications|receipts|webhooks|keys)\/:id|suppressions\/:value|l\/:token/;

type Thing = (typeof works)[keyof typeof works];
interface Person {
  readonly key: string;
  readonly visitor: Visitor;
}

let http: TestHttp;
let things: Readonly<Record<Thing, string>>;
let people: Readonly<Record<'kari' | 'ola' | 'eva' | 'admin', Person>>;

beforeAll(async () => {
  http = await openHttp({ cadences });
  await http.system.work();
  people = {
    kari: await personWith('Kari', 'rep', { email: kari }),
    ola: await personWith(`Ola ${mark}`, 'rep', { email: ola.toUpperCase() }),
    eva: await personWith('Eva', 'manager', { team: [kari, ola] }),
    admin: await personWith('Ada', 'admin', {}),
  };
  things = await olasWork();
});
afterAll(() => http?.close());

async function personWith(name: string, role: (typeof roles)[number], reach: object) {
  const { key } = await createApiKey(http.system.app, name, role, reach);
  const visitor = openVisitor(http);
  await visitor.logIn(key);
  await visitor.get('/console/reports');
  return { key, visitor };
}

/** Somebody in each state that has a page. */
async function olasWork(): Promise<typeof things> {
  const on = deskOn(http);
  const { key } = people.ola;
  const someone = (n: number) => ({ email: `p${n}@${mark}-${n}.example`, firstName: mark });
  const enrol = async (cadence: string, n: number) => {
    const body = { cadence, prospect: someone(n) };
    return (await http.call('POST', '/v1/enrolments', { key, body })).body;
  };
  const [mailed, held, called] = [
    await enrol('smoke', 1),
    await enrol('smoke', 2),
    await enrol('calls', 3),
  ];
  expect([mailed.owner, held.owner, called.owner]).toEqual([ola, ola, ola]);
  const touch = await waitFor('a mail of Ola', async () => {
    const { body } = await http.call('GET', `/v1/enrolments/${mailed.id}`, { key });
    return body.touches.find((one: { status: string }) => one.status === 'sent')?.id;
  });
  await http.webhook(eventOf('reply.received', { enrolmentId: mailed.id, text: 'Hm.' }));
  await http.webhook(eventOf('reply.received', { enrolmentId: held.id, text: 'Yes' }));
  const call = await on.taskOf(called.id, 'call');
  await http.call('POST', `/v1/tasks/${call}/complete`, { key });
  const started = await http.call('POST', '/v1/enrolments/bulk?cadence=calls', {
    ...{ key, body: `email,firstName\n${someone(4).email},${mark}\n` },
    headers: { 'content-type': 'text/csv' },
  });
  const importId = started.body.importId;
  await waitFor('the import', async () => {
    const { body } = await http.call('GET', `/v1/imports/${importId}`, { key });
    return body.status === 'finished' ? body : undefined;
  });
  return {
    enrolment: called.id,
    approval: await on.taskOf(called.id, 'approval'),
    prospect: called.prospectId,
    touch,
    import: importId,
    hold: await on.holdOf(someone(2).email),
    reply: await on.taskOf(mailed.id, 'triage'),
  };
}

/** Every route of the API and of the console. */
const routes = () =>
  routesOf(http.server).filter(
    ({ path }) => /^\/(v1|console)\//.test(path) && !path.includes('/assets/'),
  );

/** Routes of which a parameter names work, with what of Ola's stands there. */
function ofWork() {
  return routes().flatMap(({ method, path }) => {
    const [place] = /[^/]+\/:\w+/.exec(path) ?? [];
    if (place === undefined) return [];
    const thing = Object.entries(works).find(([known]) => known === place)?.[1];
    if (thing === undefined) {
      expect(place, `${method} ${path}: say in this test what it names`).toMatch(house);
      return [];
    }
    return [{ method, path, thing }];
  });
}

/** As much of every body as a route asks for. */
const until = new Date(Date.now() + 86_400_000).toISOString();
const fields = { stage: 'closing', category: 'price', cadence: 'smoke' };

async function ask({ key, visitor }: Person, method: string, path: string) {
  if (path.startsWith('/console')) {
    return method === 'GET' ? visitor.get(path) : visitor.post(path, { outcome: 'sent' });
  }
  const given = path.endsWith('/snooze') ? { until } : fields;
  const body = method === 'PUT' ? { subject: 'Anew' } : given;
  return http.call(method, path, { key, ...(method === 'GET' ? {} : { body }) });
}

/** Without what differs from one answer to the next. */
const plain = (text: string) =>
  text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/value="[\w-]{43}"|"x-csrf-token": ?"[^"]+"|[\w-]{43}/g, 'T');

test("what is a colleague's is not there, whatever one does to it", async () => {
  const standing = async () => {
    const { key } = people.admin;
    const paths = [`/v1/enrolments/${things.enrolment}`, `/v1/imports/${things.import}`];
    const [enrolment, list] = await Promise.all(
      paths.map((path) => http.call('GET', path, { key })),
    );
    const { body: tasks } = await http.call('GET', `/v1/tasks?enrolmentId=${things.enrolment}`, {
      key,
    });
    const open = tasks.items.map((task: { kind: string; status: string }) => [
      task.kind,
      task.status,
    ]);
    return [enrolment?.body.status, enrolment?.body.stage, list?.body.status, open];
  };
  const before = await standing();
  let asked = 0;
  for (const { method, path, thing } of ofWork()) {
    const theirs = await ask(people.kari, method, path.replace(':id', things[thing]));
    const none = await ask(people.kari, method, path.replace(':id', randomUUID()));
    const route = `${method} ${path}`;
    expect(theirs.status, route).toBe(none.status);
    expect(plain(theirs.text), route).toBe(plain(none.text));
    expect(theirs.text, route).not.toContain(mark);
    if (theirs.status === 403) continue;
    expect(theirs.status, route).toBe(404);
    asked += 1;
  }
  expect(asked).toBeGreaterThan(40);
  expect(await standing()).toEqual(before);
});

test('an id with what cannot be kept in it is none, in a path and in a query', async () => {
  const paths = ofWork()
    .filter(({ method }) => method === 'GET')
    .map(({ path, thing }) => path.replace(':id', `${things[thing]}%00`));
  const queries = [
    `/console/today?task=${things.approval}%00`,
    `/console/today?task%00=${things.approval}`,
    `/console/triage/replies?task=%00${things.reply}`,
    `/console/cadences/smoke/mails/one?prospect=${things.prospect}%00`,
  ];
  for (const path of [...paths, ...queries]) {
    const { status, text } = await ask(people.kari, 'GET', path);
    expect([400, 403, 404], path).toContain(status);
    expect(text, path).not.toContain(mark);
  }
});

test('whoever has it, leads who has it, or administers, gets it', async () => {
  for (const { method, path, thing } of ofWork().filter((one) => one.method === 'GET')) {
    // A stream of events goes on; who may not have it is told at once.
    if (path.endsWith('/events')) continue;
    for (const who of ['ola', 'eva', 'admin'] as const) {
      const { status } = await ask(people[who], method, path.replace(':id', things[thing]));
      expect(status, `${who} ${path}`).not.toBe(404);
    }
  }
});

test('no id that a query names leads there either', async () => {
  const { enrolment, approval, reply, touch, prospect } = things;
  const paths = [
    `/console/today?task=${approval}`,
    `/console/triage/replies?task=${reply}`,
    `/console/triage/replies?done=skip&was=${reply}`,
    `/console/cadences/smoke/mails/one?prospect=${prospect}`,
    `/console/cadences/smoke/mails/one/frame?prospect=${prospect}`,
  ];
  for (const path of paths) {
    expect((await people.kari.visitor.get(path)).status, path).toBe(404);
    expect((await people.ola.visitor.get(path)).status, path).toBe(200);
  }
  const own = await http.call('POST', '/v1/enrolments', {
    ...{
      key: people.kari.key,
      body: { cadence: 'calls', prospect: { email: `own@${randomUUID()}.example` } },
    },
  });
  const shown = await people.kari.visitor.get(`/console/enrolments/${own.body.id}?mail=${touch}`);
  expect(shown.status).toBe(404);
  for (const path of [`enrolments?prospectId=${prospect}`, `tasks?enrolmentId=${enrolment}`]) {
    const { body } = await http.call('GET', `/v1/${path}`, { key: people.kari.key });
    expect(body.items, path).toEqual([]);
  }
  const body = { cadence: 'calls', prospectId: prospect };
  const refused = await http.call('POST', '/v1/enrolments', { key: people.kari.key, body });
  expect(refused.status).toBe(404);
});

test('no list tells of it', async () => {
  const lists = routes().flatMap(({ method, path }) =>
    method === 'GET' && !path.includes(':') && !path.endsWith('/') ? [path] : [],
  );
  const asked = ['/console/search?q=p1', '/console/cadences/smoke/mails/one?q=p1'];
  const queries = ['/v1/enrolments', '/v1/tasks', '/console/today', '/console/reports/enrolments'];
  const all = [...lists, ...asked, ...queries.map((path) => `${path}?owner=${ola}`)];
  const telling: string[] = [];
  for (const path of all) {
    const toKari = await ask(people.kari, 'GET', path);
    expect(toKari.text, path).not.toContain(mark);
    // Whom somebody asks for stands in the form again.
    if (!path.includes('?')) expect(toKari.text, path).not.toContain(ola);
    const toAll = await ask(people.admin, 'GET', path);
    const isTold = toAll.text.includes(mark) || toAll.text.includes(ola);
    if (isTold) telling.push(path.split('?')[0] ?? '');
  }
  expect(telling).toEqual(
    expect.arrayContaining([
      ...['/v1/enrolments', '/v1/tasks', '/v1/company-holds', '/v1/reports/activity'],
      ...['/console/today', '/console/triage/replies', '/console/imports', '/console/search'],
      ...['/console/reports', '/console/reports/enrolments', '/console/reports/activity.csv'],
      '/console/cadences/smoke/mails/one',
    ]),
  );
});
