/** Who may be mailed, by the law of their country: at enrolment over every door, and again when the mail is due. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { smoke } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes: [{ key: default, smtp_env: SMTP, from: "Kari <kari@fjord.example>" }]
sources: [{ key: crm, scheme: standard, secret_env: CRM_WEBHOOK_SECRET }]
policy: { lawful_basis: required, countries: { SE: { cold_mail: [personal, role] } } }
`;
const sale = `
key: sale
title: Sale
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
on: { deal_won: { exit: closed_won, enrol: { cadence: smoke } }, deal_lost: { exit: closed_lost, enrol: { cadence: smoke } } }
`;

let smtp: TestSmtpServer;
let http: TestHttp;
beforeAll(async () => {
  smtp = await startSmtpServer();
  http = await openHttp({
    cadences: { 'workspace.yaml': workspace, 'smoke.yaml': smoke, 'sale.yaml': sale },
    secrets: { SMTP: smtp.url },
  });
});
afterAll(async () => {
  await http?.close();
  await smtp?.close();
});

const consent = { basis: 'consent', basisSource: 'web form 118', basisAt: '2026-11-02' };
const rule =
  'NO: mail to a personal address needs consent or an existing customer relation (markedsføringsloven § 15)';
const somebody = (local = `kari-${randomUUID()}`) => `${local}@firm-${randomUUID()}.example`;

function enrol(prospect: Readonly<Record<string, unknown>>, cadence = 'smoke') {
  return http.call('POST', '/v1/enrolments', { as: 'rep', body: { cadence, prospect } });
}
const show = async (id: string) =>
  (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body;
const timeline = async (id: string) =>
  (await http.call('GET', `/v1/enrolments/${id}/timeline`, { as: 'rep' })).body.items;
const inAMonth = () => new Date(Date.now() + 30 * 86_400_000).toISOString();

test('a refusal says which rule; evidence lets the same person in, and is shown', async () => {
  const email = somebody();
  const refused = await enrol({ email, country: 'no' });
  expect(refused.status).toBe(409);
  expect(refused.body.error).toEqual({
    code: 'missing_basis',
    message: `${email} may not be mailed. ${rule}.`,
  });
  const made = await enrol({ email, ...consent });
  expect(made.status).toBe(201);
  const shown = await http.call('GET', `/v1/prospects/${made.body.prospectId}`, { as: 'rep' });
  expect(shown.body).toMatchObject({
    country: 'NO',
    addressKind: 'personal',
    addressKindFrom: 'address',
    bases: [
      {
        basis: 'consent',
        source: 'web form 118',
        at: '2026-11-02T00:00:00.000Z',
        expires: null,
      },
    ],
  });
});

test('a role address is let in as the country says; the kind that was told counts for more', async () => {
  expect((await enrol({ email: somebody('post'), country: 'NO' })).status).toBe(201);
  expect((await enrol({ email: somebody('post'), country: 'DE' })).status).toBe(409);
  expect((await enrol({ email: somebody(), country: 'SE' })).status).toBe(201);
  const told = { email: somebody('post'), country: 'NO', addressKind: 'personal' };
  expect((await enrol(told)).body.error.message).toContain(rule);
  expect((await enrol({ ...told, addressKind: null })).status).toBe(201);
});

test.each([
  ['basisSource', { basis: 'consent', basisAt: '2026-11-02' }, 'needs its evidence'],
  ['basisAt', { basis: 'consent', basisSource: 'form' }, 'say when the consent came about'],
  ['basis', { basisSource: 'form' }, 'say which it is'],
  ['basisAt', { ...consent, basisAt: '2026-02-30' }, 'must be a day'],
  ['basis', { ...consent, basis: 'because' }, 'consent'],
])('a basis without its evidence is 400: %s of %o', async (field, told, words) => {
  const answer = await http.call('POST', '/v1/prospects', {
    as: 'crm',
    body: { email: somebody(), ...told },
  });
  expect(answer.status).toBe(400);
  expect(answer.body.error.message).toMatch(new RegExp(`body\\.${field}: .*${words}`));
});

test('what is told later replaces what is recorded, and null takes it away', async () => {
  const email = somebody();
  const tell = async (told: object) =>
    (await http.call('POST', '/v1/prospects', { as: 'crm', body: { email, ...told } })).body;
  await tell(consent);
  await tell({ basis: 'existing-customer', basisSource: 'order 7', basisAt: '2026-01-01' });
  const { bases } = await tell({ ...consent, basisSource: 'form 119', basisExpires: '2027-01-01' });
  expect(bases).toMatchObject([
    { basis: 'consent', source: 'form 119', expires: '2027-01-01T00:00:00.000Z' },
    { basis: 'existing-customer', source: 'order 7', expires: null },
  ]);
  expect(await tell({ firstName: 'Kari' })).toMatchObject({ bases: [{}, {}], firstName: 'Kari' });
  expect((await tell({ basis: null })).bases).toEqual([]);
  const { id } = await tell({});
  const { body: held } = await http.call('GET', `/v1/prospects/${id}/export`, { as: 'admin' });
  expect(held.prospect).toMatchObject({ bases: [], addressKind: 'personal' });
  const told = held.timeline.map(
    ({ type, data }: { type: string; data: { evidence?: string } }) => [type, data.evidence],
  );
  expect(told).toEqual([
    ['basis.recorded', 'web form 118'],
    ['basis.recorded', 'order 7'],
    ['basis.recorded', 'form 119'],
    ['basis.withdrawn', undefined],
  ]);
});

test('the evidence of somebody who is erased is forgotten', async () => {
  const { body } = await http.call('POST', '/v1/prospects', {
    as: 'crm',
    body: { email: somebody(), ...consent },
  });
  await http.call('DELETE', `/v1/prospects/${body.id}`, { as: 'admin' });
  const left = await http.call('GET', `/v1/prospects/${body.id}/export`, { as: 'admin' });
  expect(left.body.prospect).toMatchObject({ bases: [] });
  expect(left.text).not.toContain('web form 118');
});

test('a list brings its evidence in columns; rows without are refused with the rule', async () => {
  const [good, bare, broken] = [somebody(), somebody(), somebody()];
  const list = `email;country;basis;basis_source;basis_at;basis_expires;address_kind
${good};NO;consent;fair 2026;2026-03-01;${inAMonth()};personal
${bare};NO;;;;;
${broken};NO;consent;;;;
${somebody('info')};NO;;;;;`;
  const begun = await http.call('POST', '/v1/enrolments/bulk?cadence=smoke', {
    as: 'ops',
    body: list,
    headers: { 'content-type': 'text/csv' },
  });
  expect(begun.status).toBe(202);
  const done = await waitFor('the import', async () => {
    const path = `/v1/imports/${begun.body.importId}`;
    const { body } = await http.call('GET', path, { as: 'ops' });
    return body.status === 'finished' && body;
  });
  expect(done).toMatchObject({ accepted: 2, refused: 2 });
  expect(done.refusals).toMatchObject([
    { line: 3, code: 'missing_basis', message: `${bare} may not be mailed. ${rule}.` },
    { line: 4, code: 'invalid_row' },
  ]);
});

/** Somebody of Norway who is in the sale because of a consent that is taken away again. */
async function inSale() {
  const email = somebody();
  const { body } = await enrol({ email, country: 'NO', ...consent }, 'sale');
  await http.call('POST', '/v1/prospects', { as: 'crm', body: { email, basis: null } });
  return { email, id: body.id, prospectId: body.prospectId };
}
const ofProspect = async (prospectId: string) =>
  (await http.call('GET', `/v1/enrolments?prospectId=${prospectId}`, { as: 'rep' })).body.items;

test('a deal won that leads on is the evidence of a customer relation', async () => {
  const { email, id, prospectId } = await inSale();
  const won = eventOf('deal.won', { prospect: { email } });
  expect((await http.webhook(won)).status).toBe(202);
  expect(await show(id)).toMatchObject({ exitReason: 'closed_won' });
  const led = await ofProspect(prospectId);
  expect(led).toHaveLength(2);
  const { bases } = (await http.call('GET', `/v1/prospects/${prospectId}`, { as: 'rep' })).body;
  expect(bases).toMatchObject([
    { basis: 'existing-customer', source: expect.stringMatching(/^deal\.won \(event .+\)$/) },
  ]);
  // Told a second time by another system, earlier: the younger one stays.
  const again = { ...won, timestamp: new Date(Date.now() - 86_400_000).toISOString() };
  await http.webhook(again);
  const after = (await http.call('GET', `/v1/prospects/${prospectId}`, { as: 'rep' })).body;
  expect(after.bases).toEqual(bases);
});

test('a deal lost is none: what would have followed is refused in the timeline', async () => {
  const { email, id, prospectId } = await inSale();
  await http.webhook(eventOf('deal.lost', { prospect: { email } }));
  expect(await ofProspect(prospectId)).toHaveLength(1);
  expect(await timeline(id)).toContainEqual(
    expect.objectContaining({
      type: 'enrolment.refused',
      data: { cadence: 'smoke', code: 'missing_basis', detail: rule },
    }),
  );
});

test('a switch asks as well, and refused leaves everything as it was', async () => {
  const { id } = await inSale();
  const body = { cadence: 'smoke' };
  const answer = await http.call('POST', `/v1/enrolments/${id}/switch`, { as: 'rep', body });
  expect(answer.status).toBe(409);
  expect(answer.body.error).toMatchObject({ code: 'missing_basis' });
  expect(await show(id)).toMatchObject({ status: 'active' });
});

test('what has lapsed since is found when the mail is due: held with its rule, and goes out once it is mended', async () => {
  const lapsed = await inSale();
  const moved = { email: somebody(), country: 'SE' };
  const { body: ofMoved } = await enrol(moved, 'sale');
  await http.call('POST', '/v1/prospects', { as: 'crm', body: { ...moved, country: 'NO' } });
  const { body: foretold } = await http.call('GET', `/v1/enrolments/${lapsed.id}/explain`, {
    as: 'rep',
  });
  expect(foretold).toMatchObject({
    code: 'missing_basis',
    summary: expect.stringContaining(`Step "one" will be held when its time comes. ${rule}.`),
  });
  const allowed = somebody();
  const { body: ofAllowed } = await enrol({ email: allowed, country: 'NO', ...consent }, 'sale');
  await http.system.work();
  for (const id of [lapsed.id, ofMoved.id]) {
    await waitFor('the hold', async () => (await show(id)).pauseReason === 'missing_basis');
    const held = (await timeline(id)).find(({ type }: { type: string }) => type === 'touch.held');
    expect(held.data).toMatchObject({
      ...{ step: 'one', reason: 'missing_basis' },
      detail: `${rule}. Record what it is based on, and it goes on; or exit the enrolment.`,
    });
    const explained = await http.call('GET', `/v1/enrolments/${id}/explain`, { as: 'rep' });
    expect(explained.body).toMatchObject({ code: 'missing_basis' });
    expect(explained.body.summary).toContain(`, because of ${rule}`);
  }
  await waitFor('the mail', () => smtp.accepted.find(({ to }) => to === allowed));
  expect(await show(ofAllowed.id)).toMatchObject({ pauseReason: null });
  expect(smtp.accepted.filter(({ to }) => [lapsed.email, moved.email].includes(to))).toEqual([]);
  const { body: tasks } = await http.call('GET', '/v1/tasks?status=open', { as: 'rep' });
  expect(tasks.items).toContainEqual(
    expect.objectContaining({ enrolmentId: lapsed.id, kind: 'blocked-mail' }),
  );
  // Resumed without anything recorded it is held again; with evidence it goes on by itself.
  const resume = () =>
    http.call('POST', `/v1/enrolments/${lapsed.id}/resume`, { as: 'rep', body: {} });
  await resume();
  await waitFor('the hold', async () => (await show(lapsed.id)).pauseReason === 'missing_basis');
  const { email } = lapsed;
  await http.call('POST', '/v1/prospects', { as: 'crm', body: { email, ...consent } });
  await waitFor('the mail', () => smtp.accepted.find(({ to }) => to === email));
  expect(smtp.accepted.filter(({ to }) => to === email)).toHaveLength(1);
});
