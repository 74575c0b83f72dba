import { expect } from 'vitest';
import { enrolOne } from '../../src/app/enrolling/enrol.ts';
import { movePending } from '../../src/app/enrolments/move-pending.ts';
import { rollback } from '../../src/app/library/rollback.ts';
import type { HandOverEnd } from '../../src/app/sending/outcome-changes.ts';
import { recordOutcomes } from '../../src/app/sending/record-outcomes.ts';
import type { ClaimedTouch } from '../../src/store/claims.ts';
import { readEnrolment, readTouches } from '../../src/store/enrolments.ts';
import { listTasks } from '../../src/store/tasks.ts';
import { cadenceOf, publishEdited } from './editing.ts';
import { claimNext } from './hand-over.ts';
import { openSystem, somebody, type TestSystem } from './system.ts';

export const track = `
on: { objection: { price: { track: price } } }
tracks: { price: { stage: objection-handling, steps: [{ id: p, after: 3 days, email: { template: smoke/two } }, { id: q, after: 1 day, email: { template: smoke/two } }], then: resume } }`;
const plain = ['one', 'two+3 days', 'three+3 days@closing', 'four+3 days@closing'];
export const old = cadenceOf('edited', plain, track);
export const files = (text: string) => ({ 'edited.yaml': text });

export const sent: HandOverEnd = {
  kind: 'mail',
  outcome: { kind: 'sent', response: '250 ok' },
  letter: null,
};

export type EditedSystem = Awaited<ReturnType<typeof openEdited>>;

/** A system whose one cadence, `edited`, is edited while people are in it. */
export async function openEdited() {
  const system = await openSystem({ cadences: files(old) });
  return { system, close: system.close, ...peopleOf(system), ...editsOf(system) };
}

function peopleOf(system: TestSystem) {
  /** Makes the open touch due, as if its time had come. */
  async function dueNow(enrolmentId: string): Promise<void> {
    await system.app.db.query(
      `update touches set due_at = now() - interval '1 second', closes_at = null, planned_after = p.last_touch_at
         from prospects p
        where p.id = touches.prospect_id and enrolment_id = $1 and status in ('scheduled', 'deferred')`,
      [enrolmentId],
    );
  }
  const end = async (claim: ClaimedTouch, how: HandOverEnd) =>
    expect(await recordOutcomes(system.app, [{ claim, end: how }])).toEqual([true]);

  /** Somebody to whom so many mails were sent. */
  async function after(mails: number): Promise<string> {
    const { enrolmentId } = await enrolOne(system.app, 'edited', { prospect: somebody() });
    for (let left = mails; left > 0; left -= 1) {
      await dueNow(enrolmentId);
      await end(await claimNext(system, enrolmentId), sent);
    }
    return enrolmentId;
  }

  /** As many people, each with so many mails, one after the other: each dispatches only its own touch. */
  async function inTurn(mails: readonly number[]): Promise<string[]> {
    const ids: string[] = [];
    for (const count of mails) ids.push(await after(count));
    return ids;
  }

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
  return { dueNow, end, after, inTurn, look };
}

function editsOf(system: TestSystem) {
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
  return { publishNow, inverse };
}
