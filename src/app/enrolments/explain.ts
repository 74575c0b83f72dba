import type { EnrolmentState } from '../../domain/enrolment/state.ts';
import { allInEnglish, at, readSentence, type Sentence, sentence } from '../../domain/sentence.ts';
import { scheduleOf } from '../../domain/step-schedule.ts';
import { localDate } from '../../domain/wall-clock.ts';
import type { ZoneSource } from '../../domain/zone.ts';
import { readCadencePause } from '../../store/cadence-pauses.ts';
import { type EnrolmentView, readEnrolment, readTouches } from '../../store/enrolments.ts';
import { readMailbox } from '../../store/mailboxes.ts';
import { readProspect } from '../../store/prospects.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import { readRoom } from '../../store/touches.ts';
import type { App } from '../context.ts';
import { lawBecause, withLaw } from '../people/explain-law.ts';
import { ofMailbox } from '../sending/senders.ts';
import { unknownWork } from '../unknown.ts';
import { circumstancesOf } from './circumstances.ts';
import { stepOf } from './consequences.ts';
import { expectedTurn } from './expected-turn.ts';
import { explainTouch, isMailToCome, type OpenTouchView, waitsFor } from './explain-touch.ts';
import { zoneWithSource } from './place.ts';

export interface Explanation {
  readonly enrolmentId: string;
  readonly status: string;
  /** A sentence or two that a person understands. */
  readonly summary: string;
  /** Stable code of what stands in the way; null when nothing does. */
  readonly code: string | null;
  readonly next: { readonly step: string; readonly dueAt: Date | null } | null;
  readonly shifts: readonly unknown[];
  /** On whose wall clock the next touch is planned, and where that zone was taken from; null when nothing is to come. */
  readonly zone: { readonly name: string; readonly from: ZoneSource } | null;
}

/** An explanation whose sentences have no words yet. */
export interface Explained extends Omit<Explanation, 'summary'> {
  readonly sentences: readonly Sentence[];
}

/** What stands in the way, or what comes next. */
export type Why = Pick<Explained, 'sentences' | 'code'>;

/** Why an enrolment stands where it stands, and what comes next. @throws NotFound `unknown_enrolment` */
export async function explain(app: App, enrolmentId: string): Promise<Explanation> {
  const { sentences, ...told } = await explainInSentences(app, enrolmentId);
  const { status, code, next, shifts, zone } = told;
  return { enrolmentId, status, next, shifts, zone, summary: allInEnglish(sentences), code };
}

/** The same for whoever has words in other languages. */
export async function explainInSentences(app: App, enrolmentId: string): Promise<Explained> {
  const enrolment = await readEnrolment(app.db, enrolmentId);
  if (enrolment === null) {
    throw unknownWork('enrolment', enrolmentId);
  }
  const { state, nextTouch } = enrolment;
  const touches = await readTouches(app.db, enrolmentId);
  const open = touches.findLast((touch) => touch.step === nextTouch?.step);
  const next = nextTouch === null ? null : { step: nextTouch.step, dueAt: nextTouch.dueAt };
  const zone = next === null ? null : await zoneOfStep(app, enrolmentId, next.step);
  const told = { enrolmentId, status: state.status, next, shifts: open?.shifts ?? [], zone };
  switch (state.status) {
    case 'exited': {
      const reason = { code: state.exitReason ?? '', of: 'exit' } as const;
      return { ...told, sentences: [sentence('explain.exited', { reason })], code: 'not_active' };
    }
    case 'completed':
      return { ...told, sentences: [sentence('explain.completed')], code: 'not_active' };
    case 'pending':
      return { ...told, sentences: [await explainWaiting(app, enrolment)], code: 'cap_reached' };
    case 'paused':
      return { ...told, sentences: [await explainPause(app, enrolment)], code: state.pauseReason };
    case 'active': {
      const { cadence } = enrolment;
      const paused = (await pausedCadence(app, cadence, open)) ?? (await pausedMailbox(app, open));
      const active = paused ?? explainTouch(open, zone, await roomFor(app, open));
      return { ...told, ...(await withLaw(app, enrolment, open, active)) };
    }
  }
}

/** What it waits for where there is no room for it. */
async function roomFor({ db }: App, touch: OpenTouchView | undefined): Promise<Sentence | null> {
  return touch?.reason === 'cap_reached' ? readSentence(await readRoom(db, touch.id)) : null;
}

async function explainPause(app: App, enrolment: EnrolmentView): Promise<Sentence> {
  const { pauseReason, resumeAt } = enrolment.state;
  const held = await heldBecause(app, enrolment.state);
  const cause = held ?? (await lawBecause(app, enrolment));
  const values = {
    reason: { code: pauseReason ?? '', of: 'pause' },
    ...(cause === null ? {} : { cause }),
  } as const;
  return resumeAt === null
    ? sentence('explain.paused-until-resumed', values)
    : sentence('explain.paused-until', { ...values, until: { at: resumeAt } });
}

/** What was heard of which colleague; null where that does not hold it. */
async function heldBecause(
  app: App,
  { pauseReason, held }: EnrolmentState,
): Promise<Sentence | null> {
  if (pauseReason !== 'company_hold' || held === undefined) return null;
  const { type, eventId, id: holdId } = held;
  const values = { event: { code: type, of: 'event' }, eventId, holdId } as const;
  const colleague = await readProspect(app.db, held.prospectId);
  return colleague === null || colleague.erasedAt !== null
    ? sentence('explain.of-some-colleague', values)
    : sentence('explain.of-colleague', { ...values, who: colleague.email });
}

/** How far ahead its turn is. */
async function explainWaiting(app: App, { id, cadence }: EnrolmentView): Promise<Sentence> {
  const turn = await expectedTurn(app, id, cadence);
  if (turn === null) return sentence('explain.turn');
  const { place, of, limit, startsAt, today, zone } = turn;
  const { date } = localDate(startsAt, zone);
  return date === today
    ? sentence('explain.turn-today', { place, of, limit, zone })
    : sentence('explain.turn-on', { place, of, limit, date, zone });
}

/** A mail that waits for its cadence, whether it has come to that already or will. */
async function pausedCadence(
  app: App,
  cadence: string,
  touch: OpenTouchView | undefined,
): Promise<Why | null> {
  if (touch === undefined || !isMailToCome(touch)) return null;
  const pause = await readCadencePause(app.db, cadence);
  if (pause === null) return null;
  const why = sentence('explain.cadence-paused', {
    ...{ cadence, since: at(pause.since), why: pause.said ?? pause.reason },
  });
  return { sentences: [why, waitsFor(touch)], code: 'cadence_paused' };
}

/** A mail that waits for its mailbox, whether it has come to that already or will. */
async function pausedMailbox(app: App, touch: OpenTouchView | undefined): Promise<Why | null> {
  if (touch === undefined || !isMailToCome(touch)) return null;
  const key = touch.mailbox ?? app.workspace.mailboxes[0]?.key ?? 'default';
  const row = await readMailbox(app.db, key);
  if (row?.status !== 'paused') return null;
  const { reason, retryAt } = row;
  const since = row.since === null ? 'undefined' : at(row.since);
  const values = { mailbox: key, since, why: row.said ?? String(reason) };
  const why =
    retryAt === null
      ? sentence('explain.mailbox-paused', values)
      : sentence('explain.mailbox-tried', { ...values, retryAt: at(retryAt) });
  return { sentences: [why, waitsFor(touch)], code: 'mailbox_paused' };
}

async function zoneOfStep(
  app: App,
  enrolmentId: string,
  stepId: string,
): Promise<Explanation['zone']> {
  const [enrolment] = await readSnapshots(app.db, [enrolmentId]);
  if (enrolment === undefined) return null;
  const circumstances = await circumstancesOf(app, enrolment.cadenceHash);
  const mailbox = enrolment.open?.mailbox ?? null;
  const { cadence, senderZone } = ofMailbox(circumstances, mailbox);
  const step = stepOf(cadence, stepId);
  if (step === undefined) return null;
  const schedule = scheduleOf(cadence, step);
  const { zone: name, from } = zoneWithSource(schedule, enrolment.prospect, senderZone);
  return { name, from };
}
