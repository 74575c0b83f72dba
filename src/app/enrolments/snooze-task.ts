import { at, inEnglish, type Sentence, sentence } from '../../domain/sentence.ts';
import { type SnoozeFault, snoozeFault } from '../../domain/snooze.ts';
import { InvalidInput, Refused } from '../../errors.ts';
import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { setSnooze } from '../../store/snoozed-tasks.ts';
import { readTask, type Task } from '../../store/tasks.ts';
import { insertTimeline } from '../../store/timeline.ts';
import type { App } from '../context.ts';
import { unknownWork } from '../unknown.ts';
import { approvalKind } from './manual-ends.ts';
import { taskClosed } from './task-closing.ts';

/** Nobody puts a task off by the second. */
const sameWithinMs = 60_000;

/**
 * Puts a task off: it leaves the list of the day and comes back by itself. It stays open, and nothing else moves: when the
 * cadence goes on without it, when a mail is to be decided about, and whatever ends the enrolment ends it too. What stands so
 * already is left alone, however often it is asked for.
 *
 * @param until  null: it comes back at once
 * @throws NotFound `unknown_task`; InvalidInput `snooze_past`, `snooze_far`; Refused `task_closed`, `snooze_late`
 */
export async function snoozeTask(
  app: App,
  taskId: string,
  until: Date | null,
  actor: string,
): Promise<Task> {
  const found = await readTask(app.db, taskId);
  if (found === null) throw unknownWork('task', taskId);
  return app.db.transaction(async (tx) => {
    await lockProspectsOfEnrolments(tx, [found.enrolmentId]);
    const task = await readTask(tx, taskId);
    if (task === null) throw unknownWork('task', taskId);
    if (task.status !== 'open') throw taskClosed(taskId);
    const now = app.clock.now();
    const fault = until === null ? null : snoozeFault(until, now, task.skipAt);
    if (until !== null && fault !== null) throw faultOf(task, until, fault);
    const standing =
      task.snoozedUntil !== null && task.snoozedUntil > now ? task.snoozedUntil : null;
    if (isSame(standing, until)) return task;
    if (!(await setSnooze(tx, taskId, until))) throw taskClosed(taskId);
    const { prospectId, enrolmentId, kind } = task;
    const told =
      until === null ? (['task.woken', {}] as const) : (['task.snoozed', { until }] as const);
    const [type, more] = told;
    const data = { kind, by: actor, ...more };
    await insertTimeline(tx, [{ at: now, prospectId, enrolmentId, type, data }]);
    return { ...task, snoozedUntil: until };
  });
}

/** "In an hour" that is pressed twice is one and the same. */
function isSame(standing: Date | null, until: Date | null): boolean {
  if (standing === null || until === null) return standing === until;
  return Math.abs(standing.getTime() - until.getTime()) < sameWithinMs;
}

function faultOf({ id, kind, skipAt }: Task, until: Date, fault: SnoozeFault): Error {
  const values = { until: at(until), ...(skipAt === null ? {} : { skip: at(skipAt) }) };
  const isApproval = kind === approvalKind && fault === 'late';
  const said: Sentence = sentence(isApproval ? 'snooze.approval-late' : `snooze.${fault}`, values);
  const message = `Task ${id} cannot be snoozed: ${inEnglish(said)}.`;
  const code = `snooze_${fault}`;
  if (fault === 'late') return new Refused(code, message, undefined, { said });
  return new InvalidInput(code, message, undefined, { said });
}
