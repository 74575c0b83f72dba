import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smoke, somebody } from '../../helpers/system.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

const talks = `
key: talks
title: Talks
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 30 days, email: { template: smoke/two } }
on:
  reply: { pause: true, task: { kind: reply, due_in: 4 hours } }
  objection:
    price: { exit: objection }
    procurement: { exit: objection }
    default: { pause: true }
`;

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp({ cadences: { 'smoke.yaml': smoke, 'talks.yaml': talks } });
});
afterAll(() => http?.close());

async function enrolled(cadence = 'talks') {
  const prospect = somebody();
  const body = { cadence, prospect };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'crm', body })).body;
  const say = async (data: Readonly<Record<string, unknown>>) => {
    const answer = await http.webhook(eventOf('reply.received', { prospect, ...data }));
    return answer.body.receipts[0];
  };
  const state = async () => (await http.call('GET', `/v1/enrolments/${id}`, { as: 'rep' })).body;
  const tasks = async (query = '') =>
    (await http.call('GET', `/v1/tasks?enrolmentId=${id}${query}`, { as: 'rep' })).body.items;
  const suppressed = async () => {
    const { rows } = await http.system.app.db.query(
      'select reason from suppressions where value = $1',
      [prospect.email],
    );
    return rows.length > 0;
  };
  return { id: String(id), say, state, tasks, suppressed };
}

const decide = (id: string, outcome?: string) =>
  http.call('POST', `/v1/tasks/${id}/complete`, { as: 'rep', body: { outcome } });

describe('a reply without a word about what it means', () => {
  test('is read: an objection is one, and the receipt says as what', async () => {
    const one = await enrolled();
    const receipt = await one.say({ text: 'Interesting, but far too expensive.' });
    expect(receipt).toMatchObject({
      outcome: 'applied',
      readAs: {
        type: 'reply.objection',
        category: 'price',
        sure: true,
        because: expect.stringContaining('too expensive'),
      },
    });
    expect(await one.state()).toMatchObject({ status: 'exited', exitReason: 'objection' });
    expect(await http.call('GET', `/v1/receipts/${receipt.id}`, { as: 'crm' })).toMatchObject({
      body: { type: 'reply.objection', reading: { meaning: 'price' } },
    });
  });

  test('is read: who wants no more mail gets none, however that is said', async () => {
    const one = await enrolled();
    expect(await one.say({ text: 'Kan dere fjerne meg fra listen?' })).toMatchObject({
      readAs: { type: 'prospect.opted_out', meaning: 'opt-out' },
    });
    expect(await one.state()).toMatchObject({ status: 'exited', exitReason: 'opted_out' });
    expect(await one.suppressed()).toBe(true);
  });

  test('stays a reply where it is positive, and where it says nothing', async () => {
    const one = await enrolled();
    expect(await one.say({ text: 'Sounds good, call me tomorrow.' })).toMatchObject({
      readAs: { type: 'reply.received', meaning: 'positive' },
    });
    expect(await one.state()).toMatchObject({ status: 'paused' });
    expect(await one.tasks()).toMatchObject([{ kind: 'reply' }]);
    const silent = await enrolled();
    expect(await silent.say({})).not.toHaveProperty('readAs');
  });

  test('the word of the sender wins', async () => {
    const one = await enrolled();
    const receipt = await one.say({ text: 'Unsubscribe', intent: 'positive' });
    expect(receipt).not.toHaveProperty('readAs');
    expect(await one.suppressed()).toBe(false);
    expect(await one.state()).toMatchObject({ status: 'paused' });
  });
});

describe('a reply that is not understood', () => {
  test('waits in the triage queue with our reading, and what the person says is applied', async () => {
    const one = await enrolled();
    expect(await one.say({ text: 'Hm, well.' })).toMatchObject({
      readAs: { type: 'reply.received', meaning: 'unclear', sure: false },
    });
    expect(await one.state()).toMatchObject({ status: 'paused', pauseReason: 'replied' });
    const [task] = await one.tasks('&kind=triage');
    expect(task).toMatchObject({
      kind: 'triage',
      data: { text: 'Hm, well.', reading: { meaning: 'unclear' } },
    });
    expect(await one.tasks('&kind=call')).toEqual([]);

    expect(await decide(task.id)).toMatchObject({
      status: 409,
      body: { error: { code: 'outcome_needed' } },
    });
    const mistyped = await decide(task.id, 'prise');
    expect(mistyped.body.error.message).toMatch(/price/);
    expect(await one.tasks('&status=open')).toHaveLength(1);

    expect(await decide(task.id, 'price')).toMatchObject({
      status: 200,
      body: { status: 'done', outcome: 'price' },
    });
    expect(await one.state()).toMatchObject({ status: 'exited', exitReason: 'objection' });
    expect(await decide(task.id, 'price')).toMatchObject({
      status: 409,
      body: { error: { code: 'task_closed' } },
    });
  });

  test('may turn out an opt-out, a category of the cadence’s own, or no objection at all', async () => {
    const [out, own, good] = [await enrolled(), await enrolled(), await enrolled()];
    for (const [one, outcome] of [
      [out, 'opt-out'],
      [own, 'procurement'],
      [good, 'positive'],
    ] as const) {
      await one.say({ text: 'Hm, well.' });
      const [task] = await one.tasks('&kind=triage');
      expect(await decide(task.id, outcome)).toMatchObject({ status: 200 });
    }
    expect(await out.suppressed()).toBe(true);
    expect(await own.state()).toMatchObject({ status: 'exited', exitReason: 'objection' });
    expect(await good.state()).toMatchObject({ status: 'paused' });
    const timeline = await http.call('GET', `/v1/enrolments/${good.id}/timeline`, { as: 'rep' });
    expect(timeline.body.items).toContainEqual(
      expect.objectContaining({
        type: 'task.completed',
        data: expect.objectContaining({ outcome: 'positive', read: 'unclear' }),
      }),
    );
  });

  test('gets a task even from a cadence that makes none', async () => {
    const one = await enrolled('smoke');
    await one.say({ text: 'Hm, well.' });
    expect(await one.tasks()).toMatchObject([{ kind: 'triage', data: { text: 'Hm, well.' } }]);
  });
});
