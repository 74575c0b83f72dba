import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { explain } from '../../../src/app/enrolments/explain.ts';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

const schedule =
  'schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }';
const cadences = {
  'branch.yaml': `
key: branch
title: Branch
${schedule}
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: big, when: 'prospect.attributes.budget >= 50000', email: { template: smoke/two } }
  - { id: small, when: '!("big" in history.sent)', email: { template: smoke/two } }
  - { id: call, task: { kind: call } }
  - { id: missed, when: 'history.outcomes["call"] == "no-answer"', email: { template: smoke/two } }
`,
  'rules.yaml': `
key: rules
title: Rules
${schedule}
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 4 hours, email: { template: smoke/two } }
on:
  reply: { when: 'event.intent == "not-now" && prospect.attributes.budget > 10', exit: replied }
  objection:
    price: { when: 'prospect.country == "NO"', exit: objection }
    default: { pause: true, task: { kind: objection } }
`,
  'approved.yaml': `
key: approved
title: Approved
${schedule}
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one, approve: true } }
  - { id: two, email: { template: smoke/two } }
`,
  'variants.yaml': `
key: variants
title: Variants
${schedule}
steps:
  - id: one
    stage: prospecting
    email:
      variants:
        - { id: hello, weight: 50, template: smoke/one }
        - { id: again, weight: 50, template: smoke/two }
`,
};

let smtp: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  smtp = await startSmtpServer();
  system = await openSystem({ smtpUrl: smtp.url, cadences });
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

const stepsOf = async (id: string) =>
  (await readTouches(system.app.db, id)).map(({ step, status, reason }) => [step, status, reason]);
const subjectsTo = (email: string) =>
  smtp.accepted.filter(({ to }) => to === email).map(({ subject }) => subject);
const taskOf = (enrolmentId: string) =>
  waitFor('the task', async () => {
    const [task] = await listTasks(system.app.db, { enrolmentId, status: 'open', limit: 1 });
    return task;
  });
const completed = (id: string) =>
  waitFor('the end', async () => {
    const enrolment = await readEnrolment(system.app.db, id);
    return enrolment?.state.status === 'completed';
  });

test.each([
  [{ budget: 60_000 }, 'no-answer', ['big', 'missed'], ['small']],
  [{ budget: 10 }, 'connected', ['small'], ['big', 'missed']],
  [{}, 'no-answer', ['small', 'missed'], ['big']],
])('with %j and a call that ends as %s', async (attributes, outcome, sent, skipped) => {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(system.app, 'branch', { prospect: { email, attributes } });
  const { id } = await taskOf(enrolmentId);
  await closeTask(system.app, id, { do: 'complete', outcome, note: null }, 'rep');
  await completed(enrolmentId);
  const touches = await stepsOf(enrolmentId);
  const which = (status: string) =>
    touches.filter(([step, is]) => is === status && step !== 'one').map(([step]) => step);
  expect(which('sent')).toEqual(sent);
  expect(which('skipped')).toEqual(skipped);
  expect(touches.filter(([, status]) => status === 'skipped').map(([, , why]) => why)).toEqual(
    skipped.map(() => 'condition_false'),
  );
  expect(subjectsTo(email)).toHaveLength(1 + sent.length);
});

test('a condition over a column that is not there says so in the history', async () => {
  const { enrolmentId } = await enrolOne(system.app, 'branch', { prospect: somebody() });
  await taskOf(enrolmentId);
  const entries = await readTimeline(system.app.db, enrolmentId, null, 50);
  expect(entries.find(({ type }) => type === 'touch.skipped')?.data).toMatchObject({
    step: 'big',
    reason: 'condition_false',
    because: 'No such key: budget',
  });
});

test.each([
  ['its condition holds', { attributes: { budget: 20 } }, 'not-now', 'exited'],
  ['it does not hold: as if it were not there', { attributes: { budget: 20 } }, 'later', 'paused'],
  ['it cannot be told', {}, 'not-now', 'paused'],
])('a rule about replies, when %s', async (_what, more, intent, status) => {
  const prospect = { ...somebody(), ...more };
  const { enrolmentId } = await enrolOne(system.app, 'rules', { prospect });
  const event = {
    ...{ source: 'crm', eventId: `reply ${prospect.email}`, type: 'reply.received' as const },
    ...{ occurredAt: new Date(), match: { email: prospect.email }, intent },
  };
  await createEventReceiver(system.app)([{ ...event, event }]);
  expect((await readEnrolment(system.app.db, enrolmentId))?.state.status).toBe(status);
});

test('of two objection rules the next one applies where the condition of the first does not hold', async () => {
  const ends = await Promise.all(
    ['NO', 'SE'].map(async (country) => {
      const prospect = { ...somebody(), country };
      const { enrolmentId } = await enrolOne(system.app, 'rules', { prospect });
      const event = {
        ...{ source: 'crm', eventId: `no ${prospect.email}`, type: 'reply.objection' as const },
        ...{ occurredAt: new Date(), match: { email: prospect.email }, category: 'price' },
      };
      await createEventReceiver(system.app)([{ ...event, event }]);
      return (await readEnrolment(system.app.db, enrolmentId))?.state;
    }),
  );
  expect(ends).toMatchObject([
    { status: 'exited', exitReason: 'objection' },
    { status: 'paused', pauseReason: 'objection' },
  ]);
});

test('a mail that a person approves goes out; one that is rejected is left out', async () => {
  const [yes, no] = [somebody(), somebody()];
  const enrolled = await Promise.all(
    [yes, no].map((prospect) => enrolOne(system.app, 'approved', { prospect })),
  );
  const [first, second] = enrolled.map(({ enrolmentId }) => enrolmentId);
  const asked = await taskOf(first ?? '');
  expect(asked).toMatchObject({ kind: 'approval', title: `Approve "Hello there" to ${yes.email}` });
  expect(await explain(system.app, first ?? '')).toMatchObject({ code: 'awaiting_approval' });
  expect(subjectsTo(yes.email)).toEqual([]);
  const close = (id: string, verb: 'approve' | 'reject' | 'complete') =>
    closeTask(system.app, id, { do: verb, outcome: null, note: null }, 'rep');
  await expect(close(asked.id, 'complete')).rejects.toMatchObject({ code: 'approval_needed' });
  await close(asked.id, 'approve');
  await close((await taskOf(second ?? '')).id, 'reject');
  await completed(first ?? '');
  await completed(second ?? '');
  expect(subjectsTo(yes.email)).toEqual(['Hello there', 'Again']);
  expect(subjectsTo(no.email)).toEqual(['Again']);
});

test('each person gets one variant, which stays with the touch', async () => {
  const people = Array.from({ length: 40 }, somebody);
  const ids = await Promise.all(
    people.map(async (prospect) => {
      const { enrolmentId } = await enrolOne(system.app, 'variants', { prospect });
      return enrolmentId;
    }),
  );
  await Promise.all(ids.map(completed));
  const variants = await Promise.all(
    ids.map(async (id) => (await readTouches(system.app.db, id))[0]?.variant),
  );
  expect(new Set(variants)).toEqual(new Set(['hello', 'again']));
  for (const [index, { email }] of people.entries()) {
    expect(subjectsTo(email)).toEqual([variants[index] === 'hello' ? 'Hello there' : 'Again']);
  }
});
