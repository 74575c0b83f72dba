/** States of people in a CRM, for those that gave up posting events while we were away. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetWhatIsOld } from '../../../src/app/people/retention.ts';
import { somebody } from '../../helpers/system.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

const sale = `
key: sale
title: Sale
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
stages: [prospecting, closing]
steps:
  - { id: one, after: 30 days, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 30 days, stage: closing, email: { template: smoke/two } }
on: { reply: { pause: true, task: { kind: reply } } }
`;

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({ cadences: { 'sale.yaml': sale } });
});
afterAll(() => http?.close());

async function enrolled(prospect: Readonly<Record<string, unknown>> = somebody()) {
  const body = { cadence: 'sale', prospect };
  const { id, prospectId } = (await http.call('POST', '/v1/enrolments', { as: 'ops', body })).body;
  const state = async () => (await http.call('GET', `/v1/enrolments/${id}`, { as: 'ops' })).body;
  const tasks = async () =>
    (await http.call('GET', `/v1/tasks?enrolmentId=${id}`, { as: 'rep' })).body.items;
  return { id: String(id), prospectId: String(prospectId), prospect, state, tasks };
}

const post = (items: readonly unknown[], query = '') =>
  http.call('POST', `/v1/reconcile${query}`, { as: 'crm', body: { items } });
async function told(item: unknown, query = '') {
  const answer = await post([item], query);
  expect(answer.status).toBe(200);
  return answer.body.items[0];
}

const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();

describe('what we have missed is applied, once', () => {
  test('a deal that was won', async () => {
    const one = await enrolled();
    const item = { prospect: one.prospect, deal: { id: '7', status: 'won', changedAt: at(60) } };
    const trial = await told(item, '?dry_run=true');
    expect(trial).toMatchObject({ receipts: [{ outcome: 'applied', enrolmentId: one.id }] });
    expect(await one.state()).toMatchObject({ status: 'active' });

    expect(await told(item)).toMatchObject({
      prospectId: one.prospectId,
      known: { suppressed: null, enrolments: [{ id: one.id, cadence: 'sale', status: 'active' }] },
      differs: [{ what: 'deal', ours: null, theirs: 'won' }],
      receipts: [{ outcome: 'applied', enrolmentId: one.id }],
    });
    expect(await one.state()).toMatchObject({ status: 'exited', exitReason: 'closed_won' });
    expect(await told(item)).toMatchObject({ differs: [], receipts: [] });
  });

  test('an opt-out, a reply, a meeting and a stage', async () => {
    const [out, replied, met, moved] = [
      await enrolled(),
      await enrolled(),
      await enrolled(),
      await enrolled(),
    ];
    const items = [
      { prospect: out.prospect, optedOut: true },
      { prospect: replied.prospect, lastReplyAt: at(60) },
      { prospect: met.prospect, lastMeetingBookedAt: at(60) },
      {
        prospect: moved.prospect,
        deal: { status: 'open', stage: 'Proposal sent', changedAt: at(9) },
      },
    ];
    const first = await post(items, '?source=crm');
    const outcomes = first.body.items.map((item: { receipts: { outcome: string }[] }) =>
      item.receipts.map(({ outcome }) => outcome),
    );
    expect(outcomes).toEqual([['applied'], ['applied'], ['applied'], ['applied']]);
    expect(await out.state()).toMatchObject({ exitReason: 'opted_out' });
    expect(await replied.state()).toMatchObject({ status: 'paused', pauseReason: 'replied' });
    expect(await met.state()).toMatchObject({ pauseReason: 'meeting_booked' });
    expect(await moved.state()).toMatchObject({ status: 'active', stage: 'closing' });

    const again = await post(items, '?source=crm');
    for (const item of again.body.items) expect(item).toMatchObject({ differs: [], receipts: [] });
    expect(await replied.tasks()).toHaveLength(1);
  });

  test('the same state at once from two processes', async () => {
    const one = await enrolled();
    const item = { prospect: one.prospect, lastReplyAt: at(60) };
    const all = await Promise.all([1, 2, 3, 4].map(() => told(item)));
    const outcomes = all.flatMap(({ receipts }) =>
      receipts.map(({ outcome }: { outcome: string }) => outcome),
    );
    expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(1);
    expect(await one.tasks()).toHaveLength(1);
  });
});

describe('what we know is not applied again', () => {
  test('an event that came by webhook', async () => {
    const one = await enrolled();
    await http.webhook(eventOf('reply.received', { prospect: one.prospect }));
    const item = { prospect: one.prospect, lastReplyAt: new Date().toISOString() };
    expect(await told(item)).toMatchObject({ differs: [], receipts: [] });
    expect(await one.tasks()).toHaveLength(1);
  });

  test('an event that has been forgotten since', async () => {
    const { app } = http.system;
    const one = await enrolled();
    await http.webhook(eventOf('deal.won', { prospect: one.prospect }));
    const now = () => new Date(app.clock.now().getTime() + 2_000);
    const retention = { events: 1_000 };
    const later = {
      ...app,
      clock: { ...app.clock, now },
      workspace: { ...app.workspace, retention },
    };
    expect(await forgetWhatIsOld(later, 1)).toMatchObject([
      { kind: 'events', count: expect.any(Number) },
    ]);
    const item = { prospect: one.prospect, deal: { status: 'won', changedAt: at(0) } };
    expect(await told(item)).toMatchObject({ differs: [], receipts: [] });
  });

  test('and what would take something back is told alone', async () => {
    const one = await enrolled();
    await http.webhook(eventOf('deal.won', { prospect: one.prospect }));
    await http.webhook(eventOf('prospect.opted_out', { prospect: one.prospect }));
    const deal = { status: 'open', changedAt: at(0) };
    expect(await told({ prospect: one.prospect, deal, optedOut: false })).toMatchObject({
      differs: [
        { what: 'deal', ours: 'won', theirs: 'open' },
        { what: 'optedOut', ours: true, theirs: false },
      ],
      receipts: [],
    });
  });

  test('an opt-out that was lifted here stays lifted', async () => {
    const one = await enrolled();
    const item = { prospect: one.prospect, optedOut: true };
    await told(item);
    const path = `/v1/suppressions/${encodeURIComponent(String(one.prospect.email))}`;
    expect((await http.call('DELETE', path, { as: 'admin' })).status).toBe(204);
    expect(await told(item)).toMatchObject({
      differs: [{ what: 'optedOut', ours: false, theirs: true }],
      receipts: [],
    });
  });
});

describe('somebody whom we do not know', () => {
  test('is unmatched, and what was said of them counts when they have come', async () => {
    const prospect = somebody();
    const item = { prospect, deal: { status: 'lost', changedAt: at(60) } };
    const first = await told(item);
    expect(first).toMatchObject({ prospectId: null, known: null });
    expect(first.receipts).toMatchObject([{ outcome: 'unmatched', reason: 'no_such_prospect' }]);
    const one = await enrolled(prospect);
    expect((await told(item)).receipts).toMatchObject([
      { id: first.receipts[0].id, outcome: 'applied', enrolmentId: one.id },
    ]);
    expect(await one.state()).toMatchObject({ exitReason: 'closed_lost' });
  });

  test('gets no mail once they have opted out there', async () => {
    const prospect = somebody();
    await told({ prospect, optedOut: true });
    const body = { cadence: 'sale', prospect };
    expect(await http.call('POST', '/v1/enrolments', { as: 'ops', body })).toMatchObject({
      status: 409,
      body: { error: { code: 'suppressed' } },
    });
  });
});

test('a person is found by the id of the CRM, and a deal by its own', async () => {
  const [personId, dealId] = [randomUUID(), randomUUID()];
  const externalIds = { standard: personId, 'standard-deal': dealId };
  const one = await enrolled({ ...somebody(), externalIds });
  const byId = { prospect: { externalIds: { standard: personId } } };
  expect(await told(byId)).toMatchObject({ prospectId: one.prospectId, differs: [] });
  const deal = { id: dealId, status: 'won', changedAt: at(5) };
  const byDeal = { prospect: { email: somebody().email }, deal };
  expect(await told(byDeal, '?source=crm')).toMatchObject({ prospectId: one.prospectId });
});

test('a line each, and more than one set', async () => {
  const one = await enrolled();
  const lines = Array.from({ length: 250 }, () => ({ prospect: somebody() }));
  const items = [...lines, { prospect: one.prospect, optedOut: true }];
  const body = items.map((item) => JSON.stringify(item)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await http.call('POST', '/v1/reconcile', { as: 'crm', body, headers });
  expect(answer.body.items).toHaveLength(251);
  expect(answer.body.items[250]).toMatchObject({ receipts: [{ outcome: 'applied' }] });
  const broken = await http.call('POST', '/v1/reconcile', { as: 'crm', body: '{\n', headers });
  expect(broken).toMatchObject({ status: 400, body: { error: { code: 'invalid_json' } } });
});

test('what is wrong is said, with its place', async () => {
  const prospect = somebody();
  expect(await post([{ prospect }, { prospect: {} }])).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('items[1].prospect') } },
  });
  expect(await post([{ prospect: { email: 'kari' } }])).toMatchObject({ status: 400 });
  expect(await post([])).toMatchObject({ status: 400 });
  expect(await post(Array.from({ length: 1_001 }, () => ({ prospect })))).toMatchObject({
    status: 400,
  });
  expect(await post([{ prospect }], '?source=nobody')).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown_source' } },
  });
});
