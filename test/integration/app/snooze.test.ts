/** Tasks that are put off: out of the list of the day until their time, open all the same, and never in the way of anything. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDay } from '../../../src/app/desk/day.ts';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { snoozeTask } from '../../../src/app/enrolments/snooze-task.ts';
import { seesAll, whose } from '../../../src/domain/viewer.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { somebody } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { openWeeks, type Weeks } from '../../helpers/weeks.ts';

const cadence = (key: string, first: string) => `
key: ${key}
title: ${key}
schedule: { timezone: UTC, days: all, windows: always, holidays: none }
steps:
  - ${first}
  - { id: two, stage: closing, after: 1 day, email: { template: smoke/two } }
on: { reply: { pause: true, task: { kind: reply, due_in: 4 hours } } }
`;
const call = (skip: string) =>
  `{ id: call, stage: prospecting, task: { kind: call, title: Ring, due_in: 1 day${skip} } }`;
const mail = (rule: string) =>
  `{ id: one, stage: prospecting, email: { template: smoke/one, approve: ${rule} } }`;

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: {
      'patient.yaml': cadence('patient', call('')),
      'hurried.yaml': cadence('hurried', call(', skip_after: 5 days')),
      'asks.yaml': cadence('asks', mail('{ expires: 3 days, then: remind }')),
    },
  });
});
afterAll(() => weeks?.close());

const minuteMs = 60_000;
const dayMs = 86_400_000;

async function given(key = 'patient') {
  const { app, smtp } = weeks;
  const { email } = somebody();
  const owner = `rep of ${email}`;
  const { enrolmentId } = await enrolOne(app, key, { prospect: { email }, owner });
  await weeks.passUntil(new Date(weeks.now().getTime() + minuteMs));
  const tasks = () => listTasks(app.db, { enrolmentId, limit: 10 });
  const [task] = await tasks();
  if (task === undefined) throw new Error('no task');
  const in_ = (days: number) => new Date(task.createdAt.getTime() + days * dayMs);
  return {
    ...{ email, enrolmentId, tasks, task, in: in_, id: task.id },
    until: (days: number) => weeks.passUntil(in_(days)),
    snooze: (days: number) => snoozeTask(app, task.id, in_(days), 'rep'),
    wake: () => snoozeTask(app, task.id, null, 'rep'),
    mails: () => smtp.accepted.filter(({ to }) => to === email).length,
    /** Titles in the list of the day, and of those that come back. */
    day: async () => {
      const { tasks, taskCount, snoozed, snoozedCount } = await readDay(
        app,
        whose(seesAll, owner),
        'UTC',
      );
      expect([taskCount, snoozedCount]).toEqual([tasks.length, snoozed.length]);
      return [tasks.map(({ kind }) => kind), snoozed.map(({ kind }) => kind)];
    },
    types: async () =>
      (await readTimeline(app.db, enrolmentId, null, 50))
        .map(({ type }) => type)
        .filter((type) => /^task\.(snoozed|woken|skipped)|approval/.test(type)),
  };
}

describe('a task that is put off', () => {
  test('leaves the day and comes back by itself', async () => {
    const one = await given();
    expect(await one.snooze(3)).toMatchObject({ status: 'open', snoozedUntil: one.in(3) });
    expect(await one.day()).toEqual([[], ['call']]);
    await one.until(2.9);
    expect(await one.day()).toEqual([[], ['call']]);
    await one.until(3);
    expect(await one.day()).toEqual([['call'], []]);
    const [told] = (await readTimeline(weeks.app.db, one.enrolmentId, null, 50)).filter(
      ({ type }) => type === 'task.snoozed',
    );
    const until = one.in(3).toISOString();
    expect(told?.data).toEqual({ kind: 'call', by: 'rep', until });
  });

  test('comes back when that is undone, and can be put off again', async () => {
    const one = await given();
    await one.snooze(3);
    await one.wake();
    expect(await one.day()).toEqual([['call'], []]);
    await one.snooze(1);
    await one.snooze(2);
    await one.until(1.5);
    expect(await one.day()).toEqual([[], ['call']]);
    expect(await one.types()).toEqual([
      ...['task.snoozed', 'task.woken', 'task.snoozed', 'task.snoozed'],
    ]);
  });

  test('is put off once, however often somebody presses', async () => {
    const one = await given();
    await Promise.all(Array.from({ length: 8 }, () => one.snooze(3)));
    await Promise.all(Array.from({ length: 8 }, () => one.wake()));
    expect(await one.types()).toEqual(['task.snoozed', 'task.woken']);
  });

  test('an hour from two presses is one hour', async () => {
    const one = await given();
    await one.snooze(3);
    await one.snooze(3 + 2 / 86_400);
    expect(await one.types()).toEqual(['task.snoozed']);
    await one.snooze(4);
    expect(await one.types()).toEqual(['task.snoozed', 'task.snoozed']);
  });

  test('can be done meanwhile, and is then put off no more', async () => {
    const one = await given();
    await one.snooze(3);
    await closeTask(weeks.app, one.id, { do: 'complete', outcome: null, note: null }, 'rep');
    expect(await one.day()).toEqual([[], []]);
    await expect(one.snooze(4)).rejects.toMatchObject({ code: 'task_closed' });
    await expect(one.wake()).rejects.toMatchObject({ code: 'task_closed' });
    await one.until(2);
    expect(one.mails()).toBe(1);
  });

  test('ends with the enrolment like any other', async () => {
    const one = await given();
    await one.snooze(3);
    await changeEnrolment(weeks.app, one.enrolmentId, { do: 'exit', reason: 'manual' }, 'rep');
    expect(await one.tasks()).toMatchObject([{ status: 'cancelled' }]);
    expect(await one.day()).toEqual([[], []]);
  });

  test('hides nothing else of the same person: a reply is there at once', async () => {
    const one = await given();
    await one.snooze(3);
    await tell(weeks.app, one.email, 'reply.received', { text: 'Ring me' });
    expect(await one.day()).toEqual([['reply'], ['call']]);
  });

  test.each([
    ['in the past', -1, 'snooze_past'],
    ['in more than a year', 367, 'snooze_far'],
  ])('cannot come back %s', async (_name, days, code) => {
    const one = await given();
    await expect(one.snooze(days)).rejects.toMatchObject({ code });
    expect(await one.day()).toEqual([['call'], []]);
  });

  test('that does not exist is no task', async () => {
    const unknown = snoozeTask(weeks.app, weeks.app.newId(), null, 'rep');
    await expect(unknown).rejects.toMatchObject({ code: 'unknown_task' });
  });
});

describe('what has a time keeps it', () => {
  test('a cadence that goes on without its task does so, and no task comes back behind that', async () => {
    const one = await given('hurried');
    const late = one.snooze(5);
    await expect(late).rejects.toMatchObject({ code: 'snooze_late' });
    await expect(late).rejects.toThrow(`its time is over at ${one.task.skipAt?.toISOString()}`);
    await one.snooze(4);
    await one.until(7);
    expect(await one.types()).toEqual(['task.snoozed', 'task.skipped']);
    expect(one.mails()).toBe(1);
  });

  test('a mail that waits for approval is reminded of when it would have been, and does not leave', async () => {
    const one = await given('asks');
    await expect(one.snooze(3)).rejects.toMatchObject({ code: 'snooze_late' });
    await one.snooze(2);
    expect(await one.day()).toEqual([[], ['approval']]);
    await one.until(4);
    expect(await one.types()).toEqual(['task.snoozed', 'approval.reminded']);
    expect(await one.day()).toEqual([['approval'], []]);
    expect(one.mails()).toBe(0);
  });
});
