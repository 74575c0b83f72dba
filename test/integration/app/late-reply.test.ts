/** Answers of which we hear when a mail has gone out that would not have, had we known. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import type { EventReceipt } from '../../../src/app/events/event-receipts.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import type { InboundEvent } from '../../../src/domain/event.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { readReceipt } from '../../../src/store/events.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { sent } from '../../helpers/edited.ts';
import { beginHandOver } from '../../helpers/hand-over.ts';
import { somebody } from '../../helpers/system.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';

const cadence = (key: string, on: string) => `
key: ${key}
title: Late
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
stages: [prospecting, closing]
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 2 days, email: { template: smoke/two } }
  - { id: three, after: 30 days, stage: closing, email: { template: smoke/one } }
on: ${on}
tracks:
  price: { stage: closing, steps: [{ id: why, after: 1 day, email: { template: smoke/two } }], then: resume }
`;

const rules = `
  meeting_booked: { advance: closing }
  objection: { price: { track: price }, timing: { pause: until-date, default: 30 days } }
  deal_won: { exit: closed_won }
`;

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: { 'late.yaml': cadence('late', rules), 'bare.yaml': cadence('bare', '{}') },
  });
});
afterAll(() => weeks?.close());

const dayMs = 86_400_000;
const minuteMs = 60_000;

async function sentAtOf(enrolmentId: string, step: string): Promise<Date> {
  const { rows } = await weeks.app.db.query<{ at: Date }>(
    'select handed_over_at as at from touches where enrolment_id = $1 and step_id = $2',
    [enrolmentId, step],
  );
  return rows[0]?.at ?? new Date(0);
}

/** Somebody who was sent the first mail two days ago and the second one just now. */
async function mailed(key = 'late') {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(weeks.app, key, { prospect: { email } });
  await weeks.passUntil(new Date(weeks.now().getTime() + 3 * dayMs));
  expect(lettersTo(weeks.smtp, email)).toHaveLength(2);
  const touches = await readTouches(weeks.app.db, enrolmentId);
  const [one, two] = ['one', 'two'].map((step) => touches.find((touch) => touch.step === step));
  return { email, enrolmentId, one, two, sentAt: await sentAtOf(enrolmentId, 'two') };
}

type Said = Pick<InboundEvent, 'type'> & Partial<InboundEvent>;

function event(email: string, occurredAt: Date, said: Said) {
  const eventId = said.eventId ?? randomUUID();
  const neutral = { source: 'crm', match: { email }, ...said, eventId, occurredAt };
  return { source: 'crm', eventId, type: said.type, occurredAt, event: neutral };
}

async function hear(email: string, occurredAt: Date, said: Said): Promise<EventReceipt> {
  const [receipt] = await applyEvents(weeks.app, [event(email, occurredAt, said)]);
  if (receipt === undefined) throw new Error('no receipt');
  return receipt;
}

const earlier = (at: Date, ms = 5 * minuteMs) => new Date(at.getTime() - ms);

async function look(enrolmentId: string) {
  const { db } = weeks.app;
  const { state } = (await readEnrolment(db, enrolmentId)) ?? {};
  const tasks = await listTasks(db, { enrolmentId, limit: 50 });
  const history = await readTimeline(db, enrolmentId, null, 200);
  return {
    ...{ status: state?.status, pauseReason: state?.pauseReason, exitReason: state?.exitReason },
    ...{ resumeAt: state?.resumeAt, track: state?.track },
    tasks: tasks.filter(({ kind }) => kind === 'late-reply'),
    told: history.filter(({ type }) => type === 'reply.late'),
  };
}

async function counted(): Promise<number> {
  const { values } = await weeks.app.metrics.sentAfterReply.get();
  return values[0]?.value ?? 0;
}

test('an answer from before a mail that has gone out holds, and its owner is told, once', async () => {
  const { email, enrolmentId, two, sentAt } = await mailed();
  const countedBefore = await counted();
  const said = { type: 'reply.received', eventId: randomUUID() } as const;
  const receipt = await hear(email, earlier(sentAt), said);
  expect(receipt).toMatchObject({ outcome: 'applied', sentAfterReply: true });
  expect(await readReceipt(weeks.app.db, receipt.id)).toMatchObject({ sentAfterReply: true });
  const found = await look(enrolmentId);
  expect(found).toMatchObject({ status: 'paused', pauseReason: 'replied', resumeAt: null });
  expect(found.tasks).toMatchObject([
    {
      title: `${email}: the mail "Again" went out 5 minutes after the reply. Look, and say sorry.`,
      data: { type: 'reply.received', mails: [{ touchId: two?.id, stepId: 'two' }] },
    },
  ]);
  expect(found.told).toMatchObject([
    { touchId: two?.id, data: { type: 'reply.received', steps: ['two'], afterSeconds: 300 } },
  ]);
  expect(await counted()).toBe(countedBefore + 1);

  expect(await hear(email, earlier(sentAt), said)).toMatchObject({ outcome: 'duplicate' });
  expect(await look(enrolmentId)).toEqual(found);
  expect(await counted()).toBe(countedBefore + 1);
});

test.each([
  ['a stage further', { type: 'meeting.booked' }],
  ['into a track', { type: 'reply.objection', category: 'price' }],
  ['until a date', { type: 'reply.objection', category: 'timing' }],
] as const)('holds whoever a rule would lead %s', async (_, said) => {
  const { email, enrolmentId, sentAt } = await mailed();
  await hear(email, earlier(sentAt), said);
  const found = await look(enrolmentId);
  expect(found).toMatchObject({ status: 'paused', resumeAt: null });
  expect(found.tasks).toHaveLength(1);
  await weeks.passUntil(new Date(weeks.now().getTime() + 60 * dayMs));
  expect(lettersTo(weeks.smtp, email)).toHaveLength(2);
});

test('whoever is out is out, and the owner is told all the same', async () => {
  const { email, enrolmentId, sentAt } = await mailed();
  const receipt = await hear(email, earlier(sentAt), { type: 'deal.won' });
  expect(receipt).toMatchObject({ sentAfterReply: true });
  const found = await look(enrolmentId);
  expect(found).toMatchObject({ status: 'exited', exitReason: 'closed_won' });
  expect(found.tasks).toMatchObject([{ title: expect.stringContaining('the deal was won') }]);
});

test('after the last mail, too', async () => {
  const { email, enrolmentId } = await mailed('bare');
  await weeks.passUntil(new Date(weeks.now().getTime() + 60 * dayMs));
  const sentAt = await sentAtOf(enrolmentId, 'three');
  expect(await look(enrolmentId)).toMatchObject({ status: 'completed' });
  const receipt = await hear(email, earlier(sentAt), { type: 'reply.received' });
  expect(receipt).toMatchObject({ outcome: 'applied', sentAfterReply: true });
  expect(await look(enrolmentId)).toMatchObject({ status: 'completed', tasks: [{}], told: [{}] });
});

test('a mail that is being handed over counts, since it leaves', async () => {
  const { email, enrolmentId, claim } = await beginHandOver(weeks, 'late');
  const receipt = await hear(email, earlier(weeks.now()), { type: 'reply.received' });
  expect(receipt).toMatchObject({ sentAfterReply: true, flying: [enrolmentId] });
  expect(await look(enrolmentId)).toMatchObject({
    tasks: [{ data: { mails: [{ touchId: claim.touchId }] } }],
  });
  // Else time would stand still until its lease is over.
  await recordOutcomes(weeks.app, [{ claim, end: sent }]);
});

describe('is not late', () => {
  const notLate = { tasks: [], told: [] };

  test('the answer to the last mail, by a clock that runs behind', async () => {
    const { email, enrolmentId, two, sentAt } = await mailed();
    const match = { email, messageId: two?.messageId ?? '' };
    const receipt = await hear(email, earlier(sentAt), { type: 'reply.received', match });
    expect(receipt).not.toHaveProperty('sentAfterReply');
    expect(await look(enrolmentId)).toMatchObject({ status: 'paused', ...notLate });
  });

  test('but the answer to the mail before it is', async () => {
    const { email, one, sentAt } = await mailed();
    const match = { email, messageId: one?.messageId ?? '' };
    const receipt = await hear(email, earlier(sentAt), { type: 'reply.received', match });
    expect(receipt).toMatchObject({ sentAfterReply: true });
  });

  test('what happened within the second in which the mail left', async () => {
    const { email, enrolmentId, sentAt } = await mailed();
    await hear(email, earlier(sentAt, 1_000), { type: 'reply.received' });
    expect(await look(enrolmentId)).toMatchObject(notLate);
  });

  test('what nobody said', async () => {
    const { email, enrolmentId, sentAt } = await mailed();
    await hear(email, earlier(sentAt), { type: 'reply.auto' });
    await hear(email, earlier(sentAt), { type: 'deal.stage_changed', stage: 'closing' });
    expect(await look(enrolmentId)).toMatchObject(notLate);
  });
});

test('in any order, all at once and repeated, the end is the same', async () => {
  const set: readonly Said[] = [
    { type: 'reply.objection', category: 'price' },
    { type: 'meeting.booked' },
    { type: 'reply.auto' },
  ];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const people = await Promise.all(
    orders.map(async () => {
      const { email } = somebody();
      const { enrolmentId } = await enrolOne(weeks.app, 'late', { prospect: { email } });
      return { email, enrolmentId };
    }),
  );
  await weeks.passUntil(new Date(weeks.now().getTime() + 3 * dayMs));
  const ends = [];
  for (const [index, order] of orders.entries()) {
    const { email = '', enrolmentId = '' } = people[index] ?? {};
    const sentAt = await sentAtOf(enrolmentId, 'two');
    // Late are the objection and the meeting; the automatic answer never is.
    const events = order.map((kind) =>
      event(email, earlier(sentAt, (kind + 1) * minuteMs), {
        ...(set[kind] ?? { type: 'reply.auto' }),
        eventId: `${kind} ${email}`,
      }),
    );
    if (index === 5) await applyEvents(weeks.app, events);
    else for (const one of events) await applyEvents(weeks.app, [one, one]);
    await applyEvents(weeks.app, events);
    const { tasks, told, ...state } = await look(enrolmentId);
    ends.push({ ...state, tasks: tasks.length, told: told.length });
  }
  expect(ends[0]).toMatchObject({ status: 'paused', track: 'price', tasks: 2, told: 2 });
  for (const end of ends) expect(end).toEqual(ends[0]);
});
