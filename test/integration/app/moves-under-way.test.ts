import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { closeTask } from '../../../src/app/enrolments/close-task.ts';
import { movePending } from '../../../src/app/enrolments/move-pending.ts';
import { rollback } from '../../../src/app/library/rollback.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { type EditedSystem, files, old, openEdited, sent } from '../../helpers/edited.ts';
import { cadenceOf, publishEdited } from '../../helpers/editing.ts';
import { claimNext } from '../../helpers/hand-over.ts';
import { somebody } from '../../helpers/system.ts';

let edited: EditedSystem;
beforeAll(async () => {
  edited = await openEdited();
});
afterAll(() => edited?.close());

test('a mail in the air is left alone, and its outcome takes the enrolment over', async () => {
  const id = await edited.after(0);
  const claim = await claimNext(edited.system, id);
  await edited.publishNow(cadenceOf('edited', ['one', 'new+2 days']));
  expect(await edited.look(id)).toMatchObject({
    state: { cursor: 'one' },
    next: { status: 'handing_over' },
  });
  const { version } = await edited.look(id);
  await edited.end(claim, sent);
  const moved = await edited.look(id);
  expect(moved).toMatchObject({ state: { cursor: 'new' }, next: { step: 'new' } });
  expect(moved.version).not.toBe(version);
  await edited.inverse('rollback');
  expect(await edited.look(id)).toMatchObject({
    version,
    state: { cursor: 'two' },
    next: { step: 'two' },
  });
});

test('one of unknown end is left alone until a person says what became of it', async () => {
  const id = await edited.after(0);
  const unknown = { kind: 'unknown', detail: 'the line broke' } as const;
  await edited.end(await claimNext(edited.system, id), {
    kind: 'mail',
    outcome: unknown,
    letter: null,
  });
  await edited.publishNow(cadenceOf('edited', ['new+2 days']));
  expect(await edited.look(id)).toMatchObject({
    state: { status: 'paused', cursor: 'one' },
    next: { step: 'one', status: 'unknown' },
  });
  const [task] = await listTasks(edited.system.app.db, {
    enrolmentId: id,
    status: 'open',
    limit: 1,
  });
  const closing = { do: 'complete', outcome: 'sent', note: null } as const;
  await closeTask(edited.system.app, task?.id ?? '', closing, 'rep');
  expect(await edited.look(id)).toMatchObject({ state: { status: 'completed' } });
  await edited.inverse('rollback');
});

test('move-at-next-step: the current touch stays, what follows is of the new version', async () => {
  const id = await edited.after(1);
  const before = await edited.look(id);
  await publishEdited(
    edited.system,
    files(cadenceOf('edited', ['one', 'two+9 days', 'new+1 day'])),
    'move-at-next-step',
  );
  expect(await movePending(edited.system.app)).toBe(0);
  expect(await edited.look(id)).toEqual(before);
  await edited.dueNow(id);
  await edited.end(await claimNext(edited.system, id), sent);
  expect(await edited.look(id)).toMatchObject({ state: { cursor: 'new' }, next: { step: 'new' } });
  await edited.inverse('rollback');
  expect(await edited.look(id)).toMatchObject({
    version: before.version,
    state: { cursor: 'three', stage: 'closing' },
    next: { step: 'three' },
  });
});

test('what a crash leaves undone the reconciler finishes; and everybody is moved once', async () => {
  const ids = await edited.inTurn(Array.from({ length: 12 }, () => 0));
  for (const id of ids) await edited.dueNow(id);
  await publishEdited(edited.system, files(cadenceOf('edited', ['other'])), 'move-now');
  await Promise.all([
    reconcile(edited.system.app),
    reconcile(edited.system.app),
    movePending(edited.system.app),
  ]);
  const { rows } = await edited.system.app.db.query<{ count: number }>(
    `select count(*)::int as count from enrolment_moves
      where enrolment_id = any($1) and taken_back_at is null and publication_id = (select max(id) from publications)`,
    [ids],
  );
  expect(rows).toEqual([{ count: ids.length }]);
  await rollback(edited.system.app, null, 'test');
  await reconcile(edited.system.app);
  for (const id of ids) expect((await edited.look(id)).state).toMatchObject({ cursor: 'one' });
});

test('what cannot be taken back is refused, with the reason', async () => {
  const first = await publishEdited(edited.system, files(cadenceOf('edited', ['one'])), 'pin');
  const second = await publishEdited(
    edited.system,
    { 'new.yaml': cadenceOf('brand-new', ['one']), ...files(old) },
    'pin',
  );
  await expect(rollback(edited.system.app, first.publicationId, 'test')).rejects.toMatchObject({
    code: 'not_the_last',
  });
  await expect(rollback(edited.system.app, 9_999, 'test')).rejects.toMatchObject({
    code: 'unknown_publication',
  });
  const back = await rollback(edited.system.app, null, 'test');
  expect(back).toMatchObject({
    takesBack: second.publicationId,
    cadences: [
      { cadence: 'brand-new', number: null },
      { cadence: 'edited', number: expect.any(Number) },
    ],
  });
  await expect(
    enrolOne(edited.system.app, 'brand-new', { prospect: somebody() }),
  ).rejects.toMatchObject({
    code: 'unknown_cadence',
  });
  await expect(rollback(edited.system.app, second.publicationId, 'test')).rejects.toMatchObject({
    code: 'taken_back_already',
  });
  await expect(rollback(edited.system.app, back.publicationId, 'test')).rejects.toMatchObject({
    code: 'is_a_rollback',
  });
  await rollback(edited.system.app, first.publicationId, 'test');
});
