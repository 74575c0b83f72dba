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
 * An enrolment that was stopped meanwhile stays stopped, and one that has gone on elsewhere stays there: what would be tried
 * again is held or cancelled instead. An end that comes after it had been called unknown takes the hold for that away first.
 */
import type { Step } from '../domain/cadence.ts';
import { plusDuration } from '../domain/calendar.ts';
import type { PauseReason } from '../domain/codes.ts';
import { type EnrolmentState, isAtCursor } from '../domain/enrolment/state.ts';
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
  const wasUnknown = before.inAir.some((t) => t.id === claim.touchId && t.status === 'unknown');
  const ending: Ending = {
    claim,
    before,
    state: wasUnknown ? released(before.state) : before.state,
    base: wasUnknown && before.base !== null ? released(before.base) : before.base,
    circumstances,
    letter: end.kind === 'mail' ? end.letter : null,
  };
  const part = endOf(ending, end);
  // Work that an earlier try has left to a person is done with.
  const moot = wasUnknown || (claim.attempts > 1 && part.lastTouches !== undefined);
  return moot ? { ...part, tasksToCancel: [...(part.tasksToCancel ?? []), claim.touchId] } : part;
}

/** A mail whose end had been unknown: what was held for it goes on. */
function released(state: EnrolmentState): EnrolmentState {
  return state.pauseReason === 'unknown_hand_over' ? unlessRefused(resume(state), state) : state;
}

function endOf(ending: Ending, end: HandOverEnd): Part {
  switch (end.kind) {
    case 'task':
      return taskGiven(ending, end.title);
    case 'blocked':
      return blocked(ending, end.detail, end.fields);
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
      if (circumstances.cadence.unknown === 'resend' && isAtCursor(ending.state, claim)) {
        return tryAgain(ending, 60_000, 'unknown', outcome.detail);
      }
      return heldBack(ending, 'unknown', 'unknown_hand_over', outcome.detail, {
        messageId: claim.messageId,
      });
  }
}

function sent(ending: Ending, response: string): Part {
  const { claim, before, state, circumstances, letter } = ending;
  const { now, cadence } = circumstances;
  const after = advanceCursor(state, cadence, claim);
  const next = consequences(
    { ...before, lastTouchAt: now },
    { state: after, base: baseAfter(ending, after) },
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
    timeline: [
      entry(ending, 'touch.sent', { subject: letter?.subject, messageId: claim.messageId }),
      ...(next.timeline ?? []),
    ],
  };
}

/**
 * What later events are folded over. Progress of an enrolment that goes on settles what was heard (null). A mail that lands
 * after a stop is no progress: the base goes on as the state does, and where it cannot, the state stands for itself.
 */
function baseAfter(ending: Ending, after: EnrolmentState): EnrolmentState | null {
  const { claim, state, base, circumstances } = ending;
  if (base === null || (state.status === 'active' && isAtCursor(state, claim))) return null;
  const moved = advanceCursor(base, circumstances.cadence, claim);
  return moved === base && after !== state ? null : moved;
}

function tryAgain(ending: Ending, delayMs: number, reason: string, detail: string): Part {
  const { claim, before, state, base, circumstances } = ending;
  const next =
    state === before.state
      ? {}
      : consequences(before, { state, base }, circumstances, circumstances.now);
  const timeline = [
    entry(ending, 'touch.deferred', { reason, response: detail }),
    ...(next.timeline ?? []),
  ];
  const wanted = isAtCursor(state, claim) && before.open === null;
  if (wanted && state.status === 'active') {
    const earliest = new Date(circumstances.now.getTime() + delayMs);
    const facts = { ...before.prospect, lastTouchAt: before.lastTouchAt };
    const { dueAt, closesAt } = planTime(facts, earliest, circumstances);
    const row = { status: 'deferred', reason, smtpResponse: detail, dueAt, closesAt } as const;
    return { ...next, outcomes: [outcomeRow(ending, row)], timeline };
  }
  const status = wanted && state.status === 'paused' ? 'scheduled' : 'cancelled';
  return {
    ...next,
    outcomes: [outcomeRow(ending, { status, reason: 'not_active', smtpResponse: detail })],
    timeline,
  };
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
  const passed = advanceCursor(ending.state, circumstances.cadence, claim);
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
    newTasks: about === 'recipient' ? [] : [task(ending, 'refused-mail', title, { response })],
    timeline: [failed, ...(next.timeline ?? [])],
  };
}

/** A mail that lacks something; no matter, when it is not the next one any more. */
function blocked(ending: Ending, detail: string, fields: readonly string[]): Part {
  const { state, claim } = ending;
  const over = state.status === 'exited' || state.status === 'completed';
  if (!over && isAtCursor(state, claim)) {
    return heldBack(ending, 'scheduled', 'missing_merge_field', detail, { fields });
  }
  const row = { status: 'cancelled', reason: 'missing_merge_field', smtpResponse: detail } as const;
  return {
    outcomes: [outcomeRow(ending, row)],
    timeline: [entry(ending, 'touch.held', { reason: row.reason, detail })],
  };
}

function heldBack(
  ending: Ending,
  status: 'scheduled' | 'unknown',
  reason: Extract<PauseReason, 'missing_merge_field' | 'unknown_hand_over'>,
  detail: string,
  data: Readonly<Record<string, unknown>>,
): Part {
  const { before, state, base, circumstances, claim } = ending;
  const outcomes = [outcomeRow(ending, { status, reason, smtpResponse: detail })];
  const told = entry(ending, status === 'unknown' ? 'touch.unknown' : 'touch.held', {
    reason,
    detail,
  });
  if (state.status === 'exited' || state.status === 'completed') {
    return { outcomes, timeline: [told] };
  }
  const held = {
    state: heldState(state, reason),
    // Where events have moved it, they are not folded again: their moves would end the hold.
    base: base === null || base.cursor !== state.cursor ? null : heldState(base, reason),
  };
  const next = consequences(before, held, circumstances, circumstances.now);
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
  const step: Step = findStep(cadence, ending.claim.stepId);
  const over = before.state.status === 'exited' || before.state.status === 'completed';
  if (step.kind !== 'task' || over || before.open !== null) {
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
