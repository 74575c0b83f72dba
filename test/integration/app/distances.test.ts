import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { explain } from '../../../src/app/enrolments/explain.ts';
import { reconsiderTouch } from '../../../src/app/enrolments/reconsider-touch.ts';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import { claimSet } from '../../../src/app/sending/claim-set.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import type { ClaimedTouch } from '../../../src/store/claims.ts';
import { readTouches } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { claimNext } from '../../helpers/hand-over.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

const apart = `
key: apart
title: Distances
schedule: { timezone: UTC, min_gap: 1 day }
steps:
  - { id: one, email: { template: smoke/one } }
  - { id: two, after: 3 days, email: { template: smoke/two } }
  - { id: three, after: 4 days, email: { template: smoke/two } }
on: { objection: { price: { track: price }, timing: { track: at-once } } }
tracks:
  price:
    stage: objection-handling
    steps: [{ id: price-answer, after: 2 days, email: { template: smoke/two } }]
  at-once:
    stage: objection-handling
    steps: [{ id: quick-answer, email: { template: smoke/two } }]
`;
const spread = `
key: spread
title: Jitter
schedule: { timezone: UTC, windows: ["08:00-20:00"], jitter: 4 hours }
steps:
  - { id: one, email: { template: smoke/one } }
  - { id: two, after: 3 days, email: { template: smoke/two } }
`;

const clock = createSetClock('2026-11-02T09:00:00Z');
let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({ cadences: { 'apart.yaml': apart, 'spread.yaml': spread }, clock });
});
afterAll(() => system?.close());

async function enrolled(cadence = 'apart', at = '2026-11-02T09:00:00Z') {
  clock.set(at);
  const { email } = somebody();
  return { email, ...(await enrolOne(system.app, cadence, { prospect: { email } })) };
}

const end = (claim: ClaimedTouch, outcome: object) =>
  recordOutcomes(system.app, [
    {
      claim,
      end: { kind: 'mail', outcome, letter: null } as Parameters<
        typeof recordOutcomes
      >[1][number]['end'],
    },
  ]);

/** The next touch of an enrolment goes out at this time. */
async function send(enrolmentId: string, at: string): Promise<void> {
  clock.set(at);
  await end(await claimNext(system, enrolmentId), { kind: 'sent', response: '250 ok' });
}

async function hear(enrolmentId: string, email: string, category: string, at: string) {
  clock.set(at);
  const receive = createEventReceiver(system.app);
  const event = {
    source: 'crm',
    eventId: `${category} ${enrolmentId}`,
    type: 'reply.objection' as const,
    category,
    occurredAt: new Date(at),
    match: { email },
  };
  const [receipt] = await receive([{ ...event, event }]);
  expect(receipt).toMatchObject({ outcome: 'applied', enrolmentId });
}

async function open(enrolmentId: string) {
  const touches = await readTouches(system.app.db, enrolmentId);
  const touch = touches.find(({ status }) => ['scheduled', 'queued', 'deferred'].includes(status));
  return {
    id: touch?.id ?? '',
    step: touch?.step,
    dueAt: touch?.dueAt?.toISOString() ?? null,
    touch,
  };
}
const next = async (enrolmentId: string) => {
  const { step, dueAt } = await open(enrolmentId);
  return [step, dueAt];
};

test('after a late mail the next keeps its distance from when that really went out', async () => {
  const { enrolmentId } = await enrolled();
  await send(enrolmentId, '2026-11-03T15:30:00Z');
  expect(await next(enrolmentId)).toEqual(['two', '2026-11-06T15:30:00.000Z']);
});

test('the first mail of a track, and the step resumed after it, keep the distance that each asks for', async () => {
  const { enrolmentId, email } = await enrolled();
  await send(enrolmentId, '2026-11-02T09:00:00Z');
  await hear(enrolmentId, email, 'price', '2026-11-05T08:59:00Z');
  expect(await next(enrolmentId)).toEqual(['price-answer', '2026-11-07T08:59:00.000Z']);
  await send(enrolmentId, '2026-11-07T10:00:00Z');
  expect(await next(enrolmentId)).toEqual(['two', '2026-11-10T10:00:00.000Z']);
});

test('a track that answers at once still keeps the minimum gap', async () => {
  const { enrolmentId, email } = await enrolled();
  await send(enrolmentId, '2026-11-02T09:00:00Z');
  await hear(enrolmentId, email, 'timing', '2026-11-02T10:00:00Z');
  expect(await next(enrolmentId)).toEqual(['quick-answer', '2026-11-03T09:00:00.000Z']);
  await send(enrolmentId, '2026-11-03T09:00:00Z');
  expect(await next(enrolmentId)).toEqual(['two', '2026-11-06T09:00:00.000Z']);
});

test('a track entered while a mail is in the air counts from when that has landed', async () => {
  const { enrolmentId, email } = await enrolled();
  const claim = await claimNext(system, enrolmentId);
  await hear(enrolmentId, email, 'price', '2026-11-02T09:00:05Z');
  expect(await next(enrolmentId)).toEqual(['price-answer', '2026-11-04T09:00:05.000Z']);
  clock.set('2026-11-02T09:00:20Z');
  await end(claim, { kind: 'sent', response: '250 ok' });
  expect(await next(enrolmentId)).toEqual(['price-answer', '2026-11-04T09:00:20.000Z']);
  await send(enrolmentId, '2026-11-04T09:00:20Z');
  expect(await next(enrolmentId)).toEqual(['two', '2026-11-07T09:00:20.000Z']);
});

test('the same of one that a person holds meanwhile', async () => {
  const { enrolmentId, email } = await enrolled();
  const claim = await claimNext(system, enrolmentId);
  await hear(enrolmentId, email, 'price', '2026-11-02T09:00:05Z');
  await end(claim, { kind: 'unknown', detail: 'no answer' });
  clock.set('2026-11-02T11:00:00Z');
  const tasks = await listTasks(system.app.db, { status: 'open', limit: 100 });
  const task = tasks.find((each) => each.enrolmentId === enrolmentId);
  await closeTask(
    system.app,
    task?.id ?? '',
    { do: 'complete', outcome: 'sent', note: null },
    'rep',
  );
  // The claim was at nine sharp.
  expect(await next(enrolmentId)).toEqual(['price-answer', '2026-11-04T09:00:05.000Z']);
});

test('the minimum gap holds over all cadences, when a mail is planned and when it is claimed', async () => {
  const { enrolmentId, email } = await enrolled();
  await send(enrolmentId, '2026-11-02T09:00:00Z');
  clock.set('2026-11-02T12:00:00Z');
  const other = await enrolOne(system.app, 'apart', { prospect: { email } });
  expect(await next(other.enrolmentId)).toEqual(['one', '2026-11-03T09:00:00.000Z']);
  await send(other.enrolmentId, '2026-11-05T08:00:00Z');
  const planned = await open(enrolmentId);
  expect(planned.dueAt).toBe('2026-11-05T09:00:00.000Z');
  clock.set('2026-11-05T09:00:00Z');
  await expect(claimNext(system, enrolmentId)).rejects.toThrow('min_gap');
  await reconsiderTouch(system.app, planned.id, 'min_gap');
  expect(await next(enrolmentId)).toEqual(['two', '2026-11-06T08:00:00.000Z']);
  expect((await explain(system.app, enrolmentId)).code).toBe('min_gap');
});

test('a mail of unknown end that a person settles as sent counts for the gap', async () => {
  const { enrolmentId, email } = await enrolled();
  await end(await claimNext(system, enrolmentId), { kind: 'unknown', detail: 'no answer' });
  clock.set('2026-11-02T15:00:00Z');
  const tasks = await listTasks(system.app.db, { status: 'open', limit: 100 });
  const task = tasks.find((each) => each.enrolmentId === enrolmentId);
  await closeTask(
    system.app,
    task?.id ?? '',
    { do: 'complete', outcome: 'sent', note: null },
    'rep',
  );
  const other = await enrolOne(system.app, 'apart', { prospect: { email } });
  expect(await next(other.enrolmentId)).toEqual(['one', '2026-11-03T09:00:00.000Z']);
});

test('so does one over which a person resumes', async () => {
  const { enrolmentId, email } = await enrolled();
  await end(await claimNext(system, enrolmentId), { kind: 'unknown', detail: 'no answer' });
  clock.set('2026-11-02T15:00:00Z');
  await changeEnrolment(system.app, enrolmentId, { do: 'resume' }, 'rep');
  const other = await enrolOne(system.app, 'apart', { prospect: { email } });
  expect(await next(other.enrolmentId)).toEqual(['one', '2026-11-03T09:00:00.000Z']);
});

test('jitter is drawn once: pause and resume, and a claim that is looked at again, leave the time as it was', async () => {
  const { enrolmentId } = await enrolled('spread');
  const first = await open(enrolmentId);
  expect(first.touch?.shifts.map(({ reason }) => reason)).toEqual(['jitter']);
  clock.set('2026-11-02T09:00:01Z');
  await changeEnrolment(system.app, enrolmentId, { do: 'pause', until: null }, 'rep');
  expect(await next(enrolmentId)).toEqual(['one', null]);
  await changeEnrolment(system.app, enrolmentId, { do: 'resume' }, 'rep');
  expect(await next(enrolmentId)).toEqual(['one', first.dueAt]);
  await reconsiderTouch(system.app, first.id, 'min_gap');
  expect(await next(enrolmentId)).toEqual(['one', first.dueAt]);
  await changeEnrolment(system.app, enrolmentId, { do: 'pause', until: null }, 'rep');
  clock.set('2026-11-02T14:00:00Z');
  await changeEnrolment(system.app, enrolmentId, { do: 'resume' }, 'rep');
  expect(await next(enrolmentId)).toEqual(['one', '2026-11-02T14:00:00.000Z']);
});

test('nobody is claimed before the time that was planned', async () => {
  const { enrolmentId } = await enrolled();
  await send(enrolmentId, '2026-11-02T09:00:00Z');
  const { id } = await open(enrolmentId);
  clock.set('2026-11-05T08:59:59Z');
  await system.app.db.query(
    `update touches set status = 'queued', lease_until = now() + interval '1 minute' where id = $1`,
    [id],
  );
  const [verdict] = await claimSet(
    system.app,
    [id],
    [{ key: 'default', messageIdDomain: 'fjord.example' }],
  );
  expect(verdict).toEqual({ touchId: id, refused: 'early' });
});
