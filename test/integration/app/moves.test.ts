import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeEnrolment } from '../../../src/app/change-enrolment.ts';
import { closeTask } from '../../../src/app/close-task.ts';
import { enrolOne } from '../../../src/app/enrol.ts';
import { movePending } from '../../../src/app/move-pending.ts';
import type { HandOverEnd } from '../../../src/app/outcome-changes.ts';
import { createEventReceiver } from '../../../src/app/receive-events.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { recordOutcomes } from '../../../src/app/record-outcomes.ts';
import { rollback } from '../../../src/app/rollback.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { cadenceOf, publishEdited } from '../../helpers/editing.ts';
import { claimNext } from '../../helpers/hand-over.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';

const track = `
on: { objection: { price: { track: price } } }
tracks: { price: { stage: objection-handling, steps: [{ id: p, after: 3 days, email: { template: smoke/two } }, { id: q, after: 1 day, email: { template: smoke/two } }], then: resume } }`;
const plain = ['one', 'two+3 days', 'three+3 days@closing', 'four+3 days@closing'];
const old = cadenceOf('edited', plain, track);
const files = (text: string) => ({ 'edited.yaml': text });

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({ cadences: files(old) });
});
afterAll(() => system?.close());

const sent: HandOverEnd = {
  kind: 'mail',
  outcome: { kind: 'sent', response: '250 ok' },
  letter: null,
};

/** Somebody to whom so many mails were sent. */
async function after(mails: number): Promise<string> {
  const { enrolmentId } = await enrolOne(system.app, 'edited', { prospect: somebody() });
  for (let left = mails; left > 0; left -= 1) {
    await dueNow(enrolmentId);
    await end(await claimNext(system, enrolmentId), sent);
  }
  return enrolmentId;
}

/** Makes the open touch due, as if its time had come. */
async function dueNow(enrolmentId: string): Promise<void> {
  await system.app.db.query(
    `update touches set due_at = now() - interval '1 second', closes_at = null, planned_after = p.last_touch_at
       from prospects p
      where p.id = touches.prospect_id and enrolment_id = $1 and status in ('scheduled', 'deferred')`,
    [enrolmentId],
  );
}

const end = async (claim: Awaited<ReturnType<typeof claimNext>>, how: HandOverEnd) =>
  expect(await recordOutcomes(system.app, [{ claim, end: how }])).toEqual([true]);

/** As many people, each with so many mails, one after the other: each dispatches only its own touch. */
async function inTurn(mails: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const count of mails) ids.push(await after(count));
  return ids;
}

const hear = (enrolmentId: string, type: 'reply.received' | 'reply.objection') => {
  const occurredAt = new Date();
  const match = { enrolmentId };
  const eventId = `${type} ${enrolmentId}`;
  const event = { source: 'crm', eventId, type, occurredAt, match, category: 'price' };
  return createEventReceiver(system.app)([{ ...event, event }]);
};

async function look(enrolmentId: string) {
  const enrolment = await readEnrolment(system.app.db, enrolmentId);
  const touches = await readTouches(system.app.db, enrolmentId);
  return {
    version: enrolment?.cadenceVersion,
    state: enrolment?.state,
    next: enrolment?.nextTouch,
    done: touches.filter(({ finishedAt }) => finishedAt !== null),
    tasks: (await listTasks(system.app.db, { enrolmentId, status: 'open', limit: 9 })).map(
      ({ title }) => title,
    ),
  };
}

/** The state and next touch without what a move may change: the version, and touches that were cancelled for others. */
async function standing(ids: readonly string[]) {
  const all = await Promise.all(ids.map(look));
  return all.map(({ state, next, tasks, done }) => ({
    state,
    next,
    tasks,
    sent: done.filter(({ status }) => status === 'sent').map(({ step }) => step),
  }));
}

const publishNow = async (text: string) => {
  const published = await publishEdited(system, files(text), 'move-now');
  await movePending(system.app);
  return published;
};
const inverse = async (how: 'rollback' | 'old content') => {
  if (how === 'rollback') await rollback(system.app, null, 'test');
  else await publishEdited(system, files(old), 'move-now');
  await movePending(system.app);
};

test('pin leaves everybody where they are; a publication of the same content is none', async () => {
  const id = await after(1);
  const before = await look(id);
  expect(
    (await publishEdited(system, files(cadenceOf('edited', ['one', 'x+1 day'])), 'pin')).cadences,
  ).toEqual([{ cadence: 'edited', number: 2, changed: true }]);
  expect(await movePending(system.app)).toBe(0);
  expect(await look(id)).toEqual(before);
  expect(await publishEdited(system, {}, 'pin')).toMatchObject({ publicationId: null });
  await inverse('rollback');
});

test('move-now: a step stays, a step that is gone gives way to its successor, what was sent stays sent', async () => {
  const [waits, stands, gone, stopped] = await inTurn([0, 1, 2, 1]);
  await changeEnrolment(system.app, stopped ?? '', { do: 'pause', until: null }, 'rep');
  await dueNow(waits ?? '');
  await publishNow(
    cadenceOf('edited', ['one', 'two+5 days', 'four+4 days@closing', 'new+1 day@closing'], track),
  );
  const [first, second, third, fourth] = await Promise.all(
    [waits, stands, gone, stopped].map((id) => look(id ?? '')),
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
  expect(await movePending(system.app)).toBe(0);
  const told = await readTimeline(system.app.db, gone ?? '', null, 50);
  expect(told.filter(({ type }) => type === 'version.changed')).toHaveLength(1);
  await inverse('rollback');
});

test.each(['rollback', 'old content'] as const)(
  'an edit and its inverse by %s leave every next touch where it was',
  async (how) => {
    const ids = await inTurn([0, 1, 2, 3]);
    const [paused = '', priced = '', replied = ''] = await inTurn([2, 2, 2]);
    await changeEnrolment(system.app, paused, { do: 'pause', until: null }, 'rep');
    await hear(priced, 'reply.objection');
    await hear(replied, 'reply.received');
    const all = [...ids, paused, priced, replied];
    const before = await standing(all);
    await publishNow(cadenceOf('edited', ['zero', 'four+9 days@prospecting', 'two+1 day']));
    expect(await standing(all)).not.toEqual(before);
    await inverse(how);
    expect(await standing(all)).toEqual(before);
    // Three edits, each taken back in turn, and one that ends everybody.
    for (const steps of [['two+2 days'], ['zero', 'one'], ['four+1 day']]) {
      await publishNow(cadenceOf('edited', steps));
    }
    if (how === 'rollback') for (const _ of [1, 2]) await inverse(how);
    await inverse(how);
    expect(await standing(all)).toEqual(before);
  },
);

test('a task that waits is withdrawn with its step, and is there again when the edit is taken back', async () => {
  const calls = cadenceOf('edited', ['one', 'call+0s', 'four+3 days']);
  await publishEdited(system, files(calls), 'pin');
  const id = await after(1);
  await dueNow(id);
  await end(await claimNext(system, id), { kind: 'task', title: 'Ring' });
  const before = await standing([id]);
  expect(before).toMatchObject([{ next: { step: 'call', status: 'waiting' }, tasks: ['Ring'] }]);
  await publishNow(cadenceOf('edited', ['one', 'four+3 days']));
  expect(await standing([id])).toMatchObject([{ next: { step: 'four' }, tasks: [] }]);
  await inverse('rollback');
  expect(await standing([id])).toEqual(before);
  const [task] = await listTasks(system.app.db, { enrolmentId: id, status: 'open', limit: 1 });
  const closing = { do: 'complete', outcome: 'connected', note: null } as const;
  await closeTask(system.app, task?.id ?? '', closing, 'rep');
  expect(await look(id)).toMatchObject({ state: { cursor: 'four' } });
  await inverse('rollback');
});

test('a reply that came while an edit had ended the cadence is not forgotten when it is taken back', async () => {
  const id = await after(1);
  await publishNow(cadenceOf('edited', ['one']));
  expect(await look(id)).toMatchObject({ state: { status: 'completed' }, next: null });
  await hear(id, 'reply.received');
  await inverse('rollback');
  expect(await look(id)).toMatchObject({ state: { status: 'completed' }, next: null });
});

test('a mail in the air is left alone, and its outcome takes the enrolment over', async () => {
  const id = await after(0);
  const claim = await claimNext(system, id);
  await publishNow(cadenceOf('edited', ['one', 'new+2 days']));
  expect(await look(id)).toMatchObject({
    state: { cursor: 'one' },
    next: { status: 'handing_over' },
  });
  const { version } = await look(id);
  await end(claim, sent);
  const moved = await look(id);
  expect(moved).toMatchObject({ state: { cursor: 'new' }, next: { step: 'new' } });
  expect(moved.version).not.toBe(version);
  await inverse('rollback');
  expect(await look(id)).toMatchObject({
    version,
    state: { cursor: 'two' },
    next: { step: 'two' },
  });
});

test('one of unknown end is left alone until a person says what became of it', async () => {
  const id = await after(0);
  const unknown = { kind: 'unknown', detail: 'the line broke' } as const;
  await end(await claimNext(system, id), { kind: 'mail', outcome: unknown, letter: null });
  await publishNow(cadenceOf('edited', ['new+2 days']));
  expect(await look(id)).toMatchObject({
    state: { status: 'paused', cursor: 'one' },
    next: { step: 'one', status: 'unknown' },
  });
  const [task] = await listTasks(system.app.db, { enrolmentId: id, status: 'open', limit: 1 });
  const closing = { do: 'complete', outcome: 'sent', note: null } as const;
  await closeTask(system.app, task?.id ?? '', closing, 'rep');
  expect(await look(id)).toMatchObject({ state: { status: 'completed' } });
  await inverse('rollback');
});

test('move-at-next-step: the current touch stays, what follows is of the new version', async () => {
  const id = await after(1);
  const before = await look(id);
  await publishEdited(
    system,
    files(cadenceOf('edited', ['one', 'two+9 days', 'new+1 day'])),
    'move-at-next-step',
  );
  expect(await movePending(system.app)).toBe(0);
  expect(await look(id)).toEqual(before);
  await dueNow(id);
  await end(await claimNext(system, id), sent);
  expect(await look(id)).toMatchObject({ state: { cursor: 'new' }, next: { step: 'new' } });
  await inverse('rollback');
  expect(await look(id)).toMatchObject({
    version: before.version,
    state: { cursor: 'three', stage: 'closing' },
    next: { step: 'three' },
  });
});

test('what a crash leaves undone the reconciler finishes; and everybody is moved once', async () => {
  const ids = await inTurn(Array.from({ length: 12 }, () => 0));
  for (const id of ids) await dueNow(id);
  await publishEdited(system, files(cadenceOf('edited', ['other'])), 'move-now');
  await Promise.all([reconcile(system.app), reconcile(system.app), movePending(system.app)]);
  const { rows } = await system.app.db.query<{ count: number }>(
    `select count(*)::int as count from enrolment_moves
      where enrolment_id = any($1) and taken_back_at is null and publication_id = (select max(id) from publications)`,
    [ids],
  );
  expect(rows).toEqual([{ count: ids.length }]);
  await rollback(system.app, null, 'test');
  await reconcile(system.app);
  for (const id of ids) expect((await look(id)).state).toMatchObject({ cursor: 'one' });
});

test('what cannot be taken back is refused, with the reason', async () => {
  const first = await publishEdited(system, files(cadenceOf('edited', ['one'])), 'pin');
  const second = await publishEdited(
    system,
    { 'new.yaml': cadenceOf('brand-new', ['one']), ...files(old) },
    'pin',
  );
  await expect(rollback(system.app, first.publicationId, 'test')).rejects.toMatchObject({
    code: 'not_the_last',
  });
  await expect(rollback(system.app, 9_999, 'test')).rejects.toMatchObject({
    code: 'unknown_publication',
  });
  const back = await rollback(system.app, null, 'test');
  expect(back).toMatchObject({
    takesBack: second.publicationId,
    cadences: [
      { cadence: 'brand-new', number: null },
      { cadence: 'edited', number: expect.any(Number) },
    ],
  });
  await expect(enrolOne(system.app, 'brand-new', { prospect: somebody() })).rejects.toMatchObject({
    code: 'unknown_cadence',
  });
  await expect(rollback(system.app, second.publicationId, 'test')).rejects.toMatchObject({
    code: 'taken_back_already',
  });
  await expect(rollback(system.app, back.publicationId, 'test')).rejects.toMatchObject({
    code: 'is_a_rollback',
  });
  await rollback(system.app, first.publicationId, 'test');
});
