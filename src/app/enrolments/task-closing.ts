/** What closing a task changes, decided on what is known of its enrolment. */
import type { TaskDeed } from '../../domain/codes.ts';
import { type EnrolmentState, isAtCursor, isLive } from '../../domain/enrolment/state.ts';
import { advanceCursor, resume } from '../../domain/enrolment/transitions.ts';
import { sentence } from '../../domain/sentence.ts';
import { Refused } from '../../errors.ts';
import type { Changes, ThreadChange } from '../../store/changes.ts';
import type { AirborneTouch, EnrolmentSnapshot } from '../../store/snapshots.ts';
import type { Task } from '../../store/tasks.ts';
import type { NewTimelineEntry } from '../../store/timeline.ts';
import { type Circumstances, consequences, findStep, planTime, stepOf } from './consequences.ts';
import { approvalKind } from './manual-ends.ts';

export interface TaskClosing {
  /** An approval is approved or rejected (skipped: rejected); every other task is completed or skipped. */
  readonly do: TaskDeed;
  /** `connected`, `no-answer`; of a hand-over of unknown end: `sent` or `not-sent`; of a triage: what the reply means. */
  readonly outcome: string | null;
  readonly note: string | null;
}

/** The part of a task that its end needs. */
export type ClosingTask = Pick<Task, 'id' | 'touchId' | 'kind'>;

/** The touch that the task is about, while it is open or its mail may be out. */
export function touchOf(task: ClosingTask, before: EnrolmentSnapshot) {
  const touches = before.open === null ? before.inAir : [before.open, ...before.inAir];
  return touches.find(({ id }) => id === task.touchId) ?? null;
}

const taskEntries = {
  complete: 'task.completed',
  skip: 'task.skipped',
  approve: 'mail.approved',
  reject: 'mail.rejected',
} as const;

/**
 * The line of history about the end of a task.
 *
 * @param read  of a triage: what we had made of the reply
 */
export function closingEntry(
  task: ClosingTask,
  closing: TaskClosing,
  actor: string,
  before: EnrolmentSnapshot,
  at: Date,
  read: string | null = null,
): NewTimelineEntry {
  return {
    at,
    prospectId: before.prospectId,
    enrolmentId: before.id,
    type: taskEntries[closing.do],
    data: {
      kind: task.kind,
      by: actor,
      outcome: closing.outcome,
      note: closing.note,
      ...(read === null ? {} : { read }),
    },
  };
}

/** Whether the work was done, and not left out. */
export function isDone({ do: verb }: TaskClosing): boolean {
  return verb === 'complete' || verb === 'approve';
}

/** @throws Refused `not_an_approval`, `approval_needed` */
export function refuseWrongVerb(task: ClosingTask, { do: verb }: TaskClosing): void {
  const approval = task.kind === approvalKind;
  if (!approval && (verb === 'approve' || verb === 'reject')) {
    const message = `Task ${task.id} is no approval: complete or skip it.`;
    const said = sentence('task.not-an-approval');
    throw new Refused('not_an_approval', message, undefined, { said });
  }
  if (approval && verb === 'complete') {
    const message = `Task ${task.id} is an approval: approve or reject it.`;
    const said = sentence('task.approval-needed');
    throw new Refused('approval_needed', message, undefined, { said });
  }
}

/** For whoever comes too late. */
export function taskClosed(taskId: string): Refused {
  const said = sentence('task.closed');
  return new Refused('task_closed', `Task ${taskId} is closed already.`, undefined, { said });
}

/** What becomes of the enrolment: nothing where the task holds nothing up. @throws Refused `outcome_needed` */
export function stepOver(
  task: ClosingTask,
  closing: TaskClosing,
  before: EnrolmentSnapshot,
  circumstances: Circumstances,
): Partial<Changes> {
  const waiting = before.open;
  if (waiting !== null && waiting.status === 'waiting' && waiting.id === task.touchId) {
    return closing.do === 'approve'
      ? letGo(before, waiting, circumstances)
      : goOn(before, waiting, closing, circumstances);
  }
  const unknown = before.inAir.find((t) => t.id === task.touchId && t.status === 'unknown');
  if (unknown !== undefined && task.kind === 'unknown-hand-over') {
    return settle(before, unknown, closing, circumstances);
  }
  return {};
}

/** An approved mail leaves at the next time at which one may. */
function letGo(
  before: EnrolmentSnapshot,
  open: NonNullable<EnrolmentSnapshot['open']>,
  circumstances: Circumstances,
): Partial<Changes> {
  const { now, cadence } = circumstances;
  const facts = { ...before.prospect, lastTouchAt: before.lastTouchAt };
  const touch = { touchId: open.id, step: findStep(cadence, open.stepId) };
  const time = planTime(touch, facts, now, circumstances);
  const held = before.state.status === 'active' ? {} : { dueAt: null, closesAt: null };
  const reason = before.state.status === 'active' ? null : 'not_active';
  const plan = { ...time, ...held, id: open.id, status: 'scheduled', reason } as const;
  return { touchPlans: [{ ...plan, approvedAt: now }] };
}

function goOn(
  before: EnrolmentSnapshot,
  open: NonNullable<EnrolmentSnapshot['open']>,
  closing: TaskClosing,
  circumstances: Circumstances,
): Partial<Changes> {
  const { now, cadence } = circumstances;
  const state = advanceCursor(before.state, cadence, open);
  const done = isDone(closing);
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
      mailbox: touch.mailbox ?? before.mailbox,
    };
    const next = consequences(touched, { state, base: null }, circumstances, now, at);
    return {
      ...next,
      outcomes: [{ ...row, status: 'sent', dueAt: null, closesAt: null }],
      lastTouches: [{ prospectId: before.prospectId, at }],
      threads: threadAfter(before, touch, circumstances),
    };
  }
  if (outcome !== 'not-sent') {
    const message = 'Say whether the mail was sent: outcome "sent" or "not-sent".';
    const said = sentence('task.outcome-needed');
    throw new Refused('outcome_needed', message, undefined, { said });
  }
  const facts = { ...before.prospect, lastTouchAt: before.lastTouchAt };
  const again = isLive(released) && before.open === null && isAtCursor(released, touch);
  const step = again ? stepOf(cadence, touch.stepId) : undefined;
  const time =
    step === undefined || released.status !== 'active'
      ? { dueAt: null, closesAt: null }
      : planTime({ touchId: touch.id, step }, facts, now, circumstances);
  const next = consequences(before, { state: released, base: null }, circumstances, now);
  return {
    ...next,
    outcomes: [
      {
        ...row,
        status: step === undefined ? 'cancelled' : 'scheduled',
        dueAt: time.dueAt,
        closesAt: time.closesAt,
      },
    ],
  };
}

/** The thread that later mails answer in, and the mailbox that they leave from; no thread when a worker died with the subject of the first. */
function threadAfter(
  before: EnrolmentSnapshot,
  touch: AirborneTouch,
  circumstances: Circumstances,
): readonly ThreadChange[] {
  const step = stepOf(circumstances.cadence, touch.stepId);
  const inThread =
    step?.kind === 'email' && step.email.thread === 'reply' && before.threadSubject !== null;
  const subject = inThread ? before.threadSubject : touch.subject;
  const { mailbox } = touch;
  const enrolmentId = before.id;
  if (subject === null) {
    return mailbox === null
      ? []
      : [{ enrolmentId, subject, references: before.threadReferences, mailbox }];
  }
  const earlier = inThread ? before.threadReferences : [];
  const references = [...earlier, touch.messageId].slice(-10);
  return [{ enrolmentId, subject, references, mailbox }];
}

function heldForUnknown(state: EnrolmentState): EnrolmentState {
  if (state.pauseReason !== 'unknown_hand_over') return state;
  const resumed = resume(state);
  return 'refused' in resumed ? state : resumed;
}
