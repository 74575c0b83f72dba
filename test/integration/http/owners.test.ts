import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeKey, createApiKey } from '../../../src/app/api-keys.ts';
import type { Role } from '../../../src/domain/codes.ts';
import { waitFor } from '../../helpers/wait.ts';
import { cadences, deskOn } from '../console/desk.ts';
import { openVisitor } from '../console/visitor.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

const [kari, ola] = ['kari@firm.no', 'ola@firm.no'];

let http: TestHttp;
let keys: Readonly<Record<'kari' | 'ola', string>>;
beforeAll(async () => {
  http = await openHttp({ cadences });
  await http.system.work();
  keys = { kari: (await made('rep', kari)).key, ola: (await made('rep', ola)).key };
});
afterAll(() => http?.close());

const made = (role: Role, email?: string, team?: readonly string[]) =>
  createApiKey(http.system.app, role, role, {
    ...(email === undefined ? {} : { email }),
    ...(team === undefined ? {} : { team }),
  });
const someone = () => {
  const mark = randomUUID().slice(0, 8);
  return `p-${mark}@c-${mark}.example`;
};
const enrol = (key: string, email: string, more: object = {}, prospect: object = {}) =>
  http.call('POST', '/v1/enrolments', {
    ...{
      key,
      body: { cadence: 'calls', prospect: { email, firstName: 'P', ...prospect }, ...more },
    },
  });
const seen = async (key: string, id: string) =>
  (await http.call('GET', `/v1/enrolments/${id}`, { key })).status === 200;
const query = (text: string, values: unknown[]) => http.system.app.db.query(text, values);

describe('whose somebody becomes who is enrolled', () => {
  test('of the rep who says nothing, of whom they name, and of nobody by a key without address', async () => {
    const mine = await enrol(keys.kari, someone());
    expect([mine.status, mine.body.owner]).toEqual([201, kari]);
    const named = await enrol(keys.kari, someone(), { owner: ' Kari@FIRM.no' });
    expect(named.body.owner).toBe(kari);
    const told = await enrol(keys.kari, someone(), {}, { owner: kari.toUpperCase() });
    expect(told.body.owner).toBe(kari);
    const nobodys = await http.call('POST', '/v1/enrolments', {
      ...{ as: 'rep', body: { cadence: 'calls', prospect: { email: someone() } } },
    });
    expect(nobodys.body.owner).toBe(null);
    expect(await seen(keys.ola, nobodys.body.id)).toBe(true);
    expect(await seen(keys.ola, mine.body.id)).toBe(false);
  });

  test("not a colleague's, and a colleague's prospect is nobody else's to take", async () => {
    const email = someone();
    const given = await enrol(keys.kari, email, { owner: ola });
    expect(given).toMatchObject({ status: 409, body: { error: { code: 'other_owner' } } });
    expect(given.body.error.message).toBe(
      `${email} is given to ${ola}, whose work this key does not see.`,
    );
    expect((await query('select from prospects where address = $1', [email])).rowCount).toBe(0);
    await enrol(keys.ola, email, {}, { firstName: 'Per' });
    const taken = await enrol(keys.kari, email, {}, { firstName: 'Pål', owner: kari });
    expect(taken).toMatchObject({ status: 409, body: { error: { code: 'other_owner' } } });
    const body = { email, firstName: 'Pål', owner: kari };
    const saved = await http.call('POST', '/v1/prospects', { key: keys.kari, body });
    expect(saved).toMatchObject({ status: 409, body: { error: { code: 'other_owner' } } });
    const { rows } = await query('select first_name, owner from prospects where address = $1', [
      email,
    ]);
    expect(rows).toEqual([{ first_name: 'Per', owner: null }]);
  });

  test('a list: row by row, as its check has said', async () => {
    const [one, two, three] = [someone(), someone(), someone()];
    await enrol(keys.ola, three);
    const call = {
      ...{ key: keys.kari, body: `email,owner\n${one},\n${two},${ola}\n${three},\n` },
      headers: { 'content-type': 'text/csv' },
    };
    const check = await http.call('POST', '/v1/enrolments/bulk?cadence=calls&dryRun=true', call);
    expect(check.body.accepted.map(({ email }: { email: string }) => email)).toEqual([one]);
    const refused = check.body.refusals.map((row: { email: string; code: string }) => [
      ...[row.email, row.code],
    ]);
    expect(refused).toEqual([
      [two, 'other_owner'],
      [three, 'other_owner'],
    ]);
    const { body } = await http.call('POST', '/v1/enrolments/bulk?cadence=calls', call);
    const done = await waitFor('the import', async () => {
      const found = await http.call('GET', `/v1/imports/${body.importId}`, { key: keys.kari });
      return found.body.status === 'finished' ? found.body : undefined;
    });
    expect(done).toMatchObject({ accepted: 1, refused: 2 });
    const { rows } = await query('select owner from enrolments where import_id = $1', [
      body.importId,
    ]);
    expect(rows).toEqual([{ owner: kari }]);
    const undo = await http.call('DELETE', `/v1/imports/${body.importId}`, { key: keys.ola });
    expect(undo.status).toBe(404);
  });

  test('a manager enrols for her team, and for herself', async () => {
    const eva = await made('manager', 'eva@firm.no', [' KARI@firm.no', ola]);
    expect((await enrol(eva.key, someone(), { owner: ola })).body.owner).toBe(ola);
    expect((await enrol(eva.key, someone())).body.owner).toBe('eva@firm.no');
    expect((await enrol(eva.key, someone(), { owner: 'per@firm.no' })).status).toBe(409);
  });
});

describe('what changes while somebody looks', () => {
  test('an enrolment that another has got is gone, with its forms', async () => {
    const { key } = await made('rep', kari);
    const visitor = openVisitor(http);
    await visitor.logIn(key);
    const { body } = await enrol(keys.kari, someone());
    const path = `/console/enrolments/${body.id}`;
    expect((await visitor.get(path)).status).toBe(200);
    await query('update enrolments set owner = $2 where id = $1', [body.id, ola]);
    expect((await visitor.post(`${path}/exit`, { reason: 'manual' })).status).toBe(404);
    expect((await visitor.get(path)).status).toBe(404);
    const { body: still } = await http.call('GET', `/v1/enrolments/${body.id}`, { as: 'admin' });
    expect(still.status).toBe('active');
  });

  test('a task is seen by whom it is given to, whosesoever the enrolment is', async () => {
    const { body } = await enrol(keys.ola, someone());
    const task = await deskOn(http).taskOf(body.id, 'call');
    await query('update tasks set owner = $2 where id = $1', [task, kari]);
    const tasks = async (key: string) =>
      (await http.call('GET', `/v1/tasks?enrolmentId=${body.id}`, { key })).body.items.length;
    expect([await tasks(keys.kari), await tasks(keys.ola)]).toEqual([1, 0]);
    expect(await seen(keys.kari, body.id)).toBe(false);
    const complete = (key: string) => http.call('POST', `/v1/tasks/${task}/complete`, { key });
    expect((await complete(keys.ola)).status).toBe(404);
    expect((await complete(keys.kari)).status).toBe(200);
  });

  test('a team counts from the next request on, also for whoever is logged in', async () => {
    const { body } = await enrol(keys.kari, someone());
    const eva = await made('manager', 'eva@firm.no', [kari]);
    const visitor = openVisitor(http);
    await visitor.logIn(eva.key);
    const path = `/console/enrolments/${body.id}`;
    expect((await visitor.get(path)).status).toBe(200);
    await changeKey(http.system.app, eva.id, { team: [ola] });
    expect([(await visitor.get(path)).status, await seen(eva.key, body.id)]).toEqual([404, false]);
    await changeKey(http.system.app, eva.id, { team: [ola, kari] });
    expect([(await visitor.get(path)).status, await seen(eva.key, body.id)]).toEqual([200, true]);
  });
});

describe('a person and a company with whom colleagues are in contact', () => {
  test('are told as a fact, without the way to what a colleague does', async () => {
    const host = `h${randomUUID().slice(0, 8)}.example`;
    const email = `amy@${host}`;
    const mine = await enrol(keys.kari, email);
    await http.call('POST', '/v1/enrolments', {
      ...{ as: 'admin', body: { cadence: 'smoke', owner: ola, prospect: { email } } },
    });
    const ben = await enrol(keys.ola, `ben@${host}`, {}, { firstName: 'Ben' });
    await http.webhook(eventOf('reply.received', { enrolmentId: ben.body.id, text: 'Yes' }));
    const hold = await deskOn(http).holdOf(`ben@${host}`);
    const visitor = openVisitor(http);
    await visitor.logIn(keys.kari);
    const { text } = await visitor.get(`/console/prospects/${mine.body.prospectId}`);
    expect(text).toContain(`Somebody else is in contact with this person: ${ola}.`);
    expect(text).toContain('<b>Ben</b>');
    expect(text).toContain('a colleague has spoken, and the company is held');
    expect(text).not.toContain(ben.body.id);
    expect(text).not.toContain(ben.body.prospectId);
    expect(text).not.toContain(hold);
    expect(text.match(/href="\/console\/enrolments\/[^"]+"/g)).toEqual([
      `href="/console/enrolments/${mine.body.id}"`,
    ]);
  });
});

describe('a key that would see all for want of an address', () => {
  test.each<[string, Role, string | undefined, readonly string[], object]>([
    ['a rep who loses hers', 'rep', kari, [], { email: null }],
    ['a manager who loses her team', 'manager', undefined, [kari], { team: [] }],
    ['a manager who loses both', 'manager', kari, [ola], { email: null, team: [] }],
  ])('%s: it is refused, and done where it is meant', async (_, role, email, team, change) => {
    const { app } = http.system;
    const { id, key } = await made(role, email, team);
    const { body } = await enrol(keys.ola, someone(), { owner: ola });
    await query('update enrolments set owner = $2 where id = $1', [body.id, 'per@firm.no']);
    await expect(changeKey(app, id, change)).rejects.toMatchObject({ code: 'would_see_all' });
    expect(await seen(key, body.id)).toBe(false);
    await changeKey(app, id, { ...change, maySeeAll: true });
    expect(await seen(key, body.id)).toBe(true);
  });

  test('a manager keeps her team without an address, and a rep has none', async () => {
    const { app } = http.system;
    const { id } = await made('manager', 'eva@firm.no', [kari]);
    expect(await changeKey(app, id, { email: null })).toMatchObject({ email: null, team: [kari] });
    await expect(made('rep', kari, [ola])).rejects.toMatchObject({ code: 'team_of_nobody' });
  });
});
