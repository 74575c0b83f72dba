import type { EnrolmentState } from '../../domain/enrolment/state.ts';
import { scheduleOf } from '../../domain/step-schedule.ts';
import { localDate } from '../../domain/wall-clock.ts';
import { type ZoneSource, zoneSourceWords } from '../../domain/zone.ts';
import { NotFound } from '../../errors.ts';
import { readCadencePause } from '../../store/cadence-pauses.ts';
import { type EnrolmentView, readEnrolment, readTouches } from '../../store/enrolments.ts';
import { readMailbox } from '../../store/mailboxes.ts';
import { readProspect } from '../../store/prospects.ts';
import { readSnapshots } from '../../store/snapshots.ts';
import type { App } from '../context.ts';
import { lawBecause, withLaw } from '../people/explain-law.ts';
import { ofMailbox } from '../sending/senders.ts';
import { circumstancesOf } from './circumstances.ts';
import { stepOf } from './consequences.ts';
import { expectedTurn } from './expected-turn.ts';
import { zoneWithSource } from './place.ts';

export interface Explanation {
  readonly enrolmentId: string;
  readonly status: string;
  /** One sentence a person understands. */
  readonly summary: string;
  /** Stable code of what stands in the way; null when nothing does. */
  readonly code: string | null;
  readonly next: { readonly step: string; readonly dueAt: Date | null } | null;
  readonly shifts: readonly unknown[];
  /** On whose wall clock the next touch is planned, and where that zone was taken from; null when nothing is to come. */
  readonly zone: { readonly name: string; readonly from: ZoneSource } | null;
}

/** Why an enrolment stands where it stands, and what comes next. @throws NotFound `unknown_enrolment` */
export async function explain(app: App, enrolmentId: string): Promise<Explanation> {
  const enrolment = await readEnrolment(app.db, enrolmentId);
  if (enrolment === null) {
    throw new NotFound('unknown_enrolment', `There is no enrolment ${enrolmentId}.`);
  }
  const { state, nextTouch } = enrolment;
  const touches = await readTouches(app.db, enrolmentId);
  const open = touches.findLast((touch) => touch.step === nextTouch?.step);
  const next = nextTouch === null ? null : { step: nextTouch.step, dueAt: nextTouch.dueAt };
  const zone = next === null ? null : await zoneOfStep(app, enrolmentId, next.step);
  const told = { enrolmentId, status: state.status, next, shifts: open?.shifts ?? [], zone };
  switch (state.status) {
    case 'exited':
      return { ...told, summary: `It ended: ${state.exitReason}.`, code: 'not_active' };
    case 'completed':
      return { ...told, summary: 'Every step is done.', code: 'not_active' };
    case 'pending':
      return { ...told, summary: await explainWaiting(app, enrolment), code: 'cap_reached' };
    case 'paused': {
      const until =
        state.resumeAt === null ? 'until somebody resumes it' : `until ${state.resumeAt}`;
      const cause = (await heldBecause(app, state)) + (await lawBecause(app, enrolment));
      const summary = `It is paused (${state.pauseReason}) ${until}${cause}. Nothing is sent meanwhile.`;
      return { ...told, summary, code: state.pauseReason };
    }
    case 'active': {
      const { cadence } = enrolment;
      const paused = (await pausedCadence(app, cadence, open)) ?? (await pausedMailbox(app, open));
      const active = paused ?? explainActive(open, zone);
      return { ...told, ...(await withLaw(app, enrolment, open, active)) };
    }
  }
}

/** What was heard of which colleague; nothing where that does not hold it. */
async function heldBecause(app: App, { pauseReason, held }: EnrolmentState): Promise<string> {
  if (pauseReason !== 'company_hold' || held === undefined) return '';
  const colleague = await readProspect(app.db, held.prospectId);
  const who = colleague === null || colleague.erasedAt !== null ? 'a colleague' : colleague.email;
  return `, because of ${held.type} of ${who} (event ${held.eventId}, hold ${held.id})`;
}

/** How far ahead its turn is. */
async function explainWaiting(app: App, { id, cadence }: EnrolmentView): Promise<string> {
  const turn = await expectedTurn(app, id, cadence);
  if (turn === null) return 'It waits for its turn to start.';
  const { place, of, limit, startsAt, today, zone } = turn;
  const { date } = localDate(startsAt, zone);
  const when = date === today ? 'today' : `on ${date}`;
  return `It waits as number ${place} of ${of}: max_new_per_day is ${limit}, and it is expected to start ${when} (${zone}).`;
}

/** A mail that waits for its cadence, whether it has come to that already or will. */
async function pausedCadence(
  app: App,
  key: string,
  touch: OpenTouchView | undefined,
): Promise<Pick<Explanation, 'summary' | 'code'> | null> {
  if (touch === undefined || !isMailToCome(touch)) return null;
  const pause = await readCadencePause(app.db, key);
  if (pause === null) return null;
  const { since, reason } = pause;
  const due = touch.dueAt?.toISOString() ?? 'a time that is not known yet';
  const summary = `The cadence ${key} is paused since ${since.toISOString()} (${reason}) until somebody resumes it ("cadence cadences resume ${key}"). Step "${touch.step}" waits for it; its time is ${due}.`;
  return { summary, code: 'cadence_paused' };
}

const isMailToCome = ({ status, channel }: OpenTouchView) =>
  channel === 'email' && ['scheduled', 'queued', 'deferred'].includes(status);

/** A mail that waits for its mailbox, whether it has come to that already or will. */
async function pausedMailbox(
  app: App,
  touch: OpenTouchView | undefined,
): Promise<Pick<Explanation, 'summary' | 'code'> | null> {
  if (touch === undefined || !isMailToCome(touch)) return null;
  const key = touch.mailbox ?? app.workspace.mailboxes[0]?.key ?? 'default';
  const mailbox = await readMailbox(app.db, key);
  if (mailbox?.status !== 'paused') return null;
  const { since, reason, retryAt } = mailbox;
  const until =
    retryAt === null
      ? `until somebody resumes it ("cadence mailboxes resume ${key}")`
      : `and is tried again at ${retryAt.toISOString()}`;
  const due = touch.dueAt?.toISOString() ?? 'a time that is not known yet';
  const summary = `The mailbox ${key} is paused since ${since?.toISOString()} (${reason}) ${until}. Step "${touch.step}" waits for it; its time is ${due}.`;
  return { summary, code: 'mailbox_paused' };
}

type OpenTouchView = Awaited<ReturnType<typeof readTouches>>[number];

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

function explainActive(
  touch: OpenTouchView | undefined,
  zone: Explanation['zone'],
): Pick<Explanation, 'summary' | 'code'> {
  if (touch === undefined) return { summary: 'Nothing is planned.', code: null };
  const due = touch.dueAt?.toISOString() ?? 'a time that is not known yet';
  const moved = touch.shifts.map((shift) => shift.reason);
  const because = moved.length === 0 ? '' : ` It was moved there by ${moved.join(', ')}.`;
  const clock =
    zone === null ? '' : ` The wall clock is ${zone.name}: ${zoneSourceWords[zone.from]}.`;
  if (touch.reason === 'cap_reached' && touch.status !== 'handing_over') {
    const room = touch.shifts.find(({ reason }) => reason === 'cap_reached');
    const summary = `Step "${touch.step}" waits for room: ${room?.detail ?? 'a limit is reached'}. It goes out at ${due} at the earliest.${clock}`;
    return { summary, code: touch.reason };
  }
  switch (touch.status) {
    case 'waiting':
      if (touch.reason === 'awaiting_approval') {
        const summary = `The mail of step "${touch.step}" waits until somebody approves it.`;
        return { summary, code: touch.reason };
      }
      return { summary: `It waits for the task of step "${touch.step}".`, code: null };
    case 'handing_over':
      return { summary: `Step "${touch.step}" is being handed over now.`, code: null };
    case 'unknown':
      return { summary: `Nobody knows whether "${touch.step}" was delivered.`, code: 'unknown' };
    case 'deferred':
      return {
        summary: `The mail server put "${touch.step}" off (${touch.smtpResponse}); the next attempt is at ${due}.`,
        code: touch.reason,
      };
    default:
      return {
        summary: `Step "${touch.step}" goes out at ${due}.${because}${clock}`,
        code: moved.findLast((reason) => reason !== 'jitter') ?? touch.reason,
      };
  }
}
