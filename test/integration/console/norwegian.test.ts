import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventOf, openHttp, type TestHttp } from '../http/open-http.ts';
import { cadences, deskOn } from './desk.ts';
import { loggedIn, type Shown, type Visitor } from './visitor.ts';

let http: TestHttp;
let on: ReturnType<typeof deskOn>;
let rep: Visitor;
let ops: Visitor;
const strict = `
key: strict
title: Strict
steps:
  - { id: dear, stage: prospecting, email: { template: smoke/strict } }
`;
const cautious = `${cadences['workspace.yaml']}replies: { threshold: 0.95 }\n`;
beforeAll(async () => {
  http = await openHttp({
    cadences: { ...cadences, 'workspace.yaml': cautious, 'strict.yaml': strict },
  });
  on = deskOn(http);
  await http.system.work();
  rep = await loggedIn(http, 'rep', 'Kari');
  ops = await loggedIn(http, 'ops', 'Ola');
});
afterAll(() => http?.close());

const nb = { 'accept-language': 'nb' };

/** What a page says in Norwegian, and that it says none of it in English. */
function expectNorwegian({ text }: Shown, told: string): void {
  expect(text).toContain('<html lang="nb"');
  const said = text.slice(text.indexOf('<main')).replaceAll('&quot;', '"');
  expect(said).toContain(told);
  expect(said).not.toContain('lang="en"');
}

describe('of a list', () => {
  const a = 'kari@nordmat.example';
  test.each([
    ['navn;sted\nKari;Oslo', 'ett av dem må være «epost». Fant: navn, sted.'],
    [`epost;e-post\n${a};${a}`, 'Kolonnene «epost» og «e-post» betyr det samme'],
    [`epost\n"${a}`, 'Raden som begynner på linje 2, kan ikke leses: et anførselstegn åpnes'],
    [`epost;fornavn\n${a};Kari;Nord`, '3 verdier under 2 kolonner.'],
    [`epost;title\n${a};${'x'.repeat(201)}`, 'Stillingen: Teksten er for lang'],
    [
      `epost;basis\n${a};consent`,
      'Dokumentasjonen av grunnlaget: mangler: samtykke må dokumenteres',
    ],
    [`epost;basis\n${a};maybe`, 'Grunnlaget: Her kan det bare stå en av "consent"|'],
    [
      `epost;basis;basis source;basis at\n${a};consent;a form;soon`,
      'må være en dag som 2026-11-24',
    ],
    [`epost\n${a}\n${a}`, 'står på linje 2 allerede.'],
  ])('%j', async (list, told) => {
    await rep.get('/console/enrol');
    expectNorwegian(await rep.post('/console/enrol/check', { cadence: 'smoke', list }, nb), told);
  });

  test('without a header, columns have numbers', async () => {
    await rep.get('/console/enrol');
    const fields = { cadence: 'smoke', list: `${a}\tKari Nordmann\tNord` };
    const shown = await rep.post('/console/enrol/check', fields, nb);
    expectNorwegian(shown, 'Kolonne 3');
    const header = ['column 1', 'column 2', 'column 3'].join('\u001f');
    const twice = { 'column-1': 'firstName', 'column-2': 'firstName' };
    const wrong = await rep.post('/console/enrol/check', { ...fields, header, ...twice }, nb);
    expectNorwegian(wrong, 'Kolonnene «kolonne 2» og «kolonne 3» betyr det samme');
  });

  test('and of one person', async () => {
    await rep.get('/console/enrol/one');
    const person = { cadence: 'smoke', email: a, basis: 'consent' };
    const lacking = await rep.post('/console/enrol/one/check', person, nb);
    expectNorwegian(lacking, 'Dokumentasjonen av grunnlaget: mangler');
    const nobody = await rep.post(
      '/console/enrol/one/check',
      { ...person, basis: '', email: 'kari@' },
      nb,
    );
    expectNorwegian(nobody, 'kari@ er ikke en e-postadresse.');
    const long = await rep.post(
      '/console/enrol/one',
      { ...person, firstName: 'x'.repeat(201) },
      nb,
    );
    expectNorwegian(long, 'Fornavnet: Teksten er for lang: den kan ha høyst 200 tegn.');
  });

  test('of people who get no mail', async () => {
    const path = '/console/admin/suppressions';
    await ops.get(path);
    expectNorwegian(
      await ops.post(path, { value: 'co.uk' }, nb),
      '«co.uk» er ikke domenet til ett firma',
    );
    const csv = `email,unsubscribed\n${a},no\nkari@,yes\n`;
    const shown = await ops.post(`${path}/import/trial`, { csv }, nb);
    expectNorwegian(shown, `${a} har ikke reservert seg, sier listen.`);
    expectNorwegian(shown, '«kari@» er verken en e-postadresse eller et domene.');
    const unread = await ops.post(`${path}/import`, { csv: 'navn\nKari' }, nb);
    expectNorwegian(unread, 'ett av dem må være «epost», «adresse» eller «domene». Fant: navn.');
  });
});

describe('of a mail', () => {
  test('that is written anew', async () => {
    const { id } = await on.enrolled('calls');
    await rep.get('/console/today');
    await rep.post(`/console/tasks/${await on.taskOf(id, 'call')}/complete`);
    const approval = await on.taskOf(id, 'approval');
    const { text } = await rep.get(`/console/today?task=${approval}`);
    const mark = /name="mark" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const shown = await rep.post(`/console/tasks/${approval}/mail`, { mark, subject: ' ' }, nb);
    expectNorwegian(shown, 'Emnet må være én linje som ikke er tom');
  });

  test('that its reader would not get', async () => {
    const { email } = await on.enrolled('smoke', { firstName: '' });
    const { body } = await http.call('POST', '/v1/prospects', { as: 'rep', body: { email } });
    const path = `/console/cadences/strict/mails/dear?prospect=${body.id}`;
    const told = 'smoke/strict trenger prospect.firstName: oppgi en verdi';
    expectNorwegian(await rep.get(path, nb), told);
    expect((await rep.get(path)).text).toContain(
      'smoke/strict needs prospect.firstName: give a value',
    );
  });
});

test('of a template', async () => {
  const text = [
    '---\nsubject: Hei {{prospect.firstName\n---',
    '<mjml><mj-body><mj-section><mj-column><mj-image src="http://fjord.example/a.png" />',
    '{{> _nobody}}<mj-text>Hei</mj-text></mj-column></mj-section></mj-body></mjml>\n',
  ].join('\n');
  await writeFile(join(http.system.deps.config.TEMPLATES_DIR, 'smoke/strict.mjml'), text);
  const shown = await ops.get('/console/cadences/strict/file', nb);
  expectNorwegian(shown, 'subject: Denne {{ blir aldri lukket med }}.');
  for (const told of ['har ingen alt-tekst', 'går over http:', 'ingen del som heter «_nobody»']) {
    expectNorwegian(shown, told);
  }
});

describe('of what came in', () => {
  test('a body that cannot be read, and an event that fits nobody', async () => {
    const path = '/console/triage/webhooks';
    const { body } = await http.webhook('{"type": "reply.received"}');
    const list = `${path}?outcome=unreadable&receipt=${body.error.details.id}`;
    expectNorwegian(await ops.get(list, nb), 'timestamp: mangler (string).');
    const replay = `${path}/${body.error.details.id}/replay?outcome=unreadable`;
    expectNorwegian(
      await ops.post(replay, {}, nb),
      'Den kan fortsatt ikke leses. timestamp: mangler',
    );
    expectNorwegian(
      await ops.post(replay, { email: 'kari@' }, nb),
      '«kari@» er ikke en e-postadresse.',
    );
    const { id } = (await http.call('GET', '/v1/receipts?outcome=unreadable', { as: 'ops' })).body
      .items[0];
    const kept = await http.call('GET', `/v1/receipts/${id}`, { as: 'ops' });
    expect(kept.body).toMatchObject({
      message: expect.stringContaining('timestamp: Invalid input'),
    });
    expect(kept.body).not.toHaveProperty('said');
  });

  test('why an event is nothing to us', async () => {
    const { email } = await on.enrolled('smoke');
    const event = { ...eventOf('newsletter.opened', { prospect: { email } }) };
    await http.webhook(event);
    const shown = await ops.get('/console/triage/webhooks?outcome=ignored', nb);
    expectNorwegian(shown, 'En type vi ikke kjenner');
  });

  test('why a reply was read as it was', async () => {
    const { id, email } = await on.enrolled('smoke');
    const text = 'Sounds interesting but no time';
    await http.webhook(eventOf('reply.received', { prospect: { email }, text }));
    const task = await on.taskOf(id, 'triage');
    const shown = await rep.get(`/console/triage/replies?task=${task}`, nb);
    expectNorwegian(shown, 'Dette avgjorde: <q>no time</q>');
  });
});

describe('of what is not there, or not to be had', () => {
  const id = randomUUID();
  test.each([
    [`/console/enrolments/${id}`, 404, `Påmeldingen ${id} finnes ikke.`],
    [`/console/prospects/${id}`, 404, `Kontakten ${id} finnes ikke.`],
    [`/console/imports/${id}`, 404, `Importen ${id} finnes ikke.`],
    ['/console/cadences/nothing', 404, 'Ingen publisert kadens heter «nothing».'],
    [
      '/console/cadences/strict/mails/nothing',
      404,
      'strict har ikke noe steg som heter «nothing».',
    ],
    ['/console/enrolments/nothing', 400, 'id: er ikke en id.'],
    [
      '/console/reports/objections.csv?from=2026-02-02&to=2026-02-01',
      400,
      'Perioden slutter 2026-02-01',
    ],
    ['/console/admin/keys', 403, 'Nøkkelen «Kari» (rep) har ikke lov til dette.'],
  ])('%s', async (path, status, told) => {
    const shown = await rep.get(path, nb);
    expect(shown.status).toBe(status);
    expectNorwegian(shown, told);
  });

  test('a form of another page', async () => {
    const shown = await rep.post('/console/enrol/check', { csrf: 'no' }, nb);
    expect(shown.status).toBe(403);
    expectNorwegian(shown, 'Dette skjemaet ble ikke laget av denne siden.');
  });
});
