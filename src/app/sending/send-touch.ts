import type { Cadence } from '../../domain/cadence.ts';
import { mailboxesOf } from '../../domain/language/pool.ts';
import { renderText } from '../../email/render.ts';
import { messageOf, Unavailable } from '../../errors.ts';
import type { ClaimedTouch } from '../../store/claims.ts';
import { isConnectionLoss } from '../../store/db.ts';
import { unqueueTouches } from '../../store/dispatch.ts';
import { readDraft } from '../../store/mail-drafts.ts';
import { traced } from '../../tracing.ts';
import { createBatcher } from '../batcher.ts';
import type { App, Sender, SendingMailbox } from '../context.ts';
import { findStep } from '../enrolments/consequences.ts';
import { approvalOf, blockedBy, dueStep } from '../enrolments/due-step.ts';
import { reconsiderTouch } from '../enrolments/reconsider-touch.ts';
import { refuseUnlawful } from '../people/lawful-basis.ts';
import { claimingMailboxes, claimSet, handOverLeaseMs, type LimitedVerdict } from './claim-set.ts';
import { type ComposedMail, composeMail, mailContext } from './compose-mail.ts';
import { createAttachmentFetcher, type FetchedFiles } from './fetch-attachments.ts';
import { draftOf } from './mail-draft.ts';
import { createMailboxWatch } from './mailbox-watch.ts';
import { onTheWire } from './on-the-wire.ts';
import type { HandOverEnd } from './outcome-changes.ts';
import { type EndedHandOver, recordOutcomesSurely } from './record-outcomes.ts';
import { refuseClipped } from './refuse-clipped.ts';
import { refuseUnsigned } from './refuse-unsigned.ts';
import { createSlots } from './slots.ts';
import { stepCondition } from './step-condition.ts';

/** Machine time within which every SMTP conversation ends, one way or the other. */
export const handOverDeadlineMs = 22_000;

/** Claims and outcomes that one transaction takes. */
const setSize = 200;

/** How often a claim is tried when somebody else is deciding about the same person just now. */
const claimTries = 40;
const claimRetryMs = 25;

/**
 * Makes the handler of touch jobs.
 *
 * A claim is taken only when a connection is free, so that `handing_over` lasts one SMTP conversation and a stop never
 * waits behind a queue. The connection is given back before the outcome is written. Safe to run twice: the second claim
 * of a touch finds it gone.
 *
 * @param leaving  once it is aborted nothing more is claimed: touches that waited for a connection are given back
 */
export function createTouchSender(
  app: App,
  sender: Sender,
  leaving?: AbortSignal,
): (touchId: string) => Promise<void> {
  const mailboxes = claimingMailboxes(sender);
  const claim = createBatcher<string, LimitedVerdict>(
    (touchIds) => claimSet(app, touchIds, mailboxes),
    setSize,
  );
  const watch = createMailboxWatch(app);
  const record = createBatcher<EndedHandOver, boolean>(
    (ended) => recordOutcomesSurely(app, ended),
    setSize,
  );
  const giveBack = createBatcher<string, true>(async (touchIds) => {
    await unqueueTouches(app.db, touchIds);
    return touchIds.map(() => true);
  }, setSize);
  const slots = createSlots(sender.transport.maxConnections);

  const fetchFor = createAttachmentFetcher(app);

  const claimAndSend = async (touchId: string): Promise<EndedTouch | null> => {
    const fetched = await fetchFor(touchId);
    await slots.take();
    try {
      if (leaving?.aborted === true) {
        await giveBack(touchId);
        return null;
      }
      const take = () => claimInTime(claim, touchId);
      const verdict = await traced(app.tracing, 'claim', {}, take);
      if ('claimed' in verdict) {
        const lateMs = app.clock.now().getTime() - verdict.claimed.dueAt.getTime();
        app.metrics.latenessSeconds.observe(Math.max(0, lateMs) / 1_000);
        return {
          claim: verdict.claimed,
          end: await handOver(app, sender, verdict.claimed, fetched),
        };
      }
      app.metrics.claimsRefused.inc({ reason: verdict.refused });
      app.tracing?.note({ 'cadence.touch_id': touchId, 'cadence.refused': verdict.refused });
      await reconsiderTouch(app, touchId, 'until' in verdict ? verdict : verdict.refused);
      return null;
    } finally {
      slots.give();
    }
  };
  return async (touchId) => {
    const ended = await claimAndSend(touchId);
    if (ended === null) return;
    const kind = ended.end.kind === 'mail' ? ended.end.outcome.kind : ended.end.kind;
    const { claim, end } = ended;
    const mailbox = claim.mailbox ?? sender.mailbox.key;
    if (end.kind === 'mail') app.metrics.handOvers.inc({ outcome: kind, mailbox });
    noteEnd(app, claim, kind);
    if (!(await record({ ...ended, origin: app.tracing?.origin() }))) {
      app.log.warn({ touchId, outcome: kind }, 'hand-over was settled by somebody else');
    }
    await countEnd(app, claim, kind);
    // Without a letter nothing was given to the mail server.
    if (end.kind !== 'mail' || end.letter === null) return;
    await watch(mailbox, end.outcome);
  };
}

/** A claim that has ended, as a worker has it. */
interface EndedTouch extends EndedHandOver {
  readonly claim: ClaimedTouch;
}

function noteEnd({ tracing }: App, claim: ClaimedTouch, outcome: string): void {
  tracing?.note({
    'cadence.touch_id': claim.touchId,
    'cadence.enrolment_id': claim.enrolmentId,
    'cadence.step': claim.stepId,
    'cadence.outcome': outcome,
  });
}

/** The version is known since the mail was made: nothing is asked of the database. */
async function countEnd(app: App, { cadenceHash }: ClaimedTouch, outcome: string): Promise<void> {
  const version = await app.versions.load(cadenceHash).catch(() => null);
  app.metrics.touchesEnded.inc({ cadence: version?.cadence.key ?? 'unknown', outcome });
}

async function claimInTime(
  claim: (touchId: string) => Promise<LimitedVerdict>,
  touchId: string,
): Promise<LimitedVerdict> {
  for (let tries = 1; ; tries += 1) {
    const verdict = await claim(touchId);
    const locked = 'refused' in verdict && verdict.refused === 'locked';
    if (!locked || tries >= claimTries) return verdict;
    await new Promise((resolve) => setTimeout(resolve, claimRetryMs));
  }
}

async function handOver(
  app: App,
  senders: Sender,
  claim: ClaimedTouch,
  fetched: FetchedFiles,
): Promise<HandOverEnd> {
  let mail: ComposedMail;
  try {
    const make = () => prepare(app, senders, claim, fetched);
    const prepared = await traced(app.tracing, 'make mail', {}, make);
    if ('kind' in prepared) return prepared;
    mail = prepared;
  } catch (error) {
    const err = messageOf(error);
    if (isConnectionLoss(error) || error instanceof Unavailable) return notSent(err);
    app.log.warn({ touchId: claim.touchId, step: claim.stepId, err }, 'mail held back');
    return blockedBy(error);
  }
  // Counted from the claim: a conversation that outlasts its lease would be called unknown while it goes on.
  const leftMs =
    claim.leaseUntil.getTime() -
    app.clock.machineNow().getTime() -
    handOverLeaseMs +
    handOverDeadlineMs;
  if (leftMs <= 0) return notSent('the claim ran out before the mail was ready');
  const stopTimer = app.metrics.handOverSeconds.startTimer();
  const { transport, mailbox } = senderOf(senders, claim);
  const attributes = { 'cadence.mailbox': mailbox.key };
  const send = async () => {
    const end = await transport
      .send(mail.message, leftMs)
      .catch((error: unknown) => ({ kind: 'unknown' as const, detail: messageOf(error) }));
    app.tracing?.note({ 'cadence.outcome': end.kind });
    return end;
  };
  const outcome = await traced(app.tracing, 'hand over', { kind: 'client', attributes }, send);
  stopTimer();
  return { kind: 'mail', outcome, letter: mail.letter };
}

/** Nothing has left us: it is tried again. */
function notSent(detail: string): HandOverEnd {
  return { kind: 'mail', outcome: { kind: 'not_sent', detail, mailbox: false }, letter: null };
}

function senderOf(senders: Sender, { mailbox }: ClaimedTouch): SendingMailbox {
  return senders.all.get(mailbox ?? '') ?? senders;
}

/** Before the first mail nobody has been chosen: the first of the pool stands for it. */
function senderOfTask(
  app: App,
  senders: Sender,
  cadence: Cadence,
  claim: ClaimedTouch,
): SendingMailbox {
  const [first] = mailboxesOf(cadence, app.workspace);
  return senders.all.get(claim.mailbox ?? first?.key ?? '') ?? senders;
}

async function prepare(
  app: App,
  senders: Sender,
  claim: ClaimedTouch,
  fetched: FetchedFiles,
): Promise<ComposedMail | Exclude<HandOverEnd, { readonly kind: 'mail' | 'blocked' }>> {
  const version = await app.versions.load(claim.cadenceHash);
  const { cadence } = version;
  const step = findStep(cadence, claim.stepId);
  const due = dueStep(step, await stepCondition(app.db, cadence, step, claim), claim.approved);
  if (due.is === 'skipped') return due.end;
  if (due.is === 'task') {
    const { mailbox } = senderOfTask(app, senders, cadence, claim);
    const context = mailContext(app.workspace, cadence, due.step, claim, mailbox, '');
    return { kind: 'task', title: renderText(due.step.task.title, context) };
  }
  refuseUnlawful(claim);
  // Rendered also when it waits for a person: what is missing in it is told now.
  const { mailbox } = senderOf(senders, claim);
  const draft = claim.approved ? await readDraft(app.db, claim.touchId) : null;
  // What a person is asked about is shown as it is written, and followed only when it is sent.
  const { touchId: _untracked, ...shown } = claim;
  const to = due.is === 'approval' ? shown : claim;
  const mail = await composeMail(app, version, due.step, to, mailbox, fetched, draft);
  refuseClipped(mail.parts.rendered);
  refuseUnsigned(app.workspace, mailbox, mail.parts.rendered);
  if (due.is === 'approval') {
    return approvalOf(mail.letter.subject, claim.prospect.email, await draftOf(mail));
  }
  return { ...mail, message: await onTheWire(app, mailbox, claim, mail.message) };
}
