import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import { postponeTask, readTask } from '../../store/tasks.ts';
import { insertTimeline } from '../../store/timeline.ts';
import type { App } from '../context.ts';
import { circumstancesOf } from './circumstances.ts';
import { approvalEnd, approvalKind, ruleOfApproval } from './manual-ends.ts';

/**
 * A mail that nobody has decided about in time, and that is not to be left out: its task is due again, and the timeline says
 * so. Done once for each time that is over.
 *
 * @returns false for any other task
 */
export async function remindOfApproval(app: App, taskId: string): Promise<boolean> {
  const found = await readTask(app.db, taskId);
  if (found?.kind !== approvalKind || found.data.whenExpired !== 'remind') return false;
  await app.db.transaction(async (tx) => {
    await lockProspectsOfEnrolments(tx, [found.enrolmentId]);
    const task = await readTask(tx, taskId);
    const [before] = await readSnapshots(tx, [found.enrolmentId]);
    const now = app.clock.now();
    if (task?.status !== 'open' || task.skipAt === null || task.skipAt > now) return;
    if (before === undefined) return;
    const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
    const rule = ruleOfApproval(circumstances.cadence, String(task.data.step));
    const until = approvalEnd(rule, before.prospect, circumstances);
    await postponeTask(tx, taskId, until);
    const of = { prospectId: before.prospectId, enrolmentId: before.id };
    const data = { step: task.data.step, owner: task.owner, until };
    await insertTimeline(tx, [{ ...of, at: now, type: 'approval.reminded', data }]);
  });
  return true;
}
