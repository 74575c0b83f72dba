/**
 * What the end of a hand-over changes.
 *
 * | end            | touch       | enrolment                                                    |
 * |----------------|-------------|--------------------------------------------------------------|
 * | sent           | sent        | goes on to the next step, whose delay counts from now        |
 * | deferred (4xx) | deferred    | as it is; after the last attempt like a refused mail         |
 * | not sent       | deferred    | as it is; tried again until it works: the fault is ours      |
 * | refused (5xx), because of us, whoever the recipient | deferred | as it is; the mailbox is paused; seven times |
 * | refused (5xx), because of the recipient | failed | exits `bounced`, the address is suppressed     |
 * | refused for another reason              | failed | paused `rejected_by_server`, a task            |
 * | unknown        | unknown     | paused `unknown_hand_over`, a task (policy `hold`)           |
 * |                | deferred    | as it is: same Message-ID, seven times (policy `resend`)     |
 * | blocked        | scheduled   | paused `missing_merge_field` or why else, a task             |
 * | task, approval | waiting     | as it is; the task is there                                  |
 * | condition false| skipped     | goes on; the next delay counts from when it was planned      |
 *
 * An enrolment that was stopped meanwhile stays stopped: what would be tried again is held instead, or cancelled when the
 * enrolment has ended or stands at another step by now. An end that comes after the hand-over had been called unknown
 * settles it: the pause and the task for that are over.
 */
import { type EnrolmentState, isLive } from '../../domain/enrolment/state.ts';
import { advanceCursor, exit } from '../../domain/enrolment/transitions.ts';
import { nextAttemptDelayMs, type SendOutcome } from '../../email/smtp-outcome.ts';
import type { Changes } from '../../store/changes.ts';
import type { DraftContent } from '../../store/mail-drafts.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';
import {
  type Circumstances,
  consequences,
  findStep,
  planTime,
} from '../enrolments/consequences.ts';
import {
  type EndedClaim,
  type Ending,
  entry,
  type Letter,
  outcomeRow,
  task,
} from '../enrolments/ending.ts';
import {
  baseAfter,
  heldState,
  isWanted,
  settledBase,
  settledState,
  settledTasks,
  unlessRefused,
} from '../enrolments/ending-state.ts';
import { approvalAsked, stepSkipped, taskGiven } from '../enrolments/manual-ends.ts';
import { type BlockReason, blockedTask, isOfTheMail } from './blocked-mail.ts';
import { nameless } from './nameless.ts';
import { senderFault } from './sender-faults.ts';
import { ofMailbox } from './senders.ts';

/** How a hand-over ended. */
export type HandOverEnd =
  | { readonly kind: 'mail'; readonly outcome: SendOutcome; readonly letter: Letter | null }
  | { readonly kind: 'task'; readonly title: string }
  | {
      readonly kind: 'approval';
      readonly title: string;
      /** Null where nothing is sent. */
      readonly draft: DraftContent | null;
    }
  /** Its condition does not hold; `because` where that could not be told. */
  | { readonly kind: 'skip'; readonly condition: string; readonly because: string | null }
  | {
      readonly kind: 'blocked';
      readonly reason: BlockReason;
      readonly detail: string;
      readonly fields: readonly string[];
    };

type Part = Partial<Changes> & { readonly suppress?: boolean };

/** @returns changes, and whether the recipient's address is to be suppressed as bounced */
export function outcomeChanges(
  claim: EndedClaim,
  ended: HandOverEnd,
  before: EnrolmentSnapshot,
  circumstances: Circumstances,
): Part {
  const end = before.prospect.erased ? nameless(ended) : ended;
  const ending: Ending = {
    claim,
    before,
    circumstances,
    letter: end.kind === 'mail' ? end.letter : null,
  };
  switch (end.kind) {
    case 'task':
      return taskGiven(ending, end.title);
    case 'approval':
      return approvalAsked(ending, end.title, end.draft);
    case 'skip':
      return stepSkipped(ending, end.condition, end.because);
    case 'blocked':
      return heldBack(ending, 'scheduled', end.reason, end.detail, {
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
      const delayMs = nextAttemptDelayMs(claim.deferrals + 1);
      if (delayMs === null) return refused(ending, outcome.response, 'message');
      return tryAgain(ending, delayMs, 'deferred', outcome.response);
    }
    case 'not_sent':
      return tryAgain(ending, Math.min(claim.attempts, 15) * 60_000, 'not_sent', outcome.detail);
    case 'failed': {
      const delayMs = nextAttemptDelayMs(claim.deferrals + 1);
      if (senderFault(outcome) !== null && delayMs !== null) {
        return tryAgain(ending, delayMs, 'sender_refused', outcome.response);
      }
      return refused(ending, outcome.response, outcome.about);
    }
    case 'unknown': {
      const delayMs = claim.deferrals === 0 ? 60_000 : nextAttemptDelayMs(claim.deferrals);
      if (circumstances.cadence.unknown === 'resend' && delayMs !== null) {
        return tryAgain(ending, delayMs, 'unknown', outcome.detail);
      }
      return heldBack(ending, 'unknown', 'unknown_hand_over', outcome.detail, {
        messageId: claim.messageId,
      });
    }
  }
}

function sent(ending: Ending, response: string): Part {
  const { claim, before, circumstances, letter } = ending;
  const { now } = circumstances;
  const state = settledState(ending);
  const after = advanceCursor(state, circumstances.cadence, claim);
  const next = consequences(
    { ...before, lastTouchAt: now, mailbox: letter?.mailbox ?? before.mailbox },
    { state: after, base: baseAfter(ending, state, after) },
    circumstances,
    now,
    now,
  );
  // Work that an earlier try has left to a person is done with.
  const moot = claim.attempts > 1 ? [claim.touchId] : settledTasks(ending);
  const threads =
    letter === null
      ? []
      : [
          {
            enrolmentId: before.id,
            subject: letter.subject,
            references: [...letter.references, claim.messageId].slice(-10),
            mailbox: letter.mailbox,
          },
        ];
  return {
    ...next,
    outcomes: [outcomeRow(ending, { status: 'sent', smtpResponse: response })],
    lastTouches: [{ prospectId: before.prospectId, at: now }],
    threads,
    tasksToCancel: [...(next.tasksToCancel ?? []), ...moot],
    timeline: [
      entry(ending, 'touch.sent', { subject: letter?.subject, messageId: claim.messageId }),
      ...(next.timeline ?? []),
    ],
  };
}

function tryAgain(ending: Ending, delayMs: number, reason: string, detail: string): Part {
  const { before, circumstances } = ending;
  const { now } = circumstances;
  const state = settledState(ending);
  const next =
    state === before.state
      ? {}
      : consequences(before, { state, base: settledBase(ending) }, circumstances, now);
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
  const { before, circumstances, claim } = ending;
  if (!isWanted(ending, state)) {
    return { status: 'cancelled', reason: 'not_active', smtpResponse: detail };
  }
  if (state.status !== 'active') {
    return { status: 'scheduled', reason: 'not_active', smtpResponse: detail };
  }
  const earliest = new Date(circumstances.now.getTime() + delayMs);
  const facts = { ...before.prospect, lastTouchAt: before.lastTouchAt };
  const touch = { touchId: claim.touchId, step: findStep(circumstances.cadence, claim.stepId) };
  const own = ofMailbox(circumstances, claim.mailbox);
  const { dueAt, closesAt } = planTime(touch, facts, earliest, own);
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
  const passed = advanceCursor(settledState(ending), circumstances.cadence, claim);
  const state =
    about === 'recipient'
      ? unlessRefused(exit(passed, 'bounced'), passed)
      : heldState(passed, 'rejected_by_server');
  const next = consequences(before, { state, base: null }, circumstances, circumstances.now);
  const title = `The mail server refused "${claim.stepId}" to ${before.prospect.email}: ${response}`;
  return {
    ...next,
    outcomes,
    suppress: about === 'recipient' && !before.prospect.erased,
    tasksToCancel: [...(next.tasksToCancel ?? []), ...settledTasks(ending)],
    newTasks:
      about === 'recipient' || !isLive(passed)
        ? []
        : [task(ending, 'refused-mail', title, { response })],
    timeline: [failed, ...(next.timeline ?? [])],
  };
}

function heldBack(
  ending: Ending,
  status: 'scheduled' | 'unknown',
  reason: BlockReason | 'unknown_hand_over',
  detail: string,
  data: Readonly<Record<string, unknown>>,
): Part {
  const { before, circumstances, claim } = ending;
  const pointless = status === 'scheduled' && !isWanted(ending, before.state);
  const row = pointless ? 'cancelled' : status;
  const isAskedAgain = isOfTheMail(reason);
  const outcomes = [
    outcomeRow(ending, { status: row, reason, smtpResponse: detail, isAskedAgain }),
  ];
  const told = entry(ending, status === 'unknown' ? 'touch.unknown' : 'touch.held', {
    reason,
    detail,
  });
  if (pointless || !isLive(before.state)) return { outcomes, timeline: [told] };
  const { base } = before;
  const held = {
    state: heldState(before.state, reason),
    // Where events have moved it, they are not folded again: their moves would end the hold.
    base: base === null || base.cursor !== before.state.cursor ? null : heldState(base, reason),
  };
  const next = consequences(before, held, circumstances, circumstances.now);
  const { email } = before.prospect;
  const { kind, title } =
    reason === 'unknown_hand_over'
      ? {
          kind: 'unknown-hand-over',
          title: `Did "${claim.stepId}" reach ${email}? The connection broke before the server answered.`,
        }
      : blockedTask(reason, { stepId: claim.stepId, email, detail });
  return {
    ...next,
    outcomes,
    newTasks: [task(ending, kind, title, data)],
    timeline: [told, ...(next.timeline ?? [])],
  };
}
