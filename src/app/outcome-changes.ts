/**
 * What the end of a hand-over changes.
 *
 * | end            | touch       | enrolment                                                    |
 * |----------------|-------------|--------------------------------------------------------------|
 * | sent           | sent        | goes on to the next step, whose delay counts from now        |
 * | deferred (4xx) | deferred    | as it is; after the last attempt like a refused mail         |
 * | not sent       | deferred    | as it is; tried again until it works: the fault is ours      |
 * | refused (5xx), because of the recipient | failed | exits `bounced`, the address is suppressed     |
 * | refused for another reason              | failed | paused `rejected_by_server`, a task            |
 * | unknown        | unknown     | paused `unknown_hand_over`, a task (policy `hold`)           |
 * |                | deferred    | as it is: same mail, same Message-ID (policy `resend`)       |
 * | blocked        | scheduled   | paused `missing_merge_field`, a task                         |
 * | task           | waiting     | as it is; the task is there                                  |
 *
 * An enrolment that was stopped meanwhile stays stopped: what would be tried again is held instead, or cancelled when the
 * enrolment has ended or stands at another step by now. An end that comes after the hand-over had been called unknown
 * settles it: the pause and the task for that are over.
 */
import type { Step } from '../domain/cadence.ts';
import { plusDuration } from '../domain/calendar.ts';
import type { PauseReason } from '../domain/codes.ts';
import { type EnrolmentState, isAtCursor, isLive } from '../domain/enrolment/state.ts';
import { advanceCursor, exit, hold, resume } from '../domain/enrolment/transitions.ts';
import { nextAttemptDelayMs, type SendOutcome } from '../email/smtp-outcome.ts';
import type { Changes } from '../store/changes.ts';
import type { EnrolmentSnapshot } from '../store/snapshots.ts';
import { type Circumstances, consequences, findStep, planTime } from './consequences.ts';
import { type EndedClaim, type Ending, entry, type Letter, outcomeRow, task } from './ending.ts';
import { placeOf } from './place.ts';

/** How a hand-over ended. */
export type HandOverEnd =
  | { readonly kind: 'mail'; readonly outcome: SendOutcome; readonly letter: Letter | null }
  | { readonly kind: 'task'; readonly title: string }
  | { readonly kind: 'blocked'; readonly detail: string; readonly fields: readonly string[] };

type Part = Partial<Changes> & { readonly suppress?: boolean };

/** @returns changes, and whether the recipient's address is to be suppressed as bounced */
export function outcomeChanges(
  claim: EndedClaim,
  end: HandOverEnd,
  before: EnrolmentSnapshot,
  circumstances: Circumstances,
): Part {
  const ending: Ending = {
    claim,
    before,
    circumstances,
    letter: end.kind === 'mail' ? end.letter : null,
  };
  switch (end.kind) {
    case 'task':
      return taskGiven(ending, end.title);
    case 'blocked':
      return heldBack(ending, 'scheduled', 'missing_merge_field', end.detail, {
        fields: end.fields,
      });
    case 'mail':
      return mailEnded(ending, end.outcome);
  }
}

function mailEnded(ending: Ending, outcome: SendOutcome): Part {
  const { claim, circumstances } = ending;
  switch (outcome.kind) {
    case 'sent':
      return sent(ending, outcome.response);
    case 'deferred': {
      const delayMs = nextAttemptDelayMs(claim.attempts);
      if (delayMs === null) return refused(ending, outcome.response, 'message');
      return tryAgain(ending, delayMs, 'deferred', outcome.response);
    }
    case 'not_sent':
      return tryAgain(ending, Math.min(claim.attempts, 15) * 60_000, 'not_sent', outcome.detail);
    case 'failed':
      return refused(ending, outcome.response, outcome.about);
    case 'unknown':
      if (circumstances.cadence.unknown === 'resend') {
        return tryAgain(ending, 60_000, 'unknown', outcome.detail);
      }
      return heldBack(ending, 'unknown', 'unknown_hand_over', outcome.detail, {
        messageId: claim.messageId,
      });
  }
}

function sent(ending: Ending, response: string): Part {
  const { claim, before, circumstances, letter } = ending;
  const { now } = circumstances;
  const state = settledState(ending);
  const done = { run: claim.run, stepId: claim.stepId };
  const atCursor = isAtCursor(state, done);
  const after = advanceCursor(state, circumstances.cadence, done);
  const base =
    before.base === null || atCursor
      ? null
      : advanceCursor(before.base, circumstances.cadence, done);
  const next = consequences(
    { ...before, lastTouchAt: now },
    { state: after, base },
    circumstances,
    now,
  );
  const threads =
    letter === null
      ? []
      : [
          {
            enrolmentId: before.id,
            subject: letter.subject,
            references: [...letter.references, claim.messageId].slice(-10),
          },
        ];
  return {
    ...next,
    outcomes: [outcomeRow(ending, { status: 'sent', smtpResponse: response })],
    lastTouches: [{ prospectId: before.prospectId, at: now }],
    threads,
    tasksToCancel: [...(next.tasksToCancel ?? []), ...settledTasks(ending)],
    timeline: [
      entry(ending, 'touch.sent', { subject: letter?.subject, messageId: claim.messageId }),
      ...(next.timeline ?? []),
    ],
  };
}

/** Where the enrolment stands when this end is not the first: what was held for an unknown one goes on. */
function settledState(ending: Ending): EnrolmentState {
  const { state } = ending.before;
  if (!wasUnknown(ending) || state.pauseReason !== 'unknown_hand_over') return state;
  return unlessRefused(resume(state), state);
}

function settledTasks(ending: Ending): readonly string[] {
  return wasUnknown(ending) ? [ending.claim.touchId] : [];
}

function wasUnknown({ before, claim }: Ending): boolean {
  return before.inAir.some((touch) => touch.id === claim.touchId && touch.status === 'unknown');
}

/** Whether the touch may wait for another try: the enrolment lives and still stands there. */
function isWanted({ before, claim }: Ending, state: EnrolmentState): boolean {
  return isLive(state) && before.open === null && isAtCursor(state, claim);
}

function tryAgain(ending: Ending, delayMs: number, reason: string, detail: string): Part {
  const { before, circumstances } = ending;
  const { now } = circumstances;
  const state = settledState(ending);
  const next =
    state === before.state
      ? {}
      : consequences(before, { state, base: before.base }, circumstances, now);
  return {
    ...next,
    tasksToCancel: [...(next.tasksToCancel ?? []), ...settledTasks(ending)],
    outcomes: [outcomeRow(ending, nextTry(ending, state, delayMs, reason, detail))],
    timeline: [
      entry(ending, 'touch.deferred', { reason, response: detail }),
      ...(next.timeline ?? []),
    ],
  };
}

function nextTry(
  ending: Ending,
  state: EnrolmentState,
  delayMs: number,
  reason: string,
  detail: string,
): Parameters<typeof outcomeRow>[1] {
  const { before, circumstances } = ending;
  if (!isWanted(ending, state)) {
    return { status: 'cancelled', reason: 'not_active', smtpResponse: detail };
  }
  if (state.status !== 'active') {
    return { status: 'scheduled', reason: 'not_active', smtpResponse: detail };
  }
  const earliest = new Date(circumstances.now.getTime() + delayMs);
  const facts = { ...before.prospect, lastTouchAt: before.lastTouchAt };
  const { dueAt, closesAt } = planTime(facts, earliest, circumstances);
  return { status: 'deferred', reason, smtpResponse: detail, dueAt, closesAt };
}

function refused(
  ending: Ending,
  response: string,
  about: 'recipient' | 'sender' | 'message',
): Part {
  const { claim, before, circumstances } = ending;
  const outcomes = [
    outcomeRow(ending, { status: 'failed', reason: about, smtpResponse: response }),
  ];
  const failed = entry(ending, 'touch.failed', { about, response });
  const done = { run: claim.run, stepId: claim.stepId };
  const passed = advanceCursor(settledState(ending), circumstances.cadence, done);
  const state =
    about === 'recipient'
      ? unlessRefused(exit(passed, 'bounced'), passed)
      : heldState(passed, 'rejected_by_server');
  const next = consequences(before, { state, base: null }, circumstances, circumstances.now);
  const title = `The mail server refused "${claim.stepId}" to ${before.prospect.email}: ${response}`;
  return {
    ...next,
    outcomes,
    suppress: about === 'recipient',
    tasksToCancel: [...(next.tasksToCancel ?? []), ...settledTasks(ending)],
    newTasks: about === 'recipient' ? [] : [task(ending, 'refused-mail', title, { response })],
    timeline: [failed, ...(next.timeline ?? [])],
  };
}

function heldBack(
  ending: Ending,
  status: 'scheduled' | 'unknown',
  reason: Extract<PauseReason, 'missing_merge_field' | 'unknown_hand_over'>,
  detail: string,
  data: Readonly<Record<string, unknown>>,
): Part {
  const { before, circumstances, claim } = ending;
  const pointless = status === 'scheduled' && !isWanted(ending, before.state);
  const row = pointless ? 'cancelled' : status;
  const outcomes = [outcomeRow(ending, { status: row, reason, smtpResponse: detail })];
  const told = entry(ending, status === 'unknown' ? 'touch.unknown' : 'touch.held', {
    reason,
    detail,
  });
  if (pointless || !isLive(before.state)) return { outcomes, timeline: [told] };
  const state = heldState(before.state, reason);
  const next = consequences(before, { state, base: before.base }, circumstances, circumstances.now);
  const title =
    status === 'unknown'
      ? `Did "${claim.stepId}" reach ${before.prospect.email}? The connection broke before the server answered.`
      : `Complete the data of ${before.prospect.email}, then resume: ${detail}`;
  const kind = status === 'unknown' ? 'unknown-hand-over' : 'missing-data';
  return {
    ...next,
    outcomes,
    newTasks: [task(ending, kind, title, data)],
    timeline: [told, ...(next.timeline ?? [])],
  };
}

function heldState(state: EnrolmentState, reason: PauseReason): EnrolmentState {
  return unlessRefused(hold(state, reason), state);
}

function unlessRefused(
  next: EnrolmentState | { readonly refused: string },
  otherwise: EnrolmentState,
): EnrolmentState {
  return 'refused' in next ? otherwise : next;
}

function taskGiven(ending: Ending, title: string): Part {
  const { before, circumstances } = ending;
  const { now, cadence } = circumstances;
  // Asked first: a version that it was moved to meanwhile may not have the step any more.
  const step: Step | null = isWanted(ending, before.state)
    ? findStep(cadence, ending.claim.stepId)
    : null;
  if (step?.kind !== 'task') {
    return { outcomes: [outcomeRow(ending, { status: 'cancelled', reason: 'not_active' })] };
  }
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
