import { afterAll, beforeAll, expect, test } from 'vitest';
import { smoke } from '../../helpers/system.ts';
import { openHttp, type TestHttp } from './open-http.ts';

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
mailboxes:
  - { key: kari, smtp_env: KARI, from: "Kari <kari@fjord.example>" }
  - { key: ola, smtp_env: OLA, from: "Ola <ola@fjord.example>" }
pools: { sales: [kari, ola], other: [ola] }
`;
const turns = smoke.replace('key: smoke', 'key: turns\nsender: { pool: other }');

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({ cadences: { 'workspace.yaml': workspace, 'turns.yaml': turns } });
});
afterAll(() => http?.close());

test('a person pauses a mailbox and resumes it; both may be said twice', async () => {
  const all = await http.call('GET', '/v1/mailboxes', { as: 'ops' });
  expect(all.body.items).toMatchObject([
    { key: 'kari', from: 'kari@fjord.example', pools: ['sales'], status: 'active', reason: null },
    { key: 'ola', pools: ['sales', 'other'], status: 'active' },
  ]);

  const made = await http.call('POST', '/v1/enrolments', {
    as: 'rep',
    body: { cadence: 'turns', prospect: { email: 'kunde@example.com' } },
  });
  const paused = { status: 'paused', cause: 'person', reason: 'moving house', retryAt: null };
  for (let times = 0; times < 2; times += 1) {
    const answer = await http.call('POST', '/v1/mailboxes/ola/pause', {
      as: 'ops',
      body: { reason: 'moving house' },
    });
    expect(answer).toMatchObject({ status: 200, body: paused });
  }
  const explained = await http.call('GET', `/v1/enrolments/${made.body.id}/explain`, { as: 'rep' });
  expect(explained.body).toMatchObject({
    code: 'mailbox_paused',
    summary: expect.stringContaining('(moving house)'),
  });
  for (let times = 0; times < 2; times += 1) {
    const answer = await http.call('POST', '/v1/mailboxes/ola/resume', { as: 'ops' });
    expect(answer).toMatchObject({ status: 200, body: { status: 'active', reason: null } });
  }
});

test('without a body somebody is named as the reason, and an unknown key is told with the known ones', async () => {
  const paused = await http.call('POST', '/v1/mailboxes/kari/pause', { as: 'ops' });
  expect(paused.body.reason).toMatch(/^paused by /);
  const unknown = await http.call('POST', '/v1/mailboxes/karl/pause', { as: 'ops' });
  expect(unknown).toMatchObject({
    status: 404,
    body: {
      error: {
        code: 'unknown_mailbox',
        message: 'There is no mailbox "karl" in workspace.yaml; there is kari, ola.',
      },
    },
  });
});
