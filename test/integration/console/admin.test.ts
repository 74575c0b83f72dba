import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suppress } from '../../../src/app/people/suppress.ts';
import { openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences } from './desk.ts';
import { loggedIn, openVisitor, type Visitor } from './visitor.ts';

let http: TestHttp;
let admin: Visitor;
beforeAll(async () => {
  http = await openHttp({ cadences });
  admin = await loggedIn(http, 'admin', 'Astrid');
});
afterAll(() => http?.close());

test('a key is shown once, a form that is sent twice makes one, and it is worth nothing once it is revoked', async () => {
  await admin.get('/console/admin/keys');
  const fields = { id: randomUUID(), name: 'Kari <b>Nilsen</b>', role: 'rep' };
  const made = await admin.post('/console/admin/keys', fields);
  expect(made.status).toBe(201);
  const [key = ''] = /cad_[\w-]+/.exec(made.text) ?? [];
  expect(made.text).toContain('Kari &lt;b&gt;Nilsen');
  const again = await admin.post('/console/admin/keys', fields);
  expect(again.status).toBe(409);
  const list = await admin.get('/console/admin/keys');
  expect(list.text).not.toContain(key);
  expect(list.text.split(`/console/admin/keys/${fields.id}/revoke`)).toHaveLength(2);
  const rep = openVisitor(http);
  await rep.logIn(key);
  expect((await rep.get('/console/today')).status).toBe(200);
  expect((await admin.post(`/console/admin/keys/${fields.id}/revoke`)).status).toBe(303);
  expect((await rep.get('/console/today')).location).toContain('/console/login');
  expect((await admin.post(`/console/admin/keys/${fields.id}/revoke`)).status).toBe(409);
});

test('a key without a name is not made, and its role stays chosen', async () => {
  await admin.get('/console/admin/keys');
  const shown = await admin.post('/console/admin/keys', {
    id: randomUUID(),
    name: ' ',
    role: 'ops',
  });
  expect(shown.status).toBe(400);
  expect(shown.text).toMatch(/<option value="ops" selected>/);
});

test('an address of a key is checked, changed and taken away; what was wrong stays in its form', async () => {
  await admin.get('/console/admin/keys');
  const given = { id: randomUUID(), name: 'Ola', role: 'ops', email: 'ola@"firm' };
  const wrong = await admin.post('/console/admin/keys', given);
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('This is no e-mail address');
  expect(wrong.text).toMatch(/name="name"[^>]* value="Ola"/);
  expect(wrong.text).toContain('value="ola@&quot;firm"');
  const email = `ola-${randomUUID()}@firm.no`;
  expect((await admin.post('/console/admin/keys', { ...given, email })).status).toBe(201);
  const path = `/console/admin/keys/${given.id}/change`;
  const shown = async () => (await admin.get('/console/admin/keys')).text;
  expect(await shown()).toContain(email);
  const bad = await admin.post(path, { email: 'nobody' });
  expect(bad.status).toBe(400);
  expect(bad.text).toMatch(/id="email-[^"]+"[^>]* value="nobody"[^>]* aria-invalid/);
  expect(await shown()).toContain(email);
  const gone = await admin.post(path, { email: '' });
  expect(gone.location).toBe('/console/admin/keys?done=changed&name=Ola');
  expect((await admin.get(gone.location ?? '')).text).toContain('“Ola” is changed.');
  expect(await shown()).not.toContain(email);
  expect((await admin.post(path.replace(given.id, randomUUID()), { email })).status).toBe(409);
});

test('what a key sees is shown, and it is widened to all only where that is meant', async () => {
  await admin.get('/console/admin/keys');
  const [name, email] = [`Eva ${randomUUID()}`, `eva-${randomUUID()}@firm.no`];
  const given = { id: randomUUID(), name, role: 'rep', email, team: 'kari@firm.no' };
  const wrong = await admin.post('/console/admin/keys', given);
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('Only a manager has a team');
  const team = 'Kari@firm.no\nola@firm.no';
  const made = await admin.post('/console/admin/keys', { ...given, role: 'manager', team });
  expect(made.status).toBe(201);
  expect(made.text).toContain(`sees ${email}, kari@firm.no, ola@firm.no and what nobody owns`);
  const path = `/console/admin/keys/${given.id}/change`;
  const asked = await admin.post(path, { email: '', team: '' });
  expect(asked.status).toBe(409);
  expect(asked.text).toContain('this key would see everybody’s work');
  expect((await admin.get('/console/admin/keys')).text).toContain(`sees ${email}, kari@firm.no`);
  const meant = await admin.post(path, { email: '', team: '', seesAll: 'yes' });
  expect(meant.status).toBe(303);
  expect((await admin.get('/console/admin/keys')).text).not.toContain(email);
});

test('a list of suppressions with a mistake in it stays in the form, and suppresses nobody', async () => {
  await admin.get('/console/admin/suppressions');
  const address = `first-${randomUUID()}@example.com`;
  const csv = `email\n${address}\n"never closed`;
  const shown = await admin.post('/console/admin/suppressions/import', { csv });
  expect(shown.status).toBe(400);
  expect(shown.text).toContain('never closed');
  const { body } = await http.call('GET', `/v1/suppressions?value=${encodeURIComponent(address)}`, {
    as: 'admin',
  });
  expect(JSON.stringify(body)).not.toContain(address);
});

test('the sample of a source is told in a sentence: that it works, or why not', async () => {
  await admin.get('/console/admin/sources');
  const good = await admin.post('/console/admin/sources/crm/test');
  expect(good.text).toContain('<p>It works: the sample was signed');
  expect(good.text).toMatch(/<summary>The whole answer \(HTTP 202\)<\/summary>/);
  const bad = await admin.post('/console/admin/sources/unset/test');
  expect(bad.text).toMatch(/<p>It does not work: the sample was refused.<\/p><p lang="en">\w/);
});

test('who opted out by the link said so themselves, in the language of the reader', async () => {
  const value = `ola@${randomUUID()}.example`;
  await suppress(http.system.app, {
    value,
    reason: 'opted_out',

    source: 'opt-out link',
  });
  const path = `/console/admin/suppressions?q=${value}`;
  const { text } = await admin.get(path, { 'accept-language': 'nb' });
  expect(text).toContain('<td>dem selv, med avmeldingslenken</td>');
});
