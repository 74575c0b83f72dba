import { type EnrolmentState, isAtCursor, isLive } from '../domain/enrolment/state.ts';
import { advanceCursor, resume } from '../domain/enrolment/transitions.ts';
import { NotFound, Refused } from '../errors.ts';
import { type Changes, joinChanges, writeChanges } from '../store/changes.ts';
import { settleEvents } from '../store/events.ts';
import { lockProspectsOfEnrolments } from '../store/prospect-locks.ts';
import { type AirborneTouch, type EnrolmentSnapshot, readSnapshots } from '../store/snapshots.ts';
import { closeTaskRow, readTask, type Task } from '../store/tasks.ts';
import { type Circumstances, consequences, planTime } from './consequences.ts';
import type { App } from './context.ts';
import { readDestinations } from './destinations.ts';
import { dispatchSoon } from './dispatch.ts';
import { decideAndMove } from './move-with-outcome.ts';

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
    const now = app.clock.now();
    const told = {
      at: now,
      prospectId: before.prospectId,
      enrolmentId: before.id,
      type: closing.do === 'complete' ? 'task.completed' : 'task.skipped',
      data: { kind: found.kind, by: actor, outcome: closing.outcome, note: closing.note },
    };
    const touch = touchOf(found, before);
    const destinations = touch === null ? null : await readDestinations(tx, [before]);
    const next =
      touch === null
        ? {}
        : await decideAndMove(
            app,
            before,
            destinations?.get(before.id),
            touch,
            (at, circumstances) => stepOver(found, closing, at, circumstances),
          );
    const changes = joinChanges([{ timeline: [told] }, next]);
    if (changes.enrolments.length > 0) await settleEvents(tx, [before.id]);
    await writeChanges(tx, changes, now);
    return [...changes.newTouches, ...changes.touchPlans];
  });
  await dispatchSoon(app, planned);
  return (await readTask(app.db, taskId)) ?? found;
}

/** The touch that the task is about, while it is open or its mail may be out. */
function touchOf(task: Task, before: EnrolmentSnapshot) {
  const touches = before.open === null ? before.inAir : [before.open, ...before.inAir];
  return touches.find(({ id }) => id === task.touchId) ?? null;
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
    const next = consequences(before, { state, base: null }, circumstances, now);
    return { ...next, outcomes: [{ ...row, status: 'sent', dueAt: null, closesAt: null }] };
  }
  if (outcome !== 'not-sent') {
    throw new Refused(
      'outcome_needed',
      'Say whether the mail was sent: outcome "sent" or "not-sent".',
    );
  }
  const facts = { ...before.prospect, lastTouchAt: before.lastTouchAt };
  const again = isLive(released) && before.open === null && isAtCursor(released, touch);
  const time = planTime(facts, now, circumstances);
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
