/**
 * What becomes of a mail whose mailbox or cadence does not send when its time has come.
 *
 * | the mailbox         | the mail                             | what becomes of it                                     |
 * |---------------------|--------------------------------------|--------------------------------------------------------|
 * | is paused           | is bound to it, or is to wait        | waits for its next try, as far from others as planned  |
 * | is paused           | `when_paused: move`, bound to none   | leaves from another of the pool that sends, now        |
 * | has left the files  | any                                  | leaves from another of the pool, now                   |
 * | its cadence is paused | any                                | waits until a person resumes that, as far from others  |
 */
import { drawnFraction } from '../../domain/plan-touch.ts';
import { isBound } from '../../domain/sender.ts';
import type { CadencePause } from '../../store/cadence-pauses.ts';
import type { Changes } from '../../store/changes.ts';
import type { MailboxRow } from '../../store/mailboxes.ts';
import type { EnrolmentSnapshot, OpenTouch } from '../../store/snapshots.ts';
import { type Circumstances, findStep, planTime } from '../enrolments/consequences.ts';
import { isInThread, ofMailbox } from './senders.ts';

/** How long a mail waits before it is looked at again, when only a person ends the pause. */
const lookAgainMs = 3_600_000;

/** Mails that were due before the pause began come back within this time of its end, rather than at once. */
const spreadMs = 60_000;

/** A pause may last longer; what was planned during it comes back within this time of its end. */
const apartAtMostMs = 86_400_000;

/**
 * @param mailbox  what is known of it; null when it has resumed meanwhile, or is gone
 * @param first  the mailbox that mails without one of their own leave from
 */
export function withoutMailbox(
  before: EnrolmentSnapshot,
  open: OpenTouch,
  refused: 'mailbox_paused' | 'mailbox_gone',
  mailbox: MailboxRow | null,
  first: string,
  circumstances: Circumstances,
): Partial<Changes> {
  if (refused === 'mailbox_gone') return moved(before, open, first, circumstances) ?? {};
  if (mailbox === null || mailbox.status === 'active') return again(before, open, circumstances);
  const mayMove =
    circumstances.senders?.rule.whenPaused === 'move' && !isHeld(before, open, circumstances);
  return (
    (mayMove ? moved(before, open, null, circumstances) : null) ??
    waiting(before, open, mailbox, circumstances)
  );
}

/** @param pause  null when the cadence has been resumed meanwhile */
export function withoutCadence(
  before: EnrolmentSnapshot,
  open: OpenTouch,
  pause: CadencePause | null,
  circumstances: Circumstances,
): Partial<Changes> {
  if (pause === null) return again(before, open, circumstances);
  const { since, reason: because } = pause;
  const waits = { code: 'cadence_paused', since, retryAt: null, because } as const;
  return waitingFor(before, open, waits, {}, circumstances);
}

function isHeld(before: EnrolmentSnapshot, open: OpenTouch, circumstances: Circumstances): boolean {
  const { senders, cadence } = circumstances;
  if (senders === undefined || before.mailbox === null) return false;
  return isBound(senders.rule, isInThread(findStep(cadence, open.stepId)));
}

/**
 * The mail leaves from another mailbox. Null when none can send.
 *
 * @param first  taken where the cadence has no pool; null: then there is no other
 */
function moved(
  before: EnrolmentSnapshot,
  open: OpenTouch,
  first: string | null,
  circumstances: Circumstances,
): Partial<Changes> | null {
  const choice = circumstances.senders?.choose(before.prospect.address);
  if (choice?.paused === true && first === null) return null;
  const mailbox = choice?.key ?? first;
  if (mailbox === null) return null;
  const time = timeOf(
    before,
    open,
    open.dueAt ?? open.plannedAt,
    ofMailbox(circumstances, mailbox),
  );
  const turn = choice === undefined ? {} : { turn: choice.turn };
  return {
    touchPlans: [{ ...time, ...turn, mailbox, id: open.id, status: 'scheduled', reason: null }],
    timeline: [told(before, 'mailbox.changed', { from: open.mailbox, to: mailbox }, circumstances)],
  };
}

function waiting(
  before: EnrolmentSnapshot,
  open: OpenTouch,
  { key: mailbox, since, reason: because, retryAt }: MailboxRow,
  circumstances: Circumstances,
): Partial<Changes> {
  const waits = { code: 'mailbox_paused', since, retryAt, because } as const;
  return waitingFor(before, open, waits, { mailbox }, circumstances);
}

interface Wait {
  readonly code: 'mailbox_paused' | 'cadence_paused';
  readonly since: Date | null;
  readonly retryAt: Date | null;
  readonly because: string | null;
}

/** @param own  its mailbox, where that is what it waits for */
function waitingFor(
  before: EnrolmentSnapshot,
  open: OpenTouch,
  { code, since, retryAt, because }: Wait,
  own: { readonly mailbox?: string },
  circumstances: Circumstances,
): Partial<Changes> {
  const { now } = circumstances;
  const from = Math.max(retryAt?.getTime() ?? now.getTime() + lookAgainMs, now.getTime());
  const into = since === null ? 0 : open.plannedAt.getTime() - since.getTime();
  const apart = Math.min(Math.max(into, 0), apartAtMostMs);
  const earliest = new Date(from + apart + Math.floor(drawnFraction(open.id) * spreadMs));
  const time = timeOf(before, open, earliest, ofMailbox(circumstances, open.mailbox));
  const waits = { id: open.id, status: 'scheduled', reason: code } as const;
  // Told once: the same wait may be looked at many times.
  const isNew = open.reason !== code;
  const data = { reason: code, ...own, because, dueAt: time.dueAt };
  return {
    touchPlans: [{ ...time, plannedAt: open.plannedAt, ...own, ...waits }],
    timeline: isNew ? [told(before, 'touch.rescheduled', data, circumstances)] : [],
  };
}

/** It has been resumed since the claim. */
function again(
  before: EnrolmentSnapshot,
  open: OpenTouch,
  circumstances: Circumstances,
): Partial<Changes> {
  const time = timeOf(
    before,
    open,
    open.dueAt ?? open.plannedAt,
    ofMailbox(circumstances, open.mailbox),
  );
  return { touchPlans: [{ ...time, id: open.id, status: 'scheduled', reason: null }] };
}

function timeOf(
  before: EnrolmentSnapshot,
  open: OpenTouch,
  earliest: Date,
  circumstances: Circumstances,
) {
  const facts = { ...before.prospect, lastTouchAt: before.lastTouchAt };
  const touch = { touchId: open.id, step: findStep(circumstances.cadence, open.stepId) };
  return planTime(touch, facts, earliest, circumstances);
}

function told(
  before: EnrolmentSnapshot,
  type: string,
  data: Readonly<Record<string, unknown>>,
  { now: at }: Circumstances,
) {
  const { prospectId, id: enrolmentId, open } = before;
  return { at, prospectId, enrolmentId, type, data: { step: open?.stepId, ...data } };
}
