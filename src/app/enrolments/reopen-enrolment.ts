/**
 * Takes back that a person ended an enrolment: it stands where it stood, and hears what was heard meanwhile.
 *
 * | since the end                                          | then                                                     |
 * |--------------------------------------------------------|----------------------------------------------------------|
 * | nothing                                                | its touch is planned for the time that it had, or, where |
 * |                                                        | that has passed, for the first allowed one               |
 * | its mail, in the air at the end, was taken             | it goes on behind that step                              |
 * | a reply, an objection, an automatic reply              | it stands still as it would have                         |
 * | opt-out, complaint, bounce, a deal closed, suppression | refused: those win always                                |
 * | its mail, in the air at the end, has an unknown end    | refused; so is one that was held for such a mail, for an |
 * |                                                        | unproven sender or a missing basis                       |
 * | another enrolment of the person                        | refused: that one counts                                 |
 * | the company has as many people in it as it may         | refused                                                  |
 * | a hold of the company, or a wish for no mail           | it stands still                                          |
 */
import { pastSpent } from '../../domain/edit/map-state.ts';
import { withHold } from '../../domain/enrolment/company-hold.ts';
import { foldEvents } from '../../domain/enrolment/fold.ts';
import { type EnrolmentState, isAtCursor, isLive } from '../../domain/enrolment/state.ts';
import { askedToWait } from '../../domain/enrolment/transitions.ts';
import type { InboundEvent } from '../../domain/event.ts';
import { inEnglish, type Sentence, sentence } from '../../domain/sentence.ts';
import { Refused } from '../../errors.ts';
import { joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import { type BeforeExit, keepBeforeExit, readBeforeExit } from '../../store/exits.ts';
import {
  insertHeard,
  readEventsOfProspect,
  readSettledEventIds,
  readUnsettledEvents,
} from '../../store/heard.ts';
import { readMailWishes } from '../../store/mail-choices.ts';
import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { noteReturn } from '../../store/returns.ts';
import { type EnrolmentSnapshot, readSnapshotsOfProspects } from '../../store/snapshots.ts';
import { readSuppressed } from '../../store/suppressions.ts';
import { readSpentTouches } from '../../store/touches.ts';
import type { App } from '../context.ts';
import { refuseByRules } from '../enrolling/entry-rules.ts';
import { markTooMany } from '../events/bounce-limit.ts';
import { concerns } from '../events/hearing.ts';
import { withoutOtherDeals } from '../events/other-deals.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { unknownWork } from '../unknown.ts';
import { circumstancesOf } from './circumstances.ts';
import { holdsOn } from './company-holds.ts';
import { type Circumstances, consequences } from './consequences.ts';
import { pauseCalendarOf } from './pause-calendar.ts';
import { remember } from './touch-memory.ts';

/** An event may be received before the end and be heard after it: it waits for the lock no longer than this. */
const waitingAtMostMs = 60_000;

/**
 * @param actor  who takes it back, for the timeline
 * @throws NotFound `unknown_enrolment`; Refused `not_ended`, `not_by_hand`, `was_held`, `unknown_hand_over`, `heard_since`,
 *   `enrolled_since`, `suppressed`, `blocked_domain`, `erased`, `company_limit`
 */
export async function reopenEnrolment(app: App, enrolmentId: string, actor: string): Promise<void> {
  const planned = await app.db.transaction(async (tx) => {
    const { before, others } = await lockAndRead(tx, enrolmentId);
    const kept = await readBeforeExit(tx, enrolmentId);
    if (isLive(before.state)) throw refused(enrolmentId, 'not_ended', sentence('deed.not-ended'));
    if (kept === null) throw refused(enrolmentId, 'not_by_hand', sentence('deed.not-by-hand'));
    refuseHeld(before, kept);
    const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
    await refuseForPerson(tx, before, { kept, others }, circumstances);
    const { state, base, heard } = await stateNow(app, tx, before, kept, circumstances);
    const { now } = circumstances;
    const told = {
      at: now,
      prospectId: before.prospectId,
      enrolmentId,
      type: 'person.reopened',
      data: { by: actor },
    };
    const touch = kept.touch !== null && isAtCursor(state, kept.touch) ? kept.touch : null;
    const next =
      touch === null
        ? consequences(before, { state, base }, circumstances, now)
        : remember(before, state, touch, circumstances, base);
    const changes = joinChanges([{ timeline: [told] }, next]);
    await insertHeard(tx, heard);
    await writeChanges(tx, changes, now);
    await keepBeforeExit(tx, enrolmentId, null);
    await noteReturn(tx, enrolmentId);
    return [...changes.newTouches, ...changes.reopenedTouches];
  });
  await dispatchSoon(app, planned);
}

function refused(enrolmentId: string, code: string, said: Sentence): Refused {
  const message = `Cannot reopen enrolment ${enrolmentId}: ${inEnglish(said)}.`;
  return new Refused(code, message, undefined, { said });
}

/** The enrolment with what has been touched of it, and the others of its person. */
async function lockAndRead(tx: Queryable, enrolmentId: string) {
  const locked = await lockProspectsOfEnrolments(tx, [enrolmentId]);
  const all = await readSnapshotsOfProspects(tx, [...locked.values()]);
  const before = all.find((one) => one.id === enrolmentId);
  if (before === undefined) {
    throw unknownWork('enrolment', enrolmentId);
  }
  const spent = await readSpentTouches(tx, [enrolmentId]);
  return { before: { ...before, spent }, others: all.filter((one) => one !== before) };
}

/** Pauses whose end nobody tells an enrolment that is over. */
const endedElsewhere: readonly (string | null)[] = [
  'unknown_hand_over',
  'unproven_sender',
  'missing_basis',
];

/** What it waited for may have come meanwhile, or may never come: it would stand still for ever, or go on too early. */
function refuseHeld({ id, inAir }: EnrolmentSnapshot, { state }: BeforeExit): void {
  if (endedElsewhere.includes(state.pauseReason)) {
    const reason = { code: state.pauseReason ?? '', of: 'pause' } as const;
    throw refused(id, 'was_held', sentence('deed.was-held', { reason }));
  }
  if (inAir.some(({ status }) => status === 'unknown')) {
    throw refused(id, 'unknown_hand_over', sentence('deed.unknown-hand-over'));
  }
}

/** What has come up since about the person, whatever they have said of this enrolment. */
async function refuseForPerson(
  tx: Queryable,
  { id, prospectId, prospect, cadenceKey }: EnrolmentSnapshot,
  { kept, others }: { readonly kept: BeforeExit; readonly others: readonly EnrolmentSnapshot[] },
  circumstances: Circumstances,
): Promise<void> {
  const { cadence, now } = circumstances;
  if (prospect.erased) throw refused(id, 'erased', sentence('deed.erased'));
  const by = (await readSuppressed(tx, [prospect.address])).get(prospect.address);
  if (by === 'domain') throw refused(id, 'blocked_domain', sentence('deed.blocked-domain'));
  const wish = (await readMailWishes(tx, cadenceKey, [prospectId], now)).get(prospectId);
  if (by === 'address' || wish?.declined === true) {
    throw refused(id, 'suppressed', sentence('deed.suppressed'));
  }
  const newer = others.find(
    ({ state, ...one }) =>
      one.createdAt >= kept.at || (one.cadenceKey === cadenceKey && isLive(state)),
  );
  if (newer !== undefined) {
    const said = sentence('deed.enrolled-since', { cadence: newer.cadenceKey });
    throw refused(id, 'enrolled_since', said);
  }
  const { maxActivePerCompany } = cadence.entry ?? {};
  if (maxActivePerCompany === undefined) return;
  const ofCompany = { ...circumstances, cadence: { ...cadence, entry: { maxActivePerCompany } } };
  const full = await refuseByRules(tx, [{ ...prospect, prospectId }], ofCompany);
  const refusal = full.get(prospectId);
  if (refusal !== undefined) {
    const said = sentence('deed.company-limit', { why: refusal.said });
    throw refused(id, refusal.code, said);
  }
}

/** Where it would stand had it never been ended. */
async function stateNow(
  app: App,
  tx: Queryable,
  before: EnrolmentSnapshot,
  kept: BeforeExit,
  circumstances: Circumstances,
) {
  const { cadence, now } = circumstances;
  const { id, prospectId, spent } = before;
  const hold = (await holdsOn(app, tx, [prospectId])).get(prospectId) ?? null;
  const wish = (await readMailWishes(tx, before.cadenceKey, [prospectId], now)).get(prospectId);
  const free = pastSpent(withHold(kept.state, hold), cadence, spent);
  const stood = wish?.pausedUntil == null ? free : askedToWait(free, wish.pausedUntil);
  const rows = await heardSince(app, tx, before, kept.at);
  if (rows.length === 0) return { state: stood, base: null, heard: [] };
  const events = rows.map(({ event, ...row }) => ({ ...event, ...row }));
  const calendar = pauseCalendarOf(circumstances, before.prospect);
  const folded = foldEvents(stood, events, cadence, calendar).state;
  if (!isLive(folded)) throw refused(id, 'heard_since', heardSentence(folded));
  const heard = rows.map((row) => ({ enrolmentId: id, eventId: row.id }));
  return { state: folded, base: stood, heard };
}

function heardSentence({ exitReason }: EnrolmentState): Sentence {
  const reason = { code: exitReason ?? 'completed', of: 'exit' } as const;
  return sentence('deed.heard-since', { reason });
}

/** Whether the words of an event are still there. */
const isKept = ({ type }: Partial<InboundEvent>): boolean => type !== undefined;

/** What was heard of the person since the end, here or by their other enrolments. */
async function heardSince(app: App, tx: Queryable, before: EnrolmentSnapshot, endedAt: Date) {
  const from = new Date(endedAt.getTime() - waitingAtMostMs);
  const [own, settled, all] = [
    await readUnsettledEvents(tx, [before.id]),
    new Set(await readSettledEventIds(tx, before.id)),
    markTooMany(app, await readEventsOfProspect(tx, before.prospectId)),
  ];
  // Without its words nobody can tell what it was.
  if (all.some(({ event, receivedAt }) => receivedAt > endedAt && !isKept(event))) {
    throw refused(before.id, 'heard_since', sentence('deed.heard-forgotten'));
  }
  const since = all.filter(
    ({ id, event, receivedAt }) =>
      (settled.has(id) ? receivedAt > endedAt : receivedAt >= from) && concerns(event, before),
  );
  const about = await withoutOtherDeals(tx, since, before.id);
  const known = new Map(own.map((row) => [row.id, row]));
  return about.map((row) => ({ ...row, ...known.get(row.id) }));
}
