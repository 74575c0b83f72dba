import type { TouchStatus } from '../../../domain/codes.ts';
import { type Changes, joinChanges } from '../../../store/changes.ts';
import type { NewTouch, TouchOutcome, TouchPlan } from '../../../store/touches.ts';
import type { Kept, KeptTask, KeptTouch } from './kept.ts';

/**
 * What `writeChanges` does in the database, done to an enrolment in memory. Moves to other versions do not come up in a
 * test; threads decide nothing.
 */
export function applyChanges(kept: Kept, part: Partial<Changes>, now: Date): Kept {
  const changes = joinChanges([part]);
  const change = changes.enrolments.at(-1);
  const touchedAt = changes.lastTouches.map(({ at }) => at);
  return {
    ...kept,
    state: change?.state ?? kept.state,
    base: change === undefined ? kept.base : change.base,
    // What was heard is folded again for as long as there is a base to fold it over.
    heard:
      change === undefined || change.base !== null
        ? kept.heard
        : kept.heard.map((row) => ({ ...row, settled: true })),
    lastTouchAt: latest(kept.lastTouchAt, touchedAt),
    touches: [
      ...kept.touches.map((touch) => changedTouch(touch, changes, now)),
      ...changes.newTouches.map(asKept),
    ],
    tasks: changedTasks(kept.tasks, changes, now),
    timeline: [...kept.timeline, ...changes.timeline],
  };
}

/** A touch that was just planned. */
export function asKept(touch: NewTouch): KeptTouch {
  return {
    ...touch,
    status: 'scheduled',
    fence: 0,
    attempts: 0,
    messageId: `<${touch.id}@test>`,
    approved: false,
    handedOverAt: null,
    finishedAt: null,
    clickedAt: null,
  };
}

function changedTouch(touch: KeptTouch, changes: Changes, now: Date): KeptTouch {
  const outcome = changes.outcomes.findLast(({ touchId }) => touchId === touch.id);
  const plan = changes.touchPlans.findLast(({ id }) => id === touch.id);
  const click = changes.clicks.find(({ touchId }) => touchId === touch.id);
  const seen = click === undefined ? touch : { ...touch, clickedAt: touch.clickedAt ?? click.at };
  const ended = outcome === undefined ? seen : withOutcome(seen, outcome, now);
  return plan === undefined ? ended : withPlan(ended, plan, now);
}

const endStatuses: ReadonlySet<TouchStatus> = new Set([
  'sent',
  'failed',
  'unknown',
  'skipped',
  'cancelled',
  'done',
]);

function withOutcome(touch: KeptTouch, { status, dueAt, closesAt }: TouchOutcome, now: Date) {
  const planned = status === 'scheduled' || status === 'deferred';
  const finishedAt = endStatuses.has(status) ? now : null;
  return { ...touch, status, dueAt: planned ? dueAt : touch.dueAt, closesAt, finishedAt };
}

function withPlan(touch: KeptTouch, plan: TouchPlan, now: Date): KeptTouch {
  const { status, dueAt, closesAt, plannedAt, plannedAfter, shifts, approvedAt } = plan;
  const finishedAt = endStatuses.has(status) ? now : null;
  const time = { dueAt, closesAt, plannedAt, plannedAfter, shifts };
  return {
    ...touch,
    ...time,
    status,
    finishedAt,
    approved: touch.approved || approvedAt !== undefined,
  };
}

function changedTasks(
  tasks: readonly KeptTask[],
  { tasksToCancel, newTasks }: Changes,
  now: Date,
): readonly KeptTask[] {
  const isOver = (task: KeptTask) =>
    task.status === 'open' && task.touchId !== null && tasksToCancel.includes(task.touchId);
  const kept = tasks.map((task) =>
    isOver(task) ? { ...task, status: 'cancelled' as const, closedAt: now } : task,
  );
  const added = newTasks.map(
    ({ kind, title, touchId = null, skipAt = null, data }, index): KeptTask => ({
      ...{ kind, title, touchId },
      // Who is only reminded leaves it as it is.
      skipAt: data?.whenExpired === 'remind' ? null : skipAt,
      id: `task ${tasks.length + index + 1}`,
      status: 'open',
      outcome: null,
      closedAt: null,
    }),
  );
  return [...kept, ...added];
}

function latest(before: Date | null, instants: readonly Date[]): Date | null {
  return instants.reduce<Date | null>(
    (last, at) => (last === null || at > last ? at : last),
    before,
  );
}
