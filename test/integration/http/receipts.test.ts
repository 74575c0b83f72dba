/** Events that could not be applied: kept, shown, put right, replayed. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smoke, somebody } from '../../helpers/system.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

const quiet = `
key: quiet
title: Quiet
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, after: 30 days, stage: prospecting, email: { template: smoke/one } }
on: { reply: { pause: true, task: { kind: reply } }, deal_won: { exit: closed_won } }
`;

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({ cadences: { 'smoke.yaml': smoke, 'quiet.yaml': quiet } });
});
afterAll(() => http?.close());

async function enrolled(prospect: Readonly<Record<string, unknown>> = somebody()) {
  const body = { cadence: 'quiet', prospect };
  const { id, prospectId } = (await http.call('POST', '/v1/enrolments', { as: 'ops', body })).body;
  const state = async () => (await http.call('GET', `/v1/enrolments/${id}`, { as: 'ops' })).body;
  const tasks = async () =>
    (await http.call('GET', `/v1/tasks?enrolmentId=${id}`, { as: 'rep' })).body.items;
  return { id: String(id), prospectId: String(prospectId), prospect, state, tasks };
}

/** An event about nobody whom we know; its receipt. */
async function unmatched(type: string, data: Readonly<Record<string, unknown>> = {}) {
  const prospect = somebody();
  const answer = await http.webhook(eventOf(type, { prospect, ...data }));
  const [receipt] = answer.body.receipts;
  expect(receipt).toMatchObject({ outcome: 'unmatched', reason: 'no_such_prospect' });
  return { id: String(receipt.id), email: prospect.email };
}

const replay = (id: string, body: unknown = undefined, query = '') =>
  http.call('POST', `/v1/receipts/${id}/replay${query}`, { as: 'ops', body });
const list = async (query: string) =>
  (await http.call('GET', `/v1/receipts?${query}`, { as: 'ops' })).body;
const shown = async (id: string) =>
  (await http.call('GET', `/v1/receipts/${id}`, { as: 'ops' })).body;
async function audited(subject: string) {
  const { rows } = await http.system.app.db.query<{ actor: string; data: unknown }>(
    'select actor, data from audit_log where object_id = $1 order by id',
    [subject],
  );
  return rows;
}

describe('an event about nobody whom we know', () => {
  test('is in the list, and found by what it says of whom it is about', async () => {
    const { id, email } = await unmatched('reply.received', { text: 'Call me.' });
    const crm = await http.call('GET', `/v1/receipts/${id}`, { as: 'crm' });
    expect(crm.body).toMatchObject({ id, outcome: 'unmatched', reason: 'no_such_prospect' });
    for (const hidden of ['event', 'candidates']) expect(crm.body).not.toHaveProperty(hidden);
    const { items } = await list(`q=${encodeURIComponent(email.slice(0, 20).toUpperCase())}`);
    expect(items).toMatchObject([
      { id, outcome: 'unmatched', event: { match: { email }, text: 'Call me.' } },
    ]);
    expect((await list(`q=${encodeURIComponent(email)}&source=unset`)).items).toEqual([]);
    const later = new Date(Date.now() + 60_000).toISOString();
    expect((await list(`q=${encodeURIComponent(email)}&since=${later}`)).items).toEqual([]);
  });

  test('pages through the list, newest first', async () => {
    const source = { prospect: { email: `page-${randomUUID()}@pages.example` } };
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const answer = await http.webhook(eventOf('reply.received', source));
      ids.unshift(answer.body.receipts[0].id);
    }
    const q = `q=${source.prospect.email}&limit=2`;
    const first = await list(q);
    const second = await list(`${q}&cursor=${first.nextCursor}`);
    const third = await list(`${q}&cursor=${second.nextCursor}`);
    const pages = [first, second, third].map(({ items }) =>
      items.map((item: { id: string }) => item.id),
    );
    expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    expect(third.nextCursor).toBeNull();
  });

  test('shows who may be meant, the most similar first', async () => {
    const domain = `${randomUUID()}.example`;
    for (const name of ['ola', 'kari', 'per.johansen']) {
      const body = { email: `${name}@${domain}` };
      await http.call('POST', '/v1/prospects', { as: 'crm', body });
    }
    const prospect = { email: `kaari@${domain}` };
    const answer = await http.webhook(eventOf('reply.received', { prospect }));
    const { candidates } = await shown(answer.body.receipts[0].id);
    expect(candidates.map(({ email }: { email: string }) => email)).toEqual([
      `kari@${domain}`,
      `ola@${domain}`,
      `per.johansen@${domain}`,
    ]);
  });

  test('says so when its person has come, and is applied when it is replayed, once', async () => {
    const { id, email } = await unmatched('reply.received', { text: 'Sounds good.' });
    const one = await enrolled({ email });
    const hint = { prospectId: one.prospectId, enrolmentId: one.id };
    expect(await shown(id)).toMatchObject({ outcome: 'unmatched', personByNow: hint });
    expect((await list(`q=${email}`)).items).toMatchObject([{ id, personByNow: hint }]);
    expect(await one.state()).toMatchObject({ status: 'active' });

    const trial = await replay(id, undefined, '?dry_run=true');
    expect(trial.body.receipts).toMatchObject([{ id, outcome: 'applied', enrolmentId: one.id }]);
    expect(await one.state()).toMatchObject({ status: 'active' });
    expect(await audited(id)).toEqual([]);

    const answers = await Promise.all([replay(id), replay(id), replay(id)]);
    const outcomes = answers.map(({ body }) => body.receipts[0].outcome).sort();
    expect(outcomes).toEqual(['applied', 'duplicate', 'duplicate']);
    expect(answers.map(({ body }) => body.receipts[0].id)).toEqual([id, id, id]);
    expect(await one.state()).toMatchObject({ status: 'paused', pauseReason: 'replied' });
    expect(await one.tasks()).toMatchObject([{ kind: 'reply', data: { text: 'Sounds good.' } }]);
    expect(await shown(id)).toMatchObject({ outcome: 'applied', enrolmentId: one.id });
    expect((await list(`q=${email}`)).items).toEqual([]);
    expect(await audited(id)).toMatchObject([{ actor: 'ops', data: { outcome: 'applied' } }]);
  });

  test.each(['prospectId', 'email', 'enrolmentId'] as const)(
    'is applied to whom a person names by %s',
    async (way) => {
      const { id } = await unmatched('deal.won');
      const one = await enrolled();
      const named = { prospectId: one.prospectId, enrolmentId: one.id, ...one.prospect };
      const answer = await replay(id, { [way]: { ...named, email: one.prospect.email }[way] });
      expect(answer.body.receipts).toMatchObject([{ id, outcome: 'applied' }]);
      expect(await one.state()).toMatchObject({ status: 'exited', exitReason: 'closed_won' });
    },
  );

  test('may be put right: it is then what it should have been', async () => {
    const { id } = await unmatched('reply.received', { text: 'Remove me from your list.' });
    const one = await enrolled();
    const fix = { email: one.prospect.email, type: 'deal.won', occurredAt: '2026-01-02T03:04:05Z' };
    expect((await replay(id, fix)).body.receipts).toMatchObject([{ outcome: 'applied' }]);
    expect(await one.state()).toMatchObject({ exitReason: 'closed_won' });
    expect(await shown(id)).toMatchObject({
      type: 'deal.won',
      occurredAt: '2026-01-02T03:04:05.000Z',
    });
    expect(await audited(id)).toMatchObject([{ data: { fixed: ['type', 'occurredAt', 'match'] } }]);
  });

  test('ends in the same state as events that came in order', async () => {
    const { id } = await unmatched('reply.received');
    const one = await enrolled();
    await http.webhook(eventOf('deal.won', { prospect: one.prospect }));
    await replay(id, { enrolmentId: one.id });
    expect(await one.state()).toMatchObject({ status: 'exited', exitReason: 'closed_won' });
  });

  test('says so of somebody whom we knew, and who is in a cadence by now', async () => {
    const prospect = somebody();
    await http.call('POST', '/v1/prospects', { as: 'crm', body: prospect });
    const answer = await http.webhook(eventOf('reply.received', { prospect }));
    const [{ id, reason }] = answer.body.receipts;
    expect(reason).toBe('no_enrolment');
    expect(await shown(id)).not.toHaveProperty('personByNow');
    const one = await enrolled(prospect);
    expect(await shown(id)).toMatchObject({ personByNow: { enrolmentId: one.id } });
    expect((await replay(id)).body.receipts).toMatchObject([{ id, outcome: 'applied' }]);
    expect(await one.state()).toMatchObject({ status: 'paused' });
  });

  test('an event that was applied is not applied to somebody else', async () => {
    const [one, other] = [await enrolled(), await enrolled()];
    const answer = await http.webhook(eventOf('deal.won', { prospect: one.prospect }));
    const [{ id }] = answer.body.receipts;
    const replayed = await replay(id, { enrolmentId: other.id });
    expect(replayed.body.receipts).toMatchObject([{ id, outcome: 'duplicate' }]);
    expect(await other.state()).toMatchObject({ status: 'active' });
  });

  test('a fix that names nobody changes nothing, and says why', async () => {
    const { id } = await unmatched('deal.won');
    const nobody = await replay(id, { email: somebody().email });
    expect(nobody).toMatchObject({ status: 409, body: { error: { code: 'no_such_prospect' } } });
    expect(await replay(id, { prospectId: randomUUID() })).toMatchObject({ status: 404 });
    expect(await replay(id, { email: 'kari' })).toMatchObject({ status: 400 });
    expect(await replay(id, { email: 'a@b.example', enrolmentId: id })).toMatchObject({
      status: 400,
      body: { error: { code: 'ambiguous_fix' } },
    });
    expect(await replay(randomUUID())).toMatchObject({ status: 404 });
    expect((await replay(id)).body.receipts).toMatchObject([{ id, outcome: 'unmatched' }]);
    expect(await shown(id)).toMatchObject({ outcome: 'unmatched' });
    expect(await audited(id)).toEqual([]);
  });

  test('all whose people are there by now are replayed with one call', async () => {
    const [there, absent] = [await unmatched('deal.won'), await unmatched('deal.won')];
    const one = await enrolled({ email: there.email });
    const body = { source: 'crm' };
    const all = await http.call('POST', '/v1/receipts/replay', { as: 'ops', body });
    const ids = all.body.receipts.map((receipt: { id: string }) => receipt.id);
    expect(ids).toContain(there.id);
    expect(ids).not.toContain(absent.id);
    expect(all.body.nextCursor).toBeNull();
    expect(await one.state()).toMatchObject({ exitReason: 'closed_won' });
    const again = await http.call('POST', '/v1/receipts/replay', { as: 'ops', body });
    expect(again.body.receipts).toEqual([]);
  });
});

describe('an event of an unknown type', () => {
  test('is taken for what a person says that it is', async () => {
    const prospect = somebody();
    const answer = await http.webhook(eventOf('contract.signed', { prospect }));
    const [{ id }] = answer.body.receipts;
    expect((await list('outcome=ignored&q=contract.signed')).items).toMatchObject([{ id }]);
    expect(await replay(id)).toMatchObject({
      status: 409,
      body: { error: { code: 'nothing_to_replay' } },
    });
    const one = await enrolled(prospect);
    const fix = { type: 'deal.won', email: prospect.email };
    expect((await replay(id, fix)).body.receipts).toMatchObject([{ outcome: 'applied' }]);
    expect(await one.state()).toMatchObject({ exitReason: 'closed_won' });
  });
});

describe('a body that cannot be read', () => {
  const broken = (email: string) =>
    `{"type": "deal.won", "data": {"prospect": {"email": "${email}"`;

  test('is refused, and kept without what it was signed with', async () => {
    const { email } = somebody();
    const answer = await http.webhook(broken(email));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'unreadable' } } });
    const { id } = answer.body.error.details;
    const body = await shown(id);
    expect(body).toMatchObject({
      outcome: 'unreadable',
      source: 'crm',
      body: broken(email),
      times: 1,
      message: 'The body is not JSON.',
    });
    const { rows } = await http.system.app.db.query<{ all: string }>(
      'select u::text as all from unreadable_bodies u where id = $1',
      [id],
    );
    expect(rows[0]?.all).not.toMatch(/signature|v1,/);
    await http.webhook(broken(email));
    expect((await list(`outcome=unreadable&q=${email}`)).items).toMatchObject([{ id, times: 2 }]);
  });

  test('is not kept when its signature is wrong, nor in a trial', async () => {
    const { email } = somebody();
    const secret = `whsec_${btoa('somebody elses secret')}`;
    expect((await http.webhook(broken(email), { secret })).status).toBe(401);
    const trial = await http.webhook(broken(email), { query: '?dry_run=true' });
    expect(trial).toMatchObject({ status: 400 });
    expect(trial.body.error).not.toHaveProperty('details');
    expect((await list(`outcome=unreadable&q=${email}`)).items).toEqual([]);
  });

  test('is replayed as what a person says that it is, once', async () => {
    const one = await enrolled();
    const answer = await http.webhook(broken(one.prospect.email as string));
    const { id } = answer.body.error.details;
    expect(await replay(id)).toMatchObject({
      status: 400,
      body: { error: { code: 'unreadable' } },
    });
    expect(await replay(id, { type: 'deal.won' })).toMatchObject({
      status: 400,
      body: { error: { code: 'incomplete_fix' } },
    });
    const fix = { type: 'deal.won', enrolmentId: one.id };
    const first = await replay(id, fix);
    expect(first.body.receipts).toMatchObject([{ outcome: 'applied', enrolmentId: one.id }]);
    const second = await replay(id, fix);
    const [{ id: receiptId }] = first.body.receipts;
    expect(second.body.receipts).toMatchObject([{ id: receiptId, outcome: 'duplicate' }]);
    expect(await one.state()).toMatchObject({ exitReason: 'closed_won' });
    expect(await shown(id)).toMatchObject({ receiptIds: [receiptId] });
    expect(await audited(id)).toHaveLength(2);
  });

  test('is forgotten with the person whom it names', async () => {
    const one = await enrolled();
    const answer = await http.webhook(broken(String(one.prospect.email).toUpperCase()));
    const { id } = answer.body.error.details;
    await http.call('DELETE', `/v1/prospects/${one.prospectId}`, { key: adminKey });
    expect((await http.call('GET', `/v1/receipts/${id}`, { as: 'ops' })).status).toBe(404);
  });
});

const adminKey = 'the-key-of-the-environment';
