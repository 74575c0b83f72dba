/** The word of one of a company holds the others, and a person lets them go on. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, openHttp, type TestHttp, workspace } from './open-http.ts';

const cadence = `
key: quiet
title: Quiet
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, after: 30 days, stage: prospecting, email: { template: smoke/one } }
on: { reply: { pause: true } }
`;

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({
    cadences: { 'quiet.yaml': cadence, 'workspace.yaml': `${workspace}company_hold: {}\n` },
  });
});
afterAll(() => http?.close());

async function enrolled(domain: string) {
  const email = `${randomUUID()}@${domain}`;
  const body = { cadence: 'quiet', prospect: { email } };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'rep', body })).body;
  const state = async () => (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body;
  return { email, state };
}

test('a company is held by a webhook, listed, and released by a person, once', async () => {
  const domain = `firm-${randomUUID().slice(0, 8)}.no`;
  const [kari, ola] = [await enrolled(domain), await enrolled(domain)];
  const stranger = await enrolled('another-firm.no');
  await http.webhook(eventOf('reply.received', { prospect: { email: kari.email } }));
  expect(await ola.state()).toMatchObject({ status: 'paused', pauseReason: 'company_hold' });
  expect(await stranger.state()).toMatchObject({ status: 'active' });

  const list = await http.call('GET', '/v1/company-holds', { as: 'rep' });
  expect(list.body.items).toMatchObject([
    { companies: [`domain ${domain}`], type: 'reply.received', email: kari.email, enrolments: 1 },
  ]);
  const path = `/v1/company-holds/${list.body.items[0].id}/release`;
  expect(await http.call('POST', path, { as: 'crm' })).toMatchObject({ status: 403 });
  expect(await http.call('POST', path, { as: 'rep' })).toMatchObject({ status: 200 });
  expect(await ola.state()).toMatchObject({ status: 'active', pauseReason: null });
  expect(await kari.state()).toMatchObject({ status: 'paused', pauseReason: 'replied' });

  expect((await http.call('GET', '/v1/company-holds', { as: 'rep' })).body.items).toEqual([]);
  expect((await http.call('POST', path, { as: 'rep' })).body).toMatchObject({ enrolments: 0 });
  const unknown = `/v1/company-holds/${randomUUID()}/release`;
  expect(await http.call('POST', unknown, { as: 'rep' })).toMatchObject({ status: 404 });
});

test('an event that is replayed does not hold the company a second time', async () => {
  const domain = `firm-${randomUUID().slice(0, 8)}.no`;
  const email = `kari@${domain}`;
  const known = { as: 'ops' as const, body: { email } };
  expect(await http.call('POST', '/v1/prospects', known)).toMatchObject({ status: 201 });
  const heard = await http.webhook(eventOf('reply.received', { prospect: { email } }));
  expect(heard.body.receipts).toMatchObject([{ outcome: 'unmatched', reason: 'no_enrolment' }]);
  const list = await http.call('GET', '/v1/company-holds', { as: 'rep' });
  const [hold] = list.body.items.filter((one: { email: string }) => one.email === email);
  await http.call('POST', `/v1/company-holds/${hold.id}/release`, { as: 'rep' });
  const ola = await enrolled(domain);
  const path = `/v1/receipts/${heard.body.receipts[0].id}/replay`;
  await http.call('POST', path, { as: 'ops', body: {} });
  expect(await ola.state()).toMatchObject({ status: 'active' });
});
