import { afterAll, beforeAll, expect, test } from 'vitest';
import { mail } from '../../helpers/system.ts';
import { openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences, filesOf } from './cadences.ts';
import { deskOn } from './desk.ts';
import { loggedIn, type Visitor } from './visitor.ts';

let http: TestHttp;
let ops: Visitor;
let rep: Visitor;
let on: ReturnType<typeof deskOn>;
const dark =
  '<mj-head><mj-raw><meta name="color-scheme" content="light dark"></mj-raw><mj-style>@media (prefers-color-scheme: dark) { p { color: gold } }</mj-style></mj-head>';
const inTwo = `
key: tongues
title: Tongues
locale: nb
steps:
  - { id: hello, stage: prospecting, email: { template: tongues/hello } }
  - { id: long, stage: prospecting, after: 1 day, email: { template: tongues/long } }
`;
beforeAll(async () => {
  http = await openHttp({
    cadences: { ...cadences, 'tongues.yaml': inTwo },
    templates: {
      'tongues/hello.en.mjml': mail('Good day', 'English').replace('<mjml>', `<mjml>${dark}`),
      'tongues/hello.nb.mjml': mail('God dag', 'Norsk'),
      'tongues/long.mjml': `---\nsubject: ${'long '.repeat(20)}\n---\n<mjml><mj-body><mj-section><mj-column><mj-text>{{unsubscribeUrl}}</mj-text></mj-column></mj-section></mj-body></mjml>\n`,
    },
  });
  on = deskOn(http);
  ops = await loggedIn(http, 'ops');
  rep = await loggedIn(http, 'rep');
});
afterAll(() => http?.close());

const path = '/console/cadences/tongues/mails';

test('a mail is shown in each language, in frames that run and load nothing', async () => {
  expect((await ops.get(path)).location).toBe(`${path}/hello`);
  const own = await ops.get(`${path}/hello`);
  expect(own.text).toContain('<b lang="nb">God dag</b>');
  expect(own.text.match(/<iframe[^>]* sandbox /g)).toHaveLength(3);
  const english = await ops.get(`${path}/hello?lang=en`);
  expect(english.text).toContain('<b lang="en">Good day</b>');
  expect(english.text).toMatch(/<pre[^>]*>English https:\/\//);
  const frame = await ops.get(`${path}/hello/frame?lang=en`);
  expect(frame.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
  expect(frame.text).toContain('English');
});

test('light and dark are shown whatever the browser prefers', async () => {
  const frame = async (scheme: string) =>
    (await ops.get(`${path}/hello/frame?lang=en&scheme=${scheme}`)).text.replace(/\s+/g, ' ');
  expect(await frame('dark')).toMatch(/@media \(min-width: 0\) ?\{ ?p ?\{ ?color: gold/);
  expect(await frame('light')).toMatch(/@media \(max-width: 0\) ?\{ ?p ?\{ ?color: gold/);
  expect(await frame('dark')).toContain('name="color-scheme" content="dark"');
  expect(await frame('light')).not.toContain('prefers-color-scheme');
});

test('the audit stands beside the mail', async () => {
  const { text } = await ops.get(`${path}/long`);
  expect(text).toContain('more than 70 characters');
  expect(text).toContain('The postal address is not shown in both parts');
  expect((await ops.get(`${path}/hello`)).text).toContain('Nothing to remark');
});

test('a real prospect is picked by a rep, and what they would not get says why', async () => {
  const { firstName } = await on.enrolled('road', { lastName: 'Ætlevåg' });
  const search = await rep.get('/console/cadences/road/mails/branch?q=ætlev&variant=b');
  const hit = /href="(\/console\/cadences\/road\/mails\/branch\?[^"]*prospect&#x3D;[\w-]+)"/.exec(
    search.text,
  );
  const chosen = String(hit?.[1]).replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
  expect(chosen).toContain('variant=b');
  const shown = await rep.get(chosen);
  expect(shown.text).toContain(`Dear ${firstName}`);
  expect((await ops.get(chosen)).status).toBe(403);
  expect((await ops.get('/console/cadences/road/mails/branch?q=ætlev')).text).not.toContain(
    'Ætlev',
  );

  const email = `nameless@${firstName}.example`.toLowerCase();
  const body = { cadence: 'road', prospect: { email } };
  const { body: made } = await http.call('POST', '/v1/enrolments', { as: 'admin', body });
  const prospect = String(made.prospectId);
  const held = await rep.get(`/console/cadences/road/mails/branch?variant=b&prospect=${prospect}`);
  expect(held.text).toContain('This reader would not get the mail.');
  expect(held.text).toContain('missing_merge_field');
  const empty = await rep.get(
    `/console/cadences/road/mails/branch/frame?variant=b&prospect=${prospect}`,
  );
  expect(empty.status).toBe(200);
  expect(empty.text).not.toContain(email);
});

test('what there is not is told, and the files are shown beside what is published', async () => {
  for (const wrong of ['nothing', 'ring']) {
    const { status } = await ops.get(`/console/cadences/road/mails/${wrong}`);
    expect(status, wrong).toBe(wrong === 'nothing' ? 404 : 409);
  }
  expect((await ops.get('/console/cadences/road/mails/branch?variant=z')).status).toBe(404);
  expect((await ops.get(`${path}/hello?lang=<b>`)).status).toBe(400);
  await filesOf(http).edit('tongues.yaml', 'tongues/hello', 'smoke/one');
  expect((await ops.get(`${path}/hello`)).text).toContain('God dag');
  expect((await ops.get(`${path}/hello?from=files`)).text).toContain('Hello Kari');
  await filesOf(http).edit('tongues.yaml', 'smoke/one', 'smoke/on');
  const broken = await ops.get(`${path}/hello?from=files`);
  expect(broken.text).toMatch(/would not get the mail.*unknown_template/s);
  await filesOf(http).edit('tongues.yaml', 'title: Tongues', 'title: [');
  const unreadable = await ops.get(`${path}/hello?from=files`);
  expect(unreadable.status).toBe(409);
  expect(unreadable.text).toContain('No cadence file without errors');
});
