import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { applyEvents } from '../../../src/app/events/apply-events.ts';
import type { EventReceipt } from '../../../src/app/events/event-receipts.ts';
import { eraseProspect } from '../../../src/app/people/erase.ts';
import type { InboundEvent } from '../../../src/domain/event.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { readReceipt } from '../../../src/store/events.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { waitFor } from '../../helpers/wait.ts';

const curious = `
key: curious
title: Curious
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, email: { template: smoke/two } }
  - { id: call, task: { kind: call } }
  - { id: warm, when: '"one" in history.clicked', email: { template: smoke/two } }
  - { id: cold, when: 'size(history.clicked) == 0', email: { template: smoke/two } }
`;

let smtp: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  smtp = await startSmtpServer();
  system = await openSystem({ smtpUrl: smtp.url, cadences: { 'curious.yaml': curious } });
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

/** Somebody who has had two mails, and whose next steps wait for a call. */
async function begun(attributes: Readonly<Record<string, unknown>> = {}) {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, 'curious', {
    prospect: { email, attributes },
  });
  const task = await waitFor('the call', async () => {
    const [open] = await listTasks(system.app.db, { enrolmentId, status: 'open', limit: 1 });
    return open;
  });
  const touches = await readTouches(system.app.db, enrolmentId);
  const messageIdOf = (step: string) => {
    const messageId = touches.find((touch) => touch.step === step)?.messageId;
    if (messageId == null) throw new Error(`no mail of ${step}`);
    return messageId;
  };
  return { email, enrolmentId, task, messageIdOf };
}

/** Which of the last two steps were sent, once the call is done. */
async function sentAfterCall({ enrolmentId, task }: Awaited<ReturnType<typeof begun>>) {
  const closing = { do: 'complete', outcome: 'connected', note: null } as const;
  await closeTask(system.app, task.id, closing, 'rep');
  await waitFor('the end', async () => {
    const enrolment = await readEnrolment(system.app.db, enrolmentId);
    return enrolment?.state.status === 'completed';
  });
  const touches = await readTouches(system.app.db, enrolmentId);
  return touches
    .filter(({ step, status }) => status === 'sent' && (step === 'warm' || step === 'cold'))
    .map(({ step }) => step);
}

const clicksOf = async (enrolmentId: string) =>
  (await readTimeline(system.app.db, enrolmentId, null, 50))
    .filter(({ type }) => type === 'email.clicked')
    .map(({ data }) => data.step);

test('a click changes no state, stands in the history once a mail, and decides what comes next', async () => {
  const person = await begun();
  const { email, enrolmentId, messageIdOf } = person;
  const before = await readEnrolment(system.app.db, enrolmentId);
  const match = { messageId: messageIdOf('one') };
  const receipts = [
    await tell(system.app, email, 'email.clicked', { match }),
    await tell(system.app, email, 'email.clicked', { match }),
  ];
  expect(receipts).toMatchObject([
    { outcome: 'applied', enrolmentId },
    { outcome: 'applied', enrolmentId },
  ]);
  expect((await readEnrolment(system.app.db, enrolmentId))?.state).toEqual(before?.state);
  expect(await clicksOf(enrolmentId)).toEqual(['one']);
  expect(await sentAfterCall(person)).toEqual(['warm']);
});

test('nobody clicked', async () => {
  expect(await sentAfterCall(await begun())).toEqual(['cold']);
});

test('a click that names no mail of ours was in the last one before it', async () => {
  const { email, enrolmentId, messageIdOf } = await begun();
  await tell(system.app, email, 'email.clicked', {
    match: { email, messageId: '<their-own@x>' },
  });
  await tell(system.app, email, 'email.clicked', { match: { messageId: messageIdOf('one') } });
  expect(await clicksOf(enrolmentId)).toEqual(['two', 'one']);
});

test('the click of a machine is kept and left out', async () => {
  const person = await begun();
  const match = { messageId: person.messageIdOf('one') };
  expect(
    await tell(system.app, person.email, 'email.clicked', { match, automatic: true }),
  ).toMatchObject({ outcome: 'ignored', reason: 'automatic_click' });
  expect(await clicksOf(person.enrolmentId)).toEqual([]);
  expect(await sentAfterCall(person)).toEqual(['cold']);
});

test('of who objects to being followed no click counts, whoever tells it', async () => {
  const person = await begun({ tracking: false });
  const match = { messageId: person.messageIdOf('one') };
  expect(await tell(system.app, person.email, 'email.clicked', { match })).toMatchObject({
    outcome: 'ignored',
    reason: 'objects_to_tracking',
  });
  expect(await clicksOf(person.enrolmentId)).toEqual([]);
  expect(await sentAfterCall(person)).toEqual(['cold']);
});

test('a click by somebody who has had no mail, and one by nobody whom we know', async () => {
  const { email } = somebody();
  await enrolOne(system.app, 'curious', {
    prospect: { email },
    startAt: new Date(Date.now() + 86_400_000),
  });
  expect(await tell(system.app, email, 'email.clicked')).toMatchObject({
    outcome: 'ignored',
    reason: 'no_mail',
  });
  expect(await tell(system.app, 'nobody@nowhere.example', 'email.clicked')).toMatchObject({
    outcome: 'unmatched',
    reason: 'no_such_prospect',
  });
});

test('many at once, of several people and beside a reply, twice over', async () => {
  const people = await Promise.all([begun(), begun(), begun()]);
  const events = people.flatMap(({ email, messageIdOf }): InboundEvent[] => {
    const base = { source: 'sendgrid', occurredAt: system.app.clock.now() };
    const click = { ...base, type: 'email.clicked' as const };
    return [
      ...['one', 'two', 'one'].map((step) => {
        const match = { messageId: messageIdOf(step) };
        return { ...click, eventId: randomUUID(), match };
      }),
      { ...base, type: 'reply.received', eventId: randomUUID(), match: { email } },
    ];
  });
  const asReceived = (list: readonly InboundEvent[]) =>
    list.map((event) => ({ ...event, event: { ...event } }));
  const answers: EventReceipt[][] = await Promise.all([
    applyEvents(system.app, asReceived(events)),
    applyEvents(system.app, asReceived(events.toReversed())),
  ]);
  const outcomes = answers.flat().map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(events.length);
  expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(events.length);
  for (const { enrolmentId } of people) {
    expect((await clicksOf(enrolmentId)).toSorted()).toEqual(['one', 'two']);
    const state = (await readEnrolment(system.app.db, enrolmentId))?.state;
    expect(state).toMatchObject({ status: 'paused', pauseReason: 'replied' });
  }
});

test('of the erased, no click is kept', async () => {
  const { enrolmentId, messageIdOf } = await begun();
  const match = { messageId: messageIdOf('one') };
  const { prospectId } = (await readEnrolment(system.app.db, enrolmentId)) ?? {};
  await eraseProspect(system.app, prospectId ?? '');
  const receipt = await tell(system.app, '', 'email.clicked', { match });
  expect(receipt.outcome).not.toBe('applied');
  expect(await readReceipt(system.app.db, receipt.id)).toMatchObject({ prospectId: null });
  expect(await clicksOf(enrolmentId)).toEqual([]);
});
