import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { movePending } from '../../../src/app/enrolments/move-pending.ts';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { type EditedSystem, files, openEdited, track } from '../../helpers/edited.ts';
import { cadenceOf, publishEdited } from '../../helpers/editing.ts';
import { claimNext } from '../../helpers/hand-over.ts';

let edited: EditedSystem;
beforeAll(async () => {
  edited = await openEdited();
});
afterAll(() => edited?.close());

const hear = (enrolmentId: string, type: 'reply.received' | 'reply.objection') => {
  const occurredAt = new Date();
  const match = { enrolmentId };
  const eventId = `${type} ${enrolmentId}`;
  const event = { source: 'crm', eventId, type, occurredAt, match, category: 'price' };
  return createEventReceiver(edited.system.app)([{ ...event, event }]);
};

/** The state and next touch without what a move may change: the version, and touches that were cancelled for others. */
async function standing(ids: readonly string[]) {
  const all = await Promise.all(ids.map((id) => edited.look(id)));
  return all.map(({ state, next, tasks, done }) => ({
    state,
    next,
    tasks,
    sent: done.filter(({ status }) => status === 'sent').map(({ step }) => step),
  }));
}

test('pin leaves everybody where they are; a publication of the same content is none', async () => {
  const id = await edited.after(1);
  const before = await edited.look(id);
  expect(
    (await publishEdited(edited.system, files(cadenceOf('edited', ['one', 'x+1 day'])), 'pin'))
      .cadences,
  ).toEqual([{ cadence: 'edited', number: 2, changed: true }]);
  expect(await movePending(edited.system.app)).toBe(0);
  expect(await edited.look(id)).toEqual(before);
  expect(await publishEdited(edited.system, {}, 'pin')).toMatchObject({ publicationId: null });
  await edited.inverse('rollback');
});

test('move-now: a step stays, a step that is gone gives way to its successor, what was sent stays sent', async () => {
  const [waits, stands, gone, stopped] = await edited.inTurn([0, 1, 2, 1]);
  await changeEnrolment(edited.system.app, stopped ?? '', { do: 'pause', until: null }, 'rep');
  await edited.dueNow(waits ?? '');
  await edited.publishNow(
    cadenceOf('edited', ['one', 'two+5 days', 'four+4 days@closing', 'new+1 day@closing'], track),
  );
  const [first, second, third, fourth] = await Promise.all(
    [waits, stands, gone, stopped].map((id) => edited.look(id ?? '')),
  );
  expect(first).toMatchObject({ state: { cursor: 'one' }, next: { step: 'one' } });
  const sentAt = second?.done[0]?.finishedAt?.getTime() ?? 0;
  const days = (at: Date | null | undefined) =>
    Math.round(((at?.getTime() ?? 0) - sentAt) / 86_400_000);
  expect(second).toMatchObject({
    state: { cursor: 'two' },
    next: { step: 'two', status: 'scheduled' },
  });
  expect(days(second?.next?.dueAt)).toBe(5);
  expect(third).toMatchObject({
    state: { cursor: 'four', stage: 'closing' },
    next: { step: 'four' },
  });
  expect(days(third?.next?.dueAt)).toBe(4);
  expect(fourth).toMatchObject({
    state: { status: 'paused', pauseReason: 'manual', cursor: 'two' },
    next: { step: 'two', dueAt: null },
  });
  const { done } = third ?? {};
  expect(done?.map(({ step, status }) => [step, status])).toEqual([
    ['one', 'sent'],
    ['two', 'sent'],
    ['three', 'cancelled'],
  ]);
  expect(await movePending(edited.system.app)).toBe(0);
  const told = await readTimeline(edited.system.app.db, gone ?? '', null, 50);
  expect(told.filter(({ type }) => type === 'version.changed')).toHaveLength(1);
  await edited.inverse('rollback');
});

test.each(['rollback', 'old content'] as const)(
  'an edit and its inverse by %s leave every next touch where it was',
  async (how) => {
    const ids = await edited.inTurn([0, 1, 2, 3]);
    const [paused = '', priced = '', replied = ''] = await edited.inTurn([2, 2, 2]);
    await changeEnrolment(edited.system.app, paused, { do: 'pause', until: null }, 'rep');
    await hear(priced, 'reply.objection');
    await hear(replied, 'reply.received');
    const all = [...ids, paused, priced, replied];
    const before = await standing(all);
    await edited.publishNow(cadenceOf('edited', ['zero', 'four+9 days@prospecting', 'two+1 day']));
    expect(await standing(all)).not.toEqual(before);
    await edited.inverse(how);
    expect(await standing(all)).toEqual(before);
    // Three edits, each taken back in turn, and one that ends everybody.
    for (const steps of [['two+2 days'], ['zero', 'one'], ['four+1 day']]) {
      await edited.publishNow(cadenceOf('edited', steps));
    }
    if (how === 'rollback') for (const _ of [1, 2]) await edited.inverse(how);
    await edited.inverse(how);
    expect(await standing(all)).toEqual(before);
  },
);

test('a task that waits is withdrawn with its step, and is there again when the edit is taken back', async () => {
  const calls = cadenceOf('edited', ['one', 'call+0s', 'four+3 days']);
  await publishEdited(edited.system, files(calls), 'pin');
  const id = await edited.after(1);
  await edited.dueNow(id);
  await edited.end(await claimNext(edited.system, id), { kind: 'task', title: 'Ring' });
  const before = await standing([id]);
  expect(before).toMatchObject([{ next: { step: 'call', status: 'waiting' }, tasks: ['Ring'] }]);
  await edited.publishNow(cadenceOf('edited', ['one', 'four+3 days']));
  expect(await standing([id])).toMatchObject([{ next: { step: 'four' }, tasks: [] }]);
  await edited.inverse('rollback');
  expect(await standing([id])).toEqual(before);
  const [task] = await listTasks(edited.system.app.db, {
    enrolmentId: id,
    status: 'open',
    limit: 1,
  });
  const closing = { do: 'complete', outcome: 'connected', note: null } as const;
  await closeTask(edited.system.app, task?.id ?? '', closing, 'rep');
  expect(await edited.look(id)).toMatchObject({ state: { cursor: 'four' } });
  await edited.inverse('rollback');
});

test('a reply that came while an edit had ended the cadence is not forgotten when it is taken back', async () => {
  const id = await edited.after(1);
  await edited.publishNow(cadenceOf('edited', ['one']));
  expect(await edited.look(id)).toMatchObject({ state: { status: 'completed' }, next: null });
  await hear(id, 'reply.received');
  await edited.inverse('rollback');
  expect(await edited.look(id)).toMatchObject({ state: { status: 'completed' }, next: null });
});
