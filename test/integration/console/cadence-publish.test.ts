import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../helpers/wait.ts';
import { openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences, filesOf, formOn } from './cadences.ts';
import { deskOn } from './desk.ts';
import { loggedIn, type Visitor } from './visitor.ts';

let http: TestHttp;
let ops: Visitor;
let on: ReturnType<typeof deskOn>;
let files: ReturnType<typeof filesOf>;
beforeAll(async () => {
  http = await openHttp({ cadences });
  on = deskOn(http);
  files = filesOf(http);
  ops = await loggedIn(http, 'ops', 'Olga');
});
afterAll(() => http?.close());

const path = (key: string) => `/console/cadences/${key}`;
const numberOf = async (key: string) =>
  (await http.call('GET', `/v1/cadences/${key}`, { as: 'rep' })).body.number;
const planForm = async (key: string, query = '') =>
  formOn((await ops.get(`${path(key)}/publish${query}`)).text, `${path(key)}/publish`);

test('the plan tells what publishing does; it is published once, and taken back with whom it moved', async () => {
  const { id } = await on.enrolled('road');
  const nothing = await ops.get(`${path('road')}/publish`);
  expect(nothing.text).toContain('Nothing to publish.');
  await files.edit('road.yaml', 'after: 3 business days', 'after: 4 business days');
  const plan = await ops.get(`${path('road')}/publish?mode=move-now`);
  expect(plan.text).toMatch(/<del>3 business days<\/del>.*<ins>4 business days<\/ins>/);
  expect(plan.text).toContain('Under way now: 1');
  expect(await numberOf('road')).toBe(1);
  const form = formOn(plan.text, `${path('road')}/publish`);
  const done = await ops.post(`${path('road')}/publish`, form);
  expect(done.location).toMatch(/versions\?done=publish&publication=\d+&moved=1$/);
  expect(await numberOf('road')).toBe(2);
  const twice = await ops.post(`${path('road')}/publish`, form);
  expect(twice.location).toBe(`${path('road')}/versions?done=already`);
  expect(await numberOf('road')).toBe(2);

  const versions = await ops.get(String(done.location));
  expect(versions.text).toContain('Version 2 is published.');
  expect(versions.text).toMatch(/Version 1 → 2<\/b>.*by Olga/);
  const [back = ''] = /\/console\/publications\/\d+\/rollback/.exec(versions.text) ?? [];
  const asked = await ops.get(back);
  expect(asked.text).toContain('version 2 → 1 is current again');
  expect(asked.text).toContain('Whom it moved (1)');
  expect((await ops.post(back)).location).toBe(`${path('road')}/versions?done=back&moved=1`);
  expect(await numberOf('road')).toBe(1);
  const again = await ops.post(back);
  expect(again.status).toBe(409);
  expect(again.text).toContain('was taken back by publication');
  const { body } = await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' });
  expect(body.cadenceVersion).toBe(1);
});

test('what was not seen is not published: files that change, and a version of somebody else', async () => {
  await files.edit('smoke.yaml', 'after: 2s', 'after: 3s');
  const seen = await planForm('smoke');
  await files.edit('smoke.yaml', 'after: 3s', 'after: 4s');
  const changed = await ops.post(`${path('smoke')}/publish`, seen);
  expect(changed.status).toBe(409);
  expect(changed.text).toContain('The files have changed since you looked');
  expect(changed.text).toContain('<ins>4s</ins>');
  expect(await numberOf('smoke')).toBe(1);

  const ours = await planForm('smoke');
  await http.call('POST', '/v1/cadences/smoke/publish', { as: 'ops' });
  await files.edit('smoke.yaml', 'title: Smoke', 'title: Smoke again');
  const theirs = await ops.post(`${path('smoke')}/publish`, {
    ...(await planForm('smoke')),
    number: '1',
  });
  expect(theirs.status).toBe(409);
  expect(theirs.text).toContain('Somebody else has published meanwhile');
  expect((await ops.post(`${path('smoke')}/publish`, ours)).status).toBe(409);
  expect(await numberOf('smoke')).toBe(2);
  await ops.post(`${path('smoke')}/publish`, await planForm('smoke'));
  expect(await numberOf('smoke')).toBe(3);
});

test('only the last publication of a cadence is taken back', async () => {
  const { text } = await ops.get(`${path('smoke')}/versions`);
  const links = [...text.matchAll(/\/console\/publications\/(\d+)\/rollback/g)];
  expect(links).toHaveLength(1);
  const before = Number(links[0]?.[1]) - 1;
  await ops.get(`/console/publications/${before}/rollback`);
  const refused = await ops.post(`/console/publications/${before}/rollback`);
  expect(refused.status).toBe(409);
  expect(refused.text).toMatch(/was published again since, by publication \d+/);
  const nb = { 'accept-language': 'nb' };
  const norwegian = await ops.post(`/console/publications/${before}/rollback`, {}, nb);
  expect(norwegian.text).toMatch(/smoke er publisert på nytt siden, av publisering \d+/);
  expect(norwegian.text).not.toContain('lang="en"');
  expect((await ops.get('/console/publications/999999/rollback')).status).toBe(404);
});

test('two versions are compared by what they mean and by their files', async () => {
  const { text } = await ops.get(`${path('smoke')}/versions?from=1&to=3`);
  const diff = text.slice(text.indexOf('id="diff"'));
  expect(diff).toMatch(/<code>title<\/code> <del>Smoke<\/del>.*<ins>Smoke again<\/ins>/);
  expect(diff).toMatch(/class="minus"><span>-<\/span><code>title: Smoke</);
  expect(diff).toMatch(/class="plus"><span>\+<\/span><code>title: Smoke again</);
  expect((await ops.get(`${path('smoke')}/versions?from=1&to=9`)).status).toBe(404);
  expect((await ops.get(`${path('smoke')}/versions?from=x&to=1`)).status).toBe(400);
});

test('a new file is published for the first time, and taking that back leaves nothing', async () => {
  await files.write('fresh.yaml', cadences['calls.yaml'].replace('key: calls', 'key: fresh'));
  const plan = await ops.get(`${path('fresh')}/publish`);
  expect(plan.text).toContain('It would be published for the first time');
  const done = await ops.post(
    `${path('fresh')}/publish`,
    formOn(plan.text, `${path('fresh')}/publish`),
  );
  const [, publication] = /publication=(\d+)/.exec(done.location ?? '') ?? [];
  const back = `/console/publications/${publication}/rollback`;
  expect((await ops.get(back)).text).toContain('not published any more');
  expect((await ops.post(back)).location).toBe('/console/cadences?done=gone');
  expect((await ops.get('/console/cadences?done=gone')).text).toContain('not published any more');
  expect((await ops.get(path('fresh'))).status).toBe(404);
});

test('lint stands at the lines of the file, and a line that may hold a secret is not shown', async () => {
  const clean = await ops.get(`${path('calls')}/file`);
  expect(clean.text).toContain('It is the same as version 1.');
  await files.edit('calls.yaml', 'template: smoke/two, approve', 'template: smoke/too, approve');
  const { text } = await waitFor('the changed file', async () => {
    const shown = await ops.get(`${path('calls')}/file`);
    return shown.text.includes('smoke/too') ? shown : undefined;
  });
  expect(text).toContain('It is not the same as version 1.');
  const line = text.split('<li id="L').find((part) => part.includes('smoke/too')) ?? '';
  expect(line).toMatch(/class="error".*unknown-template.*did you mean smoke\/two/s);
  expect(text).toMatch(/href="#L\d+">\d+:\d+<\/a> <b>Error<\/b> <code>unknown-template/);
  const norwegian = { 'accept-language': 'nb' };
  const inNorwegian =
    '<code>unknown-template</code> <span lang="nb">Det finnes ingen mal smoke/too. Mente du smoke/two?</span>';
  const shown = await ops.get(`${path('calls')}/file`, norwegian);
  const marked = shown.text.split('<li id="L').find((part) => part.includes('smoke/too')) ?? '';
  expect(marked).toContain(`<b>Feil</b> ${inNorwegian}`);
  const plan = await ops.get(`${path('smoke')}/publish`, norwegian);
  expect(plan.text).toContain(inNorwegian);
  const blocked = await ops.get(`${path('smoke')}/publish`);
  expect(blocked.text).toMatch(/href="\/console\/cadences\/calls\/file#L\d+"/);
  expect(blocked.text).not.toContain('name="hash"');
});
