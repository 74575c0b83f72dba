/** Imports and companies of which a key sees some of the people, and what it does to the others: nothing. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeKey, createApiKey } from '../../../src/app/api-keys.ts';
import { enrol } from '../../../src/app/enrolling/enrol.ts';
import { beginImportAs } from '../../../src/app/enrolling/import.ts';
import type { Role } from '../../../src/domain/codes.ts';
import { type Owners, seesAll } from '../../../src/domain/viewer.ts';
import { endImport } from '../../../src/store/imports.ts';
import { somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { cadences, deskOn } from '../console/desk.ts';
import { openVisitor } from '../console/visitor.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

const [kari, ola] = ['kari@firm.no', 'ola@firm.no'];

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({ cadences });
});
afterAll(() => http?.close());

const made = (role: Role, reach: object = {}) =>
  createApiKey(http.system.app, `${role} ${randomUUID()}`, role, reach);

async function visitorOf(key: string) {
  const visitor = openVisitor(http);
  await visitor.logIn(key);
  return visitor;
}

async function standingOf(id: string) {
  const { body } = await http.call('GET', `/v1/enrolments/${id}`, { as: 'admin' });
  return [body.status, body.pauseReason ?? body.exitReason];
}

/** An import by a key that saw everything, which from now on sees only what is Kari's. */
async function importOfBoth() {
  const host = `c-${randomUUID().slice(0, 8)}.example`;
  const { id: keyId, key } = await made('rep');
  const begun = await http.call('POST', '/v1/enrolments/bulk?cadence=calls', {
    ...{ key, headers: { 'content-type': 'text/csv' } },
    body: `email,owner\nper@${host},${kari}\nida@${host},${ola}\n`,
  });
  const { importId } = begun.body;
  await waitFor('the import', async () => {
    const { body } = await http.call('GET', `/v1/imports/${importId}`, { key });
    return body.status === 'finished' ? body : undefined;
  });
  await changeKey(http.system.app, keyId, { email: kari });
  const { rows } = await http.system.app.db.query<{ owner: string; id: string }>(
    'select owner, id from enrolments where import_id = $1',
    [importId],
  );
  const idOf = (owner: string) => rows.find((row) => row.owner === owner)?.id ?? '';
  return { host, key, importId, karis: idOf(kari), olas: idOf(ola) };
}

test('an import shows those of its people who are seen by now, and counts no others', async () => {
  const { host, key, importId } = await importOfBoth();
  const { text } = await (await visitorOf(key)).get(`/console/imports/${importId}`);
  expect(text).toContain(`per@${host}`);
  expect(text).not.toContain(`ida@${host}`);
  expect(text).toContain('1 have had nothing yet');
});

test('its undo ends those who are seen, and whoever sees the others may still end them', async () => {
  const { key, importId, karis, olas } = await importOfBoth();
  const path = `/console/imports/${importId}`;
  const visitor = await visitorOf(key);
  expect((await visitor.post(`${path}/undo`)).location).toBe(`${path}?undone=1`);
  expect(await standingOf(karis)).toEqual(['exited', 'manual']);
  expect(await standingOf(olas)).toEqual(['active', null]);
  const again = await http.call('DELETE', `/v1/imports/${importId}`, { key });
  expect(again.body).toMatchObject({ undone: 0, import: { status: 'undone' } });
  expect((await visitor.get(path)).text).not.toContain(`${path}/undo`);
  const eva = await made('manager', { team: [kari, ola] });
  const hers = await visitorOf(eva.key);
  expect((await hers.get(path)).text).toContain(`${path}/undo`);
  expect((await hers.post(`${path}/undo`)).location).toBe(`${path}?undone=1`);
  expect(await standingOf(olas)).toEqual(['exited', 'manual']);
});

/** A list by a key that saw everything: its rows are of these owners. Its last row is refused. */
async function importOf(key: string, owners: readonly string[]): Promise<string> {
  const host = `l-${randomUUID().slice(0, 8)}.example`;
  const rows = owners.map((owner, nth) => `p${nth}@${host},${owner}\n`).join('');
  const { body } = await http.call('POST', '/v1/enrolments/bulk?cadence=calls', {
    ...{ key, headers: { 'content-type': 'text/csv' } },
    body: `email,owner\n${rows}nobody,${ola}\n`,
  });
  return waitFor('the import', async () => {
    const { rows: found } = await http.system.app.db.query<{ id: string }>(
      `select id from imports where id = $1 and status = 'finished'`,
      [body.importId],
    );
    return found[0]?.id;
  });
}

test("a manager's list has the imports of her team, and those that let in whom she sees", async () => {
  const rep = await made('rep', { email: kari });
  const all = await made('ops');
  const eva = await made('manager', { team: [kari] });
  const [ofTeam, withOne, ofNobody, ofOthers] = [
    await importOf(rep.key, [kari]),
    await importOf(all.key, [ola, kari]),
    await importOf(all.key, ['']),
    await importOf(all.key, [ola]),
  ];
  const visitor = await visitorOf(eva.key);
  const { text } = await visitor.get('/console/imports');
  for (const id of [ofTeam, withOne, ofNobody]) expect(text).toContain(`/console/imports/${id}`);
  expect(text).not.toContain(ofOthers);
  // Whom a list did not let in is told to who sees the work of its key.
  const refusalsOf = async (id: string) =>
    (await http.call('GET', `/v1/imports/${id}`, { key: eva.key })).body?.refusals?.length;
  expect(await Promise.all([ofTeam, withOne, ofNobody].map(refusalsOf))).toEqual([1, 0, 0]);
  const fileOf = async (id: string) =>
    (await visitor.get(`/console/imports/${id}/refused.csv`)).text.trim().split('\n').length;
  expect(await Promise.all([ofTeam, withOne].map(fileOf))).toEqual([2, 1]);
  expect((await http.call('GET', `/v1/imports/${ofOthers}`, { key: eva.key })).status).toBe(404);
});

test('of a list that is not of her team, the rows of others are not counted', async () => {
  const rep = await made('rep', { email: kari });
  const all = await made('ops');
  const eva = await made('manager', { team: [kari] });
  const [ofTeam, withOne] = [await importOf(rep.key, [kari]), await importOf(all.key, [ola, kari])];
  const countsOf = async (id: string, key: string) => {
    const { body } = await http.call('GET', `/v1/imports/${id}`, { key });
    return [body.rowsTotal, body.rowsRead, body.accepted, body.refused];
  };
  expect(await countsOf(withOne, all.key)).toEqual([null, 3, 2, 1]);
  expect(await countsOf(withOne, eva.key)).toEqual([null, 1, 1, 0]);
  expect(await countsOf(ofTeam, eva.key)).toEqual([null, 2, 1, 1]);
  const visitor = await visitorOf(eva.key);
  const { text: list } = await visitor.get('/console/imports');
  const row = list.split('<tr>').find((one) => one.includes(withOne)) ?? '';
  expect([...row.matchAll(/class="figure">(\d+)/g)].map(([, figure]) => figure)).toEqual([
    '1',
    '0',
  ]);
  const { text } = await visitor.get(`/console/imports/${withOne}`);
  expect([...text.matchAll(/class="number">(\d+)/g)].map(([, figure]) => figure)).toEqual([
    '1',
    '0',
  ]);
  const undone = await http.call('DELETE', `/v1/imports/${withOne}`, { key: eva.key });
  expect(undone.body).toMatchObject({ undone: 1, import: { accepted: 1, refused: 0 } });
});

/** An import that has not come to its end, with somebody of Kari's and somebody of Ola's. */
async function runningImport(owners: Owners) {
  const { app } = http.system;
  const viewer = { ...seesAll, owners };
  const importId = app.newId();
  await beginImportAs(app, { cadence: 'calls', by: 'test', viewer }, importId);
  const candidates = [kari, ola].map((owner) => ({ owner, prospect: somebody() }));
  const enrolled = await enrol(app, { cadence: 'calls', candidates, importId });
  const [karis = '', olas = ''] = enrolled.map((one) => ('refused' in one ? '' : one.enrolmentId));
  return { importId, karis, olas };
}

test('one that runs is not stopped by who sees a part of whom it may take; later they take back theirs', async () => {
  const { importId, karis, olas } = await runningImport(null);
  const { key } = await made('rep', { email: kari });
  const visitor = await visitorOf(key);
  const path = `/console/imports/${importId}`;
  const refused = await http.call('DELETE', `/v1/imports/${importId}`, { key });
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'import_of_others' } } });
  expect(refused.body.error.message).toContain('it is still running, and takes people of owners');
  const page = await visitor.get(path);
  expect(page.text).not.toContain(`${path}/undo`);
  expect(page.text).toContain('While it runs it may enrol people for colleagues');
  const posted = await visitor.post(`${path}/undo`);
  expect(posted.status).toBe(409);
  expect(posted.text).toContain('While it runs it may enrol people for colleagues');
  const { body } = await http.call('GET', `/v1/imports/${importId}`, { as: 'admin' });
  expect([body.status, await standingOf(karis)]).toEqual(['running', ['active', null]]);
  await endImport(http.system.app.db, importId, 'finished', new Date());
  expect((await visitor.post(`${path}/undo`)).location).toBe(`${path}?undone=1`);
  expect(await standingOf(karis)).toEqual(['exited', 'manual']);
  expect(await standingOf(olas)).toEqual(['active', null]);
});

test('one that runs for a team is stopped by who leads it, and by whoever sees all', async () => {
  const { key } = await made('manager', { team: [kari, ola] });
  const undo = async (owners: Owners, call: object) => {
    const { importId } = await runningImport(owners);
    const { body } = await http.call('DELETE', `/v1/imports/${importId}`, call);
    return [body.undone, body.import?.status];
  };
  expect(await undo([ola], { key })).toEqual([2, 'undone']);
  expect(await undo(null, { as: 'ops' })).toEqual([2, 'undone']);
  expect(await undo(['per@firm.no'], { key })).toEqual([undefined, undefined]);
});

test.each(['API', 'console'] as const)(
  "a hold by a colleague's person stays when one's own is released by the %s",
  async (way) => {
    const host = `h-${randomUUID().slice(0, 8)}.example`;
    const keys = {
      kari: (await made('rep', { email: kari })).key,
      ola: (await made('rep', { email: ola })).key,
    };
    const enrol = async (key: string, name: string) => {
      const body = { cadence: 'calls', prospect: { email: `${name}@${host}` } };
      return String((await http.call('POST', '/v1/enrolments', { key, body })).body.id);
    };
    const amy = await enrol(keys.kari, 'amy');
    const ben = await enrol(keys.ola, 'ben');
    const cal = await enrol(keys.kari, 'cal');
    for (const enrolmentId of [amy, ben]) {
      await http.webhook(eventOf('reply.received', { enrolmentId, text: 'Yes' }));
    }
    const desk = deskOn(http);
    const [own, theirs] = [await desk.holdOf(`amy@${host}`), await desk.holdOf(`ben@${host}`)];
    const release = `company-holds/${own}/release`;
    if (way === 'API') {
      const { body } = await http.call('POST', `/v1/${release}`, { key: keys.kari });
      expect(body).toMatchObject({ released: 1 });
    } else {
      const back = '/console/today';
      const { location } = await (await visitorOf(keys.kari)).post(`/console/${release}`, { back });
      expect(location).toContain('released=1&');
    }
    const { body: left } = await http.call('GET', '/v1/company-holds', { key: keys.ola });
    expect(left.items.map(({ id }: { id: string }) => id)).toContain(theirs);
    expect(await standingOf(cal)).toEqual(['paused', 'company_hold']);
    const last = `/v1/company-holds/${theirs}/release`;
    expect((await http.call('POST', last, { key: keys.ola })).body).toMatchObject({ released: 1 });
    expect(await standingOf(cal)).toEqual(['active', null]);
  },
);
