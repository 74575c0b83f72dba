import { type EnrolmentState, isAtCursor, isLive } from '../domain/enrolment/state.ts';
import { advanceCursor, resume } from '../domain/enrolment/transitions.ts';
import { NotFound, Refused } from '../errors.ts';
import { type Changes, joinChanges, writeChanges } from '../store/changes.ts';
import { settleEvents } from '../store/events.ts';
import { lockProspectsOfEnrolments } from '../store/prospect-locks.ts';
import { type AirborneTouch, type EnrolmentSnapshot, readSnapshots } from '../store/snapshots.ts';
import { closeTaskRow, readTask, type Task } from '../store/tasks.ts';
import { circumstancesOf } from './circumstances.ts';
import { type Circumstances, consequences, findStep, planTime } from './consequences.ts';
import type { App } from './context.ts';
import { dispatchSoon } from './dispatch.ts';

export interface TaskClosing {
  readonly do: 'complete' | 'skip';
  /** `connected`, `no-answer`; of a hand-over of unknown end: `sent` or `not-sent`. */
  readonly outcome: string | null;
  readonly note: string | null;
}

/**
 * Closes a task. A step that waited for it goes on; a hand-over of unknown end is settled by the outcome `sent` or
 * `not-sent` (the same mail goes out again, with the same Message-ID).
 *
 * @throws NotFound `unknown_task`; Refused `task_closed`, `outcome_needed`
 */
export async function closeTask(
  app: App,
  taskId: string,
  closing: TaskClosing,
  actor: string,
): Promise<Task> {
  const found = await readTask(app.db, taskId);
  if (found === null) throw new NotFound('unknown_task', `There is no task ${taskId}.`);
  const planned = await app.db.transaction(async (tx) => {
    await lockProspectsOfEnrolments(tx, [found.enrolmentId]);
    const status = closing.do === 'complete' ? 'done' : 'skipped';
    const closed = await closeTaskRow(tx, taskId, { ...closing, status }, app.clock.now());
    if (!closed) throw new Refused('task_closed', `Task ${taskId} is closed already.`);
    const [before] = await readSnapshots(tx, [found.enrolmentId]);
    if (before === undefined) return [];
    const circumstances = await circumstancesOf(app, before.cadenceHash);
    const { now } = circumstances;
    const told = {
      at: now,
      prospectId: before.prospectId,
      enrolmentId: before.id,
      type: closing.do === 'complete' ? 'task.completed' : 'task.skipped',
      data: { kind: found.kind, by: actor, outcome: closing.outcome, note: closing.note },
    };
    const next = stepOver(found, closing, before, circumstances);
    const changes = joinChanges([{ timeline: [told] }, next]);
    if (changes.enrolments.length > 0) await settleEvents(tx, [before.id]);
    await writeChanges(tx, changes, now);
    return [...changes.newTouches, ...changes.touchPlans];
  });
  await dispatchSoon(app, planned);
  return (await readTask(app.db, taskId)) ?? found;
}

function stepOver(
  task: Task,
  closing: TaskClosing,
  before: EnrolmentSnapshot,
  circumstances: Circumstances,
): Partial<Changes> {
  const waiting = before.open;
  if (waiting !== null && waiting.status === 'waiting' && waiting.id === task.touchId) {
    return goOn(before, waiting, closing, circumstances);
  }
  const unknown = before.inAir.find((t) => t.id === task.touchId && t.status === 'unknown');
  if (unknown !== undefined && task.kind === 'unknown-hand-over') {
    return settle(before, unknown, closing, circumstances);
  }
  return {};
}

function goOn(
  before: EnrolmentSnapshot,
  open: NonNullable<EnrolmentSnapshot['open']>,
  closing: TaskClosing,
  circumstances: Circumstances,
): Partial<Changes> {
  const { now, cadence } = circumstances;
  const state = advanceCursor(before.state, cadence, open);
  const done = closing.do === 'complete';
  const lastTouchAt = done ? now : before.lastTouchAt;
  // The waiting touch is ended here, so the decision about what is next must not see it as open.
  const next = consequences(
    { ...before, open: null, lastTouchAt },
    { state, base: null },
    circumstances,
    now,
  );
  const ended = {
    id: open.id,
    status: done ? 'done' : 'skipped',
    reason: closing.outcome,
    dueAt: open.dueAt,
    closesAt: null,
    plannedAt: open.plannedAt,
    plannedAfter: null,
    shifts: [],
  } as const;
  return {
    ...next,
    touchPlans: [ended, ...(next.touchPlans ?? [])],
    lastTouches: done ? [{ prospectId: before.prospectId, at: now }] : [],
  };
}

function settle(
  before: EnrolmentSnapshot,
  touch: AirborneTouch,
  closing: TaskClosing,
  circumstances: Circumstances,
): Partial<Changes> {
  const { cadence, now } = circumstances;
  const outcome = closing.do === 'skip' ? 'sent' : closing.outcome;
  const base = { touchId: touch.id, fence: touch.fence, subject: null, mailbox: null } as const;
  const row = { ...base, templateHash: null, smtpResponse: null, reason: 'settled' } as const;
  const released = heldForUnknown(before.state);
  if (outcome === 'sent') {
    const state = advanceCursor(released, cadence, touch);
    const at = touch.handedOverAt;
    const { lastTouchAt } = before;
    const touched = {
      ...before,
      lastTouchAt: lastTouchAt !== null && lastTouchAt > at ? lastTouchAt : at,
    };
    const next = consequences(touched, { state, base: null }, circumstances, now, at);
    return {
      ...next,
      outcomes: [{ ...row, status: 'sent', dueAt: null, closesAt: null }],
      lastTouches: [{ prospectId: before.prospectId, at }],
    };
  }
  if (outcome !== 'not-sent') {
    throw new Refused(
      'outcome_needed',
      'Say whether the mail was sent: outcome "sent" or "not-sent".',
    );
  }
  const facts = { ...before.prospect, lastTouchAt: before.lastTouchAt };
  const again = isLive(released) && before.open === null && isAtCursor(released, touch);
  const step = findStep(cadence, touch.stepId);
  const time = planTime({ touchId: touch.id, step }, facts, now, circumstances);
  const held = released.status !== 'active';
  const next = consequences(before, { state: released, base: null }, circumstances, now);
  return {
    ...next,
    outcomes: [
      {
        ...row,
        status: again ? 'scheduled' : 'cancelled',
        dueAt: held ? null : time.dueAt,
        closesAt: held ? null : time.closesAt,
      },
    ],
  };
}

function heldForUnknown(state: EnrolmentState): EnrolmentState {
  if (state.pauseReason !== 'unknown_hand_over') return state;
  const resumed = resume(state);
  return 'refused' in resumed ? state : resumed;
}
