import { joinChanges, writeChanges } from '../../store/changes.ts';
import { settleEndedOfProspects, settleEvents } from '../../store/heard.ts';
import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import { closeTaskRow, readTask, type Task } from '../../store/tasks.ts';
import type { App } from '../context.ts';
import { triageKind } from '../events/event-task.ts';
import { agreed } from '../events/report-triage.ts';
import { applyTriage, isReply, readMeaning } from '../events/triage.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { unknownWork } from '../unknown.ts';
import { readDestinations } from './destinations.ts';
import { decideAndMove } from './move-with-outcome.ts';
import {
  closingEntry,
  isDone,
  refuseWrongVerb,
  stepOver,
  type TaskClosing,
  taskClosed,
  touchOf,
} from './task-closing.ts';

/**
 * Closes a task. A step that waited for it goes on; a hand-over of unknown end is settled by the outcome `sent` or
 * `not-sent` (the same mail goes out again, with the same Message-ID). A triage is completed with what the reply means, and
 * that is applied as if the sender had said it.
 *
 * @throws NotFound `unknown_task`; Refused `task_closed`, `outcome_needed`, `not_an_approval`, `approval_needed`
 */
export async function closeTask(
  app: App,
  taskId: string,
  closing: TaskClosing,
  actor: string,
): Promise<Task> {
  const found = await readTask(app.db, taskId);
  if (found === null) throw unknownWork('task', taskId);
  refuseWrongVerb(found, closing);
  const read = found.kind === triageKind ? readMeaning(found) : null;
  if (isReply(found) && found.status === 'open' && closing.do === 'complete') {
    await applyTriage(app, found, closing.outcome, actor);
  }
  const planned = await app.db.transaction(async (tx) => {
    await lockProspectsOfEnrolments(tx, [found.enrolmentId]);
    const status = isDone(closing) ? 'done' : 'skipped';
    const closed = await closeTaskRow(tx, taskId, { ...closing, status }, app.clock.now());
    if (!closed) throw taskClosed(taskId);
    const [before] = await readSnapshots(tx, [found.enrolmentId]);
    if (before === undefined) return [];
    const now = app.clock.now();
    const told = closingEntry(found, closing, actor, before, now, read);
    const touch = touchOf(found, before);
    const destinations = touch === null ? null : await readDestinations(tx, [before]);
    const next =
      touch === null
        ? {}
        : await decideAndMove(
            app,
            tx,
            before,
            destinations?.get(before.id),
            touch,
            (at, circumstances) => stepOver(found, closing, at, circumstances),
          );
    const changes = joinChanges([{ timeline: [told] }, next]);
    if (changes.enrolments.length > 0) await settleEvents(tx, [before.id]);
    if (changes.lastTouches.length > 0 && before.causeEventId !== null) {
      await settleEndedOfProspects(tx, [before.prospectId]);
    }
    await writeChanges(tx, changes, now);
    return [...changes.newTouches, ...changes.touchPlans];
  });
  if (read !== null && closing.do === 'complete') {
    app.metrics.triageDecisions.inc({ agreed: agreed(read, closing.outcome) });
  }
  await dispatchSoon(app, planned);
  return (await readTask(app.db, taskId)) ?? found;
}
