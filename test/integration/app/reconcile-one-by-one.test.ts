import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { beginHandOver, claimNext, type HandOver } from '../../helpers/hand-over.ts';
import { openSystem, smoke, somebody, type TestSystem } from '../../helpers/system.ts';

const call = `
key: call
title: Call
steps:
  - { id: call, stage: prospecting, task: { kind: call, title: "Ring them", skip_after: 1s } }
  - { id: mail, after: 3 days, stage: closing, email: { template: smoke/one } }
`;

let system: TestSystem;
beforeAll(async () => {
  system = await openSystem({ cadences: { 'smoke.yaml': smoke, 'call.yaml': call } });
  await system.app.db.query(`
    create table poisoned (enrolment_id uuid);
    create function refuse() returns trigger language plpgsql as $$
      begin
        if exists (select from poisoned where enrolment_id = new.enrolment_id) then raise 'poisoned'; end if;
        return new;
      end $$;
    create trigger refuse before update on touches for each row execute function refuse()`);
});
afterAll(() => system?.close());

/** From now on nothing can be written about the touches of this enrolment. */
const poison = (enrolmentId: string) =>
  system.app.db.query('insert into poisoned values ($1)', [enrolmentId]);
const expire = (touchId: string) =>
  system.app.db.query(
    `update touches set lease_until = now() - interval '1 second' where id = $1`,
    [touchId],
  );
const statusOf = async (enrolmentId: string) =>
  (await readEnrolment(system.app.db, enrolmentId))?.state.status;

async function dead(cadence: string): Promise<HandOver> {
  const over = await beginHandOver(system, cadence);
  await expire(over.claim.touchId);
  return over;
}

test('a dead hand-over that cannot be settled does not keep the others from it', async () => {
  const [bad, good] = [await dead('smoke'), await dead('smoke')];
  await poison(bad.enrolmentId);
  await reconcile(system.app);
  expect(await statusOf(good.enrolmentId)).toBe('paused');
  expect(await statusOf(bad.enrolmentId)).toBe('active');
});

test('nor one who cannot be resumed the others whose pause is over', async () => {
  const ids: string[] = [];
  for (const _ of [1, 2]) {
    const { enrolmentId } = await enrolOne(system.app, 'smoke', { prospect: somebody() });
    const until = new Date(Date.now() - 1_000);
    await changeEnrolment(system.app, enrolmentId, { do: 'pause', until }, 'rep');
    ids.push(enrolmentId);
  }
  await poison(ids[0] ?? '');
  await reconcile(system.app);
  expect(await Promise.all(ids.map(statusOf))).toEqual(['paused', 'active']);
});

/** Somebody whose task is there, and whose time is over. */
async function overdueTask(): Promise<string> {
  const { enrolmentId, claim } = await beginHandOver(system, 'call');
  await recordOutcomes(system.app, [{ claim, end: { kind: 'task', title: 'Ring them' } }]);
  await system.app.db.query(
    `update tasks set skip_at = now() - interval '1 hour' where enrolment_id = $1`,
    [enrolmentId],
  );
  return enrolmentId;
}

test('nor a task that cannot be skipped the others', async () => {
  const ids = [await overdueTask(), await overdueTask()];
  await poison(ids[0] ?? '');
  await reconcile(system.app);
  const tasks = await Promise.all(
    ids.map((enrolmentId) => listTasks(system.app.db, { enrolmentId, limit: 5 })),
  );
  expect(tasks.map(([task]) => task?.status)).toEqual(['open', 'skipped']);
});

test('a task whose worker died before it was given is given again: nothing was sent', async () => {
  const { enrolmentId } = await dead('call');
  await reconcile(system.app);
  expect(await statusOf(enrolmentId)).toBe('active');
  expect(await listTasks(system.app.db, { enrolmentId, limit: 5 })).toEqual([]);
  await system.app.db.query(`update touches set due_at = now() where enrolment_id = $1`, [
    enrolmentId,
  ]);
  const claim = await claimNext(system, enrolmentId);
  await recordOutcomes(system.app, [{ claim, end: { kind: 'task', title: 'Ring them' } }]);
  expect(await listTasks(system.app.db, { enrolmentId, limit: 5 })).toMatchObject([
    { kind: 'call', status: 'open' },
  ]);
});

test('a pause that ends by itself does not settle a hand-over of unknown end', async () => {
  const { enrolmentId, claim } = await dead('smoke');
  await reconcile(system.app);
  const until = new Date(Date.now() - 1_000);
  await changeEnrolment(system.app, enrolmentId, { do: 'pause', until }, 'rep');
  await reconcile(system.app);
  expect((await readEnrolment(system.app.db, enrolmentId))?.state).toMatchObject({
    status: 'paused',
    pauseReason: 'unknown_hand_over',
    resumeAt: null,
    cursor: 'one',
  });
  expect(await readTouches(system.app.db, enrolmentId)).toMatchObject([
    { id: claim.touchId, status: 'unknown' },
  ]);
});
