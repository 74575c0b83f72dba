import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import type { HandOverEnd } from '../../../src/app/sending/outcome-changes.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { beginHandOver } from '../../helpers/hand-over.ts';
import { openSystem, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

const cadence = `
key: stages
title: Two stages
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 3 days, stage: closing, email: { template: smoke/two } }
`;

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({ cadences: { 'stages.yaml': cadence } });
});
afterAll(() => system?.close());

const mail = (outcome: object): HandOverEnd =>
  ({ kind: 'mail', outcome, letter: null }) as HandOverEnd;
const sent = mail({ kind: 'sent', response: '250 ok' });

async function look(enrolmentId: string) {
  const { db } = system.app;
  const enrolment = await readEnrolment(db, enrolmentId);
  const touches = await readTouches(db, enrolmentId);
  const tasks = await listTasks(db, { enrolmentId, limit: 10 });
  return {
    status: enrolment?.state.status,
    pauseReason: enrolment?.state.pauseReason,
    touches: touches.map(({ step, status }) => [step, status]),
    tasks: tasks.map(({ kind, status }) => [kind, status]),
  };
}

/** A hand-over that the reconciler has given up. */
async function givenUp() {
  const over = await beginHandOver(system, 'stages');
  await system.app.db.query(
    `update touches set lease_until = now() - interval '1 second' where id = $1`,
    [over.claim.touchId],
  );
  await reconcile(system.app);
  expect(await look(over.enrolmentId)).toMatchObject({
    status: 'paused',
    pauseReason: 'unknown_hand_over',
    touches: [['one', 'unknown']],
    tasks: [['unknown-hand-over', 'open']],
  });
  return over;
}

test.each<[string, HandOverEnd, object]>([
  [
    'sent',
    sent,
    {
      status: 'active',
      touches: [
        ['one', 'sent'],
        ['two', 'scheduled'],
      ],
    },
  ],
  [
    'not sent',
    mail({ kind: 'not_sent', detail: 'no line', mailbox: false }),
    { status: 'active', touches: [['one', 'queued']] },
  ],
  [
    'put off',
    mail({ kind: 'deferred', replyCode: 450, status: null, response: '450 later' }),
    { status: 'active', touches: [['one', 'queued']] },
  ],
  [
    'no such recipient',
    mail({ kind: 'failed', replyCode: 550, status: '5.1.1', response: '550', about: 'recipient' }),
    { status: 'exited', touches: [['one', 'failed']] },
  ],
])(
  'a hand-over that had been given up and was %s is settled by that',
  async (_what, end, after) => {
    const { enrolmentId, claim } = await givenUp();
    expect(await recordOutcomes(system.app, [{ claim, end }])).toEqual([true]);
    expect(await look(enrolmentId)).toMatchObject({
      ...after,
      pauseReason: null,
      tasks: [['unknown-hand-over', 'cancelled']],
    });
  },
);

test('a mail that lands after the end changes nothing but itself', async () => {
  const { enrolmentId, claim } = await beginHandOver(system, 'stages');
  const action = { do: 'exit', reason: 'manual' } as const;
  const stopping = changeEnrolment(system.app, enrolmentId, action, 'rep');
  const { db } = system.app;
  const before = await waitFor('the end', async () => {
    const enrolment = await readEnrolment(db, enrolmentId);
    return enrolment?.state.status === 'exited' && enrolment;
  });
  await recordOutcomes(system.app, [{ claim, end: sent }]);
  await stopping;
  const after = await readEnrolment(db, enrolmentId);
  expect(after).toMatchObject({ state: before.state, endedAt: before.endedAt });
  const types = (await readTimeline(db, enrolmentId, null, 100)).map(({ type }) => type);
  expect(types.slice(types.indexOf('enrolment.exited'))).toEqual([
    'enrolment.exited',
    'touch.sent',
  ]);
});

test('a mail that was not sent is not planned again for somebody whose enrolment has ended', async () => {
  const { enrolmentId } = await givenUp();
  await changeEnrolment(system.app, enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
  const [task] = await listTasks(system.app.db, { enrolmentId, status: 'open', limit: 10 });
  const closing = { do: 'complete', outcome: 'not-sent', note: null } as const;
  await closeTask(system.app, task?.id ?? '', closing, 'rep');
  expect(await look(enrolmentId)).toMatchObject({ touches: [['one', 'cancelled']] });
});
