/** A form brings the id of what it begins: one of somebody else's is answered as one that nothing has. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../../src/app/api-keys.ts';
import { waitFor } from '../../helpers/wait.ts';
import { openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences } from './desk.ts';
import { openVisitor, type Visitor } from './visitor.ts';

let http: TestHttp;
let visitor: Visitor;
let olas: string;
beforeAll(async () => {
  http = await openHttp({ cadences });
  const key = async (name: string) => {
    const reach = { email: `${name}@firm.no` };
    return (await createApiKey(http.system.app, name, 'rep', reach)).key;
  };
  visitor = openVisitor(http);
  await visitor.logIn(await key('kari'));
  olas = await key('ola');
});
afterAll(() => http?.close());

const someone = () => `p-${randomUUID()}@c-${randomUUID()}.example`;
const idIn = (path: string | null) => path?.split('/').at(-1) ?? '';

test("of one person: a colleague's enrolment", async () => {
  const body = { cadence: 'calls', prospect: { email: someone() } };
  const theirs = (await http.call('POST', '/v1/enrolments', { key: olas, body })).body.id;
  const wrong = (id: string) =>
    visitor.post('/console/enrol/one', { id, cadence: 'calls', email: 'nobody' });
  const [taken, free] = [await wrong(theirs), await wrong(randomUUID())];
  expect([taken.status, taken.location]).toEqual([free.status, free.location]);
  expect([taken.status, taken.text.includes(theirs)]).toEqual([409, true]);
  const fields = { id: theirs, cadence: 'calls', email: someone() };
  const check = await visitor.post('/console/enrol/one/check', fields);
  expect(check.text).toContain('would be enrolled');
  const done = await visitor.post('/console/enrol/one', fields);
  expect(done.status).toBe(303);
  expect(idIn(done.location)).not.toBe(theirs);
  expect((await visitor.get(done.location ?? '')).text).toContain(fields.email);
});

const give = (id: string, owner: string) =>
  http.system.app.db.query('update enrolments set owner = $2 where id = $1', [id, owner]);
const idsOf = async (email: string) => {
  const { rows } = await http.system.app.db.query<{ id: string }>(
    'select e.id from enrolments e join prospects p on p.id = e.prospect_id where p.email = $1',
    [email],
  );
  return rows.map(({ id }) => id);
};

test('of one person: with another address it enrols another, whosesoever the first is by now', async () => {
  const [id, first, second, third] = [randomUUID(), someone(), someone(), someone()];
  const send = (email: string) =>
    visitor.post('/console/enrol/one', { id, cadence: 'calls', email });
  const made = await send(first);
  expect((await send(first)).location).toBe(made.location);
  expect((await send(second)).location).toBe(`/console/enrolments/${(await idsOf(second))[0]}`);
  await give(idIn(made.location), 'ola@firm.no');
  const other = await send(third);
  expect([other.status, idIn(other.location)]).toEqual([303, (await idsOf(third))[0]]);
});

test.each([null, 'kari@firm.no'])(
  "of one person who has become a colleague's, of %s before: it is told, and nobody is enrolled twice",
  async (owner) => {
    const fields = { id: randomUUID(), cadence: 'calls', email: someone() };
    const made = await visitor.post('/console/enrol/one', fields);
    await give(idIn(made.location), 'ola@firm.no');
    await http.system.app.db.query('update prospects set owner = $2 where email = $1', [
      ...[fields.email, owner],
    ]);
    const again = await visitor.post('/console/enrol/one', fields);
    expect(again.status).toBe(409);
    expect(again.text).toContain('is worked on by somebody else');
    expect(again.text).not.toContain(idIn(made.location));
    expect(await idsOf(fields.email)).toHaveLength(1);
  },
);

test("of a list: a colleague's import", async () => {
  const begun = await http.call('POST', '/v1/enrolments/bulk?cadence=calls', {
    ...{ key: olas, headers: { 'content-type': 'text/csv' }, body: `email\n${someone()}\n` },
  });
  const theirs = begun.body.importId;
  const fields = { cadence: 'calls', list: someone(), import: theirs };
  const check = await visitor.post('/console/enrol/check', fields);
  expect(check.text).toContain(`name="import" value="${theirs}"`);
  const [, mark = ''] = /name="mark" value="([^"]+)"/.exec(check.text) ?? [];
  const done = await visitor.post('/console/enrol', { ...fields, mark });
  expect([done.status, idIn(done.location) === theirs]).toEqual([303, false]);
  const page = await waitFor('the import', async () => {
    const { text } = await visitor.get(done.location ?? '');
    return text.includes('Finished') ? text : undefined;
  });
  expect(page).toContain(fields.list);
});
