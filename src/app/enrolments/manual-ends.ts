/**
 * What the end of a claim changes where no mail was handed over: a task given, an approval asked for, a step skipped because
 * its condition does not hold.
 */
import type { ApprovalRule, Cadence, Step } from '../../domain/cadence.ts';
import { plusDuration } from '../../domain/calendar.ts';
import { advanceCursor } from '../../domain/enrolment/transitions.ts';
import { approvalRule, usualApproval } from '../../domain/language/compile-steps.ts';
import type { Changes } from '../../store/changes.ts';
import type { DraftContent } from '../../store/mail-drafts.ts';
import { type Circumstances, consequences, findStep, stepOf } from './consequences.ts';
import { type Ending, entry, outcomeRow, task } from './ending.ts';
import { baseAfter, isWanted } from './ending-state.ts';
import { placeOf, type Whereabouts } from './place.ts';

type Part = Partial<Changes>;

/** What has not been done waits with an enrolment that was paused meanwhile, and is not wanted any more otherwise. */
function leftUndone(ending: Ending): Part {
  const { state } = ending.before;
  const status = isWanted(ending, state) ? 'scheduled' : 'cancelled';
  return { outcomes: [outcomeRow(ending, { status, reason: 'not_active' })] };
}

const goesOn = (ending: Ending) =>
  ending.before.state.status === 'active' && isWanted(ending, ending.before.state);

/** A rep has work to do; the touch waits for it. */
export function taskGiven(ending: Ending, title: string): Part {
  const { before, circumstances } = ending;
  const { now, cadence } = circumstances;
  // Asked first: a version that it was moved to meanwhile may not have the step any more.
  const step: Step | null = goesOn(ending) ? findStep(cadence, ending.claim.stepId) : null;
  if (step?.kind !== 'task') return leftUndone(ending);
  const place = placeOf(cadence.schedule, before.prospect, circumstances.senderZone);
  const from = (duration: typeof step.task.dueIn) =>
    duration === null ? null : plusDuration(now, duration, cadence.schedule, place);
  const given = task(ending, step.task.kind, title, { step: step.id });
  return {
    outcomes: [outcomeRow(ending, { status: 'waiting' })],
    newTasks: [{ ...given, dueAt: from(step.task.dueIn), skipAt: from(step.task.skipAfter) }],
    timeline: [entry(ending, 'task.created', { kind: step.task.kind, title })],
  };
}

/** The mail waits until a person has looked at it; whoever approves lets it go, whoever rejects skips the step. */
export function approvalAsked(ending: Ending, title: string, draft: DraftContent | null): Part {
  if (!goesOn(ending)) return leftUndone(ending);
  const { before, circumstances } = ending;
  const { stepId, touchId } = ending.claim;
  const rule = ruleOfApproval(circumstances.cadence, stepId);
  const expiresAt = approvalEnd(rule, before.prospect, circumstances);
  const asked = task(ending, approvalKind, title, { step: stepId, whenExpired: rule.whenExpired });
  return {
    outcomes: [outcomeRow(ending, { status: 'waiting', reason: 'awaiting_approval' })],
    newTasks: [{ ...asked, dueAt: expiresAt, skipAt: expiresAt }],
    newDrafts: draft === null ? [] : [{ ...draft, touchId }],
    timeline: [entry(ending, 'touch.held', { reason: 'awaiting_approval' })],
  };
}

/** The rule of a step, or the usual one where its version has the step no more. */
export function ruleOfApproval(cadence: Cadence, stepId: string): ApprovalRule {
  const step = stepOf(cadence, stepId);
  const rule = step?.kind === 'email' ? approvalRule(step.email) : null;
  return rule ?? usualApproval;
}

/** When somebody is to have decided, counted from now on. */
export function approvalEnd(
  { expires }: ApprovalRule,
  prospect: Whereabouts,
  { now, cadence, senderZone }: Circumstances,
): Date {
  return plusDuration(
    now,
    expires,
    cadence.schedule,
    placeOf(cadence.schedule, prospect, senderZone),
  );
}

/** Kind of the task that lets a mail go. */
export const approvalKind = 'approval';

/** The next step counts from when this one was planned, since nothing has reached the prospect. */
export function stepSkipped(ending: Ending, condition: string, because: string | null): Part {
  const { claim, before, circumstances } = ending;
  if (!goesOn(ending)) return leftUndone(ending);
  const state = advanceCursor(before.state, circumstances.cadence, claim);
  const base = baseAfter(ending, before.state, state);
  const next = consequences(before, { state, base }, circumstances, claim.plannedAt);
  const data = { reason: 'condition_false', condition, ...(because === null ? {} : { because }) };
  return {
    ...next,
    outcomes: [outcomeRow(ending, { status: 'skipped', reason: 'condition_false' })],
    timeline: [entry(ending, 'touch.skipped', data), ...(next.timeline ?? [])],
  };
}
