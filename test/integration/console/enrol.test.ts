import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../../src/app/api-keys.ts';
import { waitFor } from '../../helpers/wait.ts';
import { openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences } from './desk.ts';
import { loggedIn, type Shown, type Visitor } from './visitor.ts';

let http: TestHttp;
let rep: Visitor;
beforeAll(async () => {
  http = await openHttp({ cadences });
  rep = await loggedIn(http, 'rep', 'Kari');
});
afterAll(() => http?.close());

const address = () => `p-${randomUUID().slice(0, 8)}@c-${randomUUID().slice(0, 8)}.example`;
type Fields = Readonly<Record<string, string>>;

/** What the check has put into its form, beside what was typed. */
function hiddenOf({ text }: Shown): Fields {
  const found = text.matchAll(/name="(import|mark|header)" value="([^"]*)"/g);
  return Object.fromEntries([...found].map(([, name, value]) => [name, value]));
}

async function checked(fields: Fields): Promise<Shown & { readonly fields: Fields }> {
  const shown = await rep.post('/console/enrol/check', fields);
  return { ...shown, fields: { ...fields, ...hiddenOf(shown) } };
}

async function importOf(path: string | null, status = 'finished') {
  const id = path?.split('/').at(-1);
  return waitFor(`the import that is ${status}`, async () => {
    const { body } = await http.call('GET', `/v1/imports/${id}`, { as: 'rep' });
    return body.status === status ? body : undefined;
  });
}

async function enrolmentsOf(email: string) {
  const { rows } = await http.system.app.db.query<{
    id: string;
    due_at: Date;
    owner: string | null;
  }>(
    `select e.id, e.owner, t.due_at from enrolments e join prospects p on p.id = e.prospect_id
       left join touches t on t.enrolment_id = e.id where p.email = $1`,
    [email],
  );
  return rows;
}

test('what is shown before is what happens: who, at the very time, and who not and why', async () => {
  const [a, b] = [address(), address()];
  const list = `epost;fornavn\n${a};Kari\nnobody;X\n${b};Ola\n${a};Kari`;
  const check = await checked({ cadence: 'smoke', list, owner: 'Kari' });
  expect(check.status).toBe(200);
  expect(check.text).toMatch(/<b class="number">2<\/b> would be enrolled/);
  expect(check.text).toContain('Not an e-mail address');
  expect(check.text).toContain('stands on line 2 already');
  expect(await enrolmentsOf(a)).toEqual([]);
  const done = await rep.post('/console/enrol', check.fields);
  expect(await importOf(done.location)).toMatchObject({
    accepted: 2,
    refused: 2,
    rowsTotal: 4,
    createdBy: 'Kari',
  });
  expect(await enrolmentsOf(b)).toMatchObject([{ owner: 'Kari' }]);
  const shown = await rep.get(done.location ?? '');
  expect(shown.text).toContain('Kari');
  expect(shown.text).toContain('2 have had nothing yet');
  const file = await rep.get(`${done.location}/refused.csv`);
  expect(file.headers.get('content-disposition')).toContain('attachment');
  expect(file.text).toContain('"3","nobody","invalid_address"');
});

test('a form that is sent twice, at once or later, enrols once', async () => {
  const a = address();
  const { fields } = await checked({ cadence: 'smoke', list: a });
  const both = await Promise.all([
    rep.post('/console/enrol', fields),
    rep.post('/console/enrol', fields),
  ]);
  const location = both[0]?.location ?? null;
  expect(both[1]?.location).toBe(location);
  await importOf(location);
  expect(await rep.post('/console/enrol', fields)).toMatchObject({ status: 303, location });
  expect(await importOf(location)).toMatchObject({ accepted: 1, refused: 0 });
  expect(await enrolmentsOf(a)).toHaveLength(1);
  const { body } = await http.call('GET', `/v1/audit?object=${location?.split('/').at(-1)}`, {
    as: 'admin',
  });
  expect(body.items).toHaveLength(1);
});

test('a list that was changed behind its check is checked again and not enrolled', async () => {
  const [a, b] = [address(), address()];
  const { fields } = await checked({ cadence: 'smoke', list: a });
  const stale = await rep.post('/console/enrol', { ...fields, list: `${a}\n${b}` });
  expect(stale.status).toBe(409);
  expect(stale.text).toContain('has changed since it was checked');
  expect(stale.text).toContain(b);
  expect(await enrolmentsOf(a)).toEqual([]);
  // A browser ends lines otherwise when it sends the form itself.
  const again = await checked({ cadence: 'smoke', list: `${a}\n${b}` });
  const done = await rep.post('/console/enrol', { ...again.fields, list: `${a}\r\n${b}` });
  expect(done.status, done.text).toBe(303);
});

test('times stay from one check to the next, and are those of the import', async () => {
  const a = address();
  const first = await checked({ cadence: 'smoke', list: a });
  const second = await checked(first.fields);
  expect(second.fields.import).toBe(first.fields.import);
  const done = await rep.post('/console/enrol', second.fields);
  await importOf(done.location);
  const third = await checked(second.fields);
  expect(third.fields.import ?? '').not.toBe(first.fields.import);
});

test('columns can be changed, and a mistake is told beside the list, which stays as it was typed', async () => {
  const a = address();
  const list = `Kontakt;Om\n${a};<script>alert(1)</script>`;
  const unknown = await checked({ cadence: 'smoke', list });
  expect(unknown.status).toBe(400);
  expect(unknown.text).toContain('choose “E-mail address” for one of them');
  expect(unknown.text).toContain('name="column-1"');
  expect(unknown.text).not.toContain('<script>alert');
  expect(unknown.text).toContain(`Kontakt;Om\n${a};&lt;script&gt;`);
  const chosen = await checked({ ...unknown.fields, 'column-0': 'email', 'column-1': 'left-out' });
  expect(chosen.status).toBe(200);
  expect(chosen.text).toMatch(/<b class="number">1<\/b> would be enrolled/);
  // Of another list, what was chosen does not count.
  const other = await checked({
    ...chosen.fields,
    list: `email,Om\n${a},x`,
    'column-0': 'left-out',
  });
  expect(other.text).toMatch(/<b class="number">1<\/b> would be enrolled/);
  const broken = await checked({ cadence: 'smoke', list: `email\n"${a}` });
  expect(broken.text).toContain('begins on line 2 cannot be read');
  const nowhere = await checked({ cadence: 'nowhere', list: a });
  expect(nowhere.status).toBe(400);
  expect(nowhere.text).toContain('There is no published cadence');
});

test('a list that is too large is refused with what to do instead', async () => {
  const rows = Array.from({ length: 10_001 }, (_, at) => `p${at}@many.example`).join('\n');
  const long = await rep.post(
    '/console/enrol/check',
    { cadence: 'smoke', list: rows },
    { 'hx-request': 'true' },
  );
  expect(long.text).toContain('more than 10000 rows');
  const heavy = await rep.post(
    '/console/enrol/check',
    { cadence: 'smoke', list: 'x'.repeat(3 << 20) },
    { 'hx-request': 'true' },
  );
  expect(heavy.text).toContain('larger than 2 MB');
  const endless = await rep.post('/console/enrol/check', { list: 'x'.repeat(8 << 20) });
  expect(endless.status).toBe(413);
  expect(endless.text).toContain('too large');
});

test('an import is undone with one click, once, and says what it cannot take back', async () => {
  const [a, b] = [address(), address()];
  const { fields } = await checked({ cadence: 'smoke', list: `${a}\n${b}` });
  const { location } = await rep.post('/console/enrol', fields);
  await importOf(location);
  const [mailed] = await enrolmentsOf(a);
  await http.system.app.db.query(`update touches set status = 'sent' where enrolment_id = $1`, [
    mailed?.id,
  ]);
  expect((await rep.get(location ?? '')).text).toContain('1 have had something already');
  const [one, other] = await Promise.all([
    rep.post(`${location}/undo`),
    rep.post(`${location}/undo`),
  ]);
  const counts = [one, other].map(({ location: to }) => Number(to?.split('undone=')[1]));
  expect(counts.toSorted()).toEqual([0, 1]);
  const after = await rep.get(`${location}?undone=1`);
  expect(after.text).toContain(
    '1 enrolments were taken back. 1 had had something already and go on.',
  );
  expect(after.text).not.toContain(`${location}/undo`);
  expect(await importOf(location, 'undone')).toMatchObject({ accepted: 2 });
  expect((await rep.get('/console/imports')).text).toContain('Undone');
});

test('an import is followed by events until it has ended', async () => {
  const { fields } = await checked({ cadence: 'smoke', list: address() });
  const { location } = await rep.post('/console/enrol', fields);
  const events = await rep.get(`${location}/events`);
  expect(events.headers.get('content-type')).toContain('text/event-stream');
  const last = events.text.trim().split('\n\n').at(-1)?.replace('data: ', '') ?? '';
  expect(JSON.parse(last)).toEqual({ status: 'finished', accepted: 1, refused: 0 });
  const part = await rep.get(location ?? '', { 'hx-request': 'true' });
  expect(part.text).not.toContain('<html');
  expect(part.text).toContain('Finished');
});

test('one person: the time beforehand, enrolled once by two clicks, refused with the reason beside what was typed', async () => {
  const email = address();
  const page = await rep.get('/console/enrol/one?cadence=smoke');
  const id = /name="id" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const fields = {
    id,
    cadence: 'smoke',
    email,
    firstName: '<b>Kari',
    country: 'no',
    owner: 'Kari',
  };
  const check = await rep.post('/console/enrol/one/check', fields, { 'hx-request': 'true' });
  expect(check.text).toContain(`${email} would be enrolled`);
  expect(await enrolmentsOf(email)).toEqual([]);
  const both = await Promise.all([
    rep.post('/console/enrol/one', fields),
    rep.post('/console/enrol/one', fields),
  ]);
  const made = await enrolmentsOf(email);
  expect(made).toHaveLength(1);
  const path = `/console/enrolments/${made[0]?.id}`;
  expect(both.map(({ location }) => location)).toEqual([path, path]);
  const suppression = { value: email, reason: 'manual' };
  await http.call('POST', '/v1/suppressions', { as: 'ops', body: suppression });
  const refused = await rep.post('/console/enrol/one', { ...fields, id: randomUUID() });
  expect(refused.status).toBe(409);
  expect(refused.text).toContain('Wants no mail');
  expect(refused.text).toContain('value="&lt;b&gt;Kari"');
  const basis = await rep.post('/console/enrol/one', {
    ...fields,
    id: '',
    email: address(),
    basis: 'consent',
  });
  expect(basis.status).toBe(400);
  expect(basis.text).toContain('needs its evidence');
});

test('nothing here can be read as a formula, and the check can be taken along', async () => {
  const check = await checked({ cadence: 'smoke', list: '=1+1@x\nkari@x.example' });
  const file = await rep.post('/console/enrol/check.csv', check.fields);
  expect(file.headers.get('content-type')).toContain('text/csv');
  expect(file.text).toContain(`"'=1+1@x"`);
});

test('the API says the same of a list, and does nothing', async () => {
  const a = address();
  const headers = { 'content-type': 'text/csv' };
  const answer = await http.call('POST', '/v1/enrolments/bulk?cadence=smoke&dryRun=true', {
    ...{ as: 'rep', headers, body: `email\n${a}\nnobody` },
  });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body).toMatchObject({
    ...{ dryRun: true, rowsRead: 2 },
    accepted: [{ line: 2, email: a, step: 'one', status: 'active', dueAt: expect.any(String) }],
    refusals: [{ line: 3, code: 'invalid_address' }],
  });
  expect(await enrolmentsOf(a)).toEqual([]);
});

test('owners are offered as they are kept: by the addresses of reps and managers', async () => {
  const { app } = http.system;
  const email = `eva@${randomUUID()}.example`;
  await createApiKey(app, 'Eva', 'rep', { email });
  for (const path of ['/console/enrol', '/console/enrol/one']) {
    const { text } = await rep.get(path);
    expect(text).toContain(`<option value="${email}"></option>`);
    expect(text).toContain('E-mail address of the person who gets their tasks');
  }
});

test('a row without an address is told as that, in the language of the reader', async () => {
  const list = `epost;fornavn\n${address()};Kari\n;Ola`;
  const nb = { 'accept-language': 'nb' };
  const { text } = await rep.post('/console/enrol/check', { cadence: 'smoke', list }, nb);
  expect(text).toContain('Raden har ingen e-postadresse.');
});
