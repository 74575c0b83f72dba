import { askedToWait, exit } from '../../domain/enrolment/transitions.ts';
import { inEnglish } from '../../domain/sentence.ts';
import { lockCadencePause } from '../../store/cadence-pauses.ts';
import { type Changes, joinChanges, writeChanges } from '../../store/changes.ts';
import type { ClaimRefusal } from '../../store/claims.ts';
import type { Queryable } from '../../store/db.ts';
import { unqueueTouches } from '../../store/dispatch.ts';
import { settleEvents } from '../../store/heard.ts';
import { readMailWishes } from '../../store/mail-choices.ts';
import { readMailbox } from '../../store/mailboxes.ts';
import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { type EnrolmentSnapshot, readSnapshots } from '../../store/snapshots.ts';
import { readSuppressionReason } from '../../store/suppressions.ts';
import { enrolmentOfTouch } from '../../store/touches.ts';
import type { App } from '../context.ts';
import { exitReasonOf } from '../people/suppress.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import type { Limited } from '../sending/limit-claims.ts';
import { ofMailbox } from '../sending/senders.ts';
import { withoutCadence, withoutMailbox } from '../sending/wait-for-mailbox.ts';
import { circumstancesOf } from './circumstances.ts';
import { type Circumstances, consequences, findStep, planTime } from './consequences.ts';

/** Decides anew about a touch that could not be claimed when its time came. */
export async function reconsiderTouch(
  app: App,
  touchId: string,
  refused: ClaimRefusal | Limited,
): Promise<void> {
  if (refused === 'gone') return;
  if (refused === 'locked' || refused === 'early') return unqueueTouches(app.db, [touchId]);
  const enrolmentId = await enrolmentOfTouch(app.db, touchId);
  if (enrolmentId === null) return;
  const planned = await app.db.transaction(async (tx) => {
    await lockProspectsOfEnrolments(tx, [enrolmentId]);
    const [before] = await readSnapshots(tx, [enrolmentId]);
    if (before?.open?.id !== touchId) return [];
    const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
    const decided =
      typeof refused === 'object' && before.state.status === 'active'
        ? postponed(before, refused, circumstances)
        : await decide(app, tx, before, codeOf(before, refused), circumstances);
    const changes = joinChanges([decided]);
    if (refused === 'suppressed' || refused === 'asked_to_wait')
      await settleEvents(tx, [before.id]);
    await writeChanges(tx, changes, circumstances.now);
    return changes.touchPlans;
  });
  await dispatchSoon(app, planned);
}

function endSuppressed(
  before: EnrolmentSnapshot,
  reason: string | null,
  circumstances: Circumstances,
): Partial<Changes> {
  const state = exit(before.state, exitReasonOf(reason));
  if ('refused' in state) return {};
  const next = consequences(before, { state, base: null }, circumstances, circumstances.now);
  const skipped = told(before, 'touch.skipped', 'suppressed', circumstances);
  return { ...next, timeline: [skipped, ...(next.timeline ?? [])] };
}

/** Of one that was stopped since the claim only that counts. */
function codeOf(before: EnrolmentSnapshot, refused: ClaimRefusal | Limited): ClaimRefusal {
  const isActive = before.state.status === 'active';
  return typeof refused === 'object' || (!isActive && refused !== 'suppressed')
    ? 'not_active'
    : refused;
}

async function decide(
  app: App,
  tx: Queryable,
  before: EnrolmentSnapshot,
  refused: ClaimRefusal,
  circumstances: Circumstances,
): Promise<Partial<Changes>> {
  const { open, state, base } = before;
  switch (refused) {
    case 'suppressed': {
      const reason = await readSuppressionReason(tx, before.prospect.address);
      const { declined } = await wishesOf(tx, before, circumstances);
      return endSuppressed(before, reason ?? (declined ? 'opted_out' : null), circumstances);
    }
    case 'asked_to_wait': {
      const { pausedUntil } = await wishesOf(tx, before, circumstances);
      const waits = pausedUntil === null ? state : askedToWait(state, pausedUntil);
      if (waits === state) return replan(before, null, circumstances);
      return consequences(before, { state: waits, base: null }, circumstances, circumstances.now);
    }
    case 'not_active':
      return consequences(before, { state, base }, circumstances, circumstances.now);
    case 'mailbox_paused':
    case 'mailbox_gone': {
      if (open === null || open.status === 'waiting') return {};
      const first = app.workspace.mailboxes[0]?.key ?? 'default';
      const mailbox = await readMailbox(tx, open.mailbox ?? first);
      return withoutMailbox(before, open, refused, mailbox, first, circumstances);
    }
    case 'cadence_paused': {
      if (open === null || open.status === 'waiting') return {};
      const pause = await lockCadencePause(tx, before.cadenceKey);
      return withoutCadence(before, open, pause, circumstances);
    }
    case 'outside_window':
    case 'min_gap':
      return replan(before, refused, circumstances);
    default:
      return {};
  }
}

async function wishesOf(tx: Queryable, before: EnrolmentSnapshot, { now }: Circumstances) {
  const { cadenceKey, prospectId } = before;
  const wishes = await readMailWishes(tx, cadenceKey, [prospectId], now);
  return wishes.get(prospectId) ?? { declined: false, pausedUntil: null };
}

/** A later time for the open touch, found with what is known now. */
function replan(
  before: EnrolmentSnapshot,
  reason: 'outside_window' | 'min_gap' | null,
  circumstances: Circumstances,
): Partial<Changes> {
  const { open } = before;
  if (open === null || open.status === 'waiting') return {};
  const facts = { ...before.prospect, lastTouchAt: before.lastTouchAt };
  const touch = { touchId: open.id, step: findStep(circumstances.cadence, open.stepId) };
  const own = ofMailbox(circumstances, open.mailbox);
  const time = planTime(touch, facts, open.dueAt ?? open.plannedAt, own);
  const moved = open.dueAt === null || time.dueAt > open.dueAt;
  return {
    touchPlans: [{ ...time, id: open.id, status: 'scheduled', reason: moved ? reason : null }],
    timeline:
      moved && reason !== null
        ? [told(before, 'touch.rescheduled', reason, circumstances, time.dueAt)]
        : [],
  };
}

/** There was no room for it: the first allowed time from when there is. */
function postponed(
  before: EnrolmentSnapshot,
  { refused: reason, until, because }: Limited,
  circumstances: Circumstances,
): Partial<Changes> {
  const { open } = before;
  if (open === null || open.status === 'waiting') return {};
  const facts = { ...before.prospect, lastTouchAt: before.lastTouchAt };
  const touch = { touchId: open.id, step: findStep(circumstances.cadence, open.stepId) };
  const time = planTime(touch, facts, until, ofMailbox(circumstances, open.mailbox));
  const from = open.dueAt ?? open.plannedAt;
  const detail = inEnglish(because);
  const waits = { reason, from, to: until, detail, said: because };
  const { plannedAt } = open;
  const isNew = open.reason !== reason;
  const shifts = [waits, ...time.shifts];
  return {
    touchPlans: [{ ...time, plannedAt, shifts, id: open.id, status: 'scheduled', reason }],
    timeline: isNew ? [told(before, 'touch.rescheduled', reason, circumstances, time.dueAt)] : [],
  };
}

function told(
  before: EnrolmentSnapshot,
  type: string,
  reason: string,
  circumstances: Circumstances,
  dueAt?: Date,
) {
  return {
    at: circumstances.now,
    prospectId: before.prospectId,
    enrolmentId: before.id,
    type,
    data: { step: before.open?.stepId, reason, dueAt },
  };
}
