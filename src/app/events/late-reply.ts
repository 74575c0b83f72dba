/**
 * Events that had happened when a mail went out, and were heard of only afterwards. The mail cannot be taken back: the
 * enrolment is held, and its owner is told, so that a person can say sorry before anything else is sent.
 */
import type { InboundEvent } from '../../domain/event.ts';
import type { Changes } from '../../store/changes.ts';
import type { AskedMails, MailAfter } from '../../store/late-mails.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';
import type { Heard, Hearing } from './hearing.ts';

/** Kind of the task that the owner gets. */
export const lateReplyKind = 'late-reply';

/** Many providers tell whole seconds: within one, nobody can say which came first. */
const resolutionMs = 1_000;

/** What a person said or did: whoever heard of it in time would not have mailed. */
function isAnswer({ type }: InboundEvent): boolean {
  switch (type) {
    case 'reply.received':
    case 'reply.objection':
    case 'meeting.booked':
    case 'deal.won':
    case 'deal.lost':
    case 'email.complained':
    case 'prospect.opted_out':
    case 'reply.unproven':
      return true;
    case 'reply.auto':
    case 'deal.stage_changed':
    case 'email.bounced':
    case 'email.clicked':
    case 'email.opened':
      return false;
  }
}

/** What to ask about events that may be late: most are heard before anything else is sent, which the enrolments tell. */
export function askedMails(
  events: readonly (Heard & { readonly prospectId: string })[],
  enrolments: readonly EnrolmentSnapshot[],
): AskedMails[] {
  const touched = lastTouchesIn(enrolments);
  return events
    .filter(({ event }) => isAnswer(event))
    .filter(({ event, prospectId }) => (touched.get(prospectId) ?? 0) > event.occurredAt.getTime())
    .map(({ id, event, prospectId }) => ({
      eventId: id,
      prospectId,
      after: new Date(event.occurredAt.getTime() + resolutionMs),
      messageIds: [event.match.messageId ?? [], event.match.messageIds ?? []].flat(),
    }));
}

/** When each person was last touched; in the distant future while a mail of theirs is in the air. */
function lastTouchesIn(enrolments: readonly EnrolmentSnapshot[]): ReadonlyMap<string, number> {
  const touched = new Map<string, number>();
  for (const { prospectId, lastTouchAt, inAir } of enrolments) {
    const at = inAir.length > 0 ? Number.POSITIVE_INFINITY : (lastTouchAt?.getTime() ?? 0);
    touched.set(prospectId, Math.max(at, touched.get(prospectId) ?? 0));
  }
  return touched;
}

/** The mails of enrolments that hear the events which these are later than. */
export function lateMails(
  mails: readonly MailAfter[],
  hearings: readonly Hearing[],
): readonly MailAfter[] {
  return mails.filter((mail) =>
    hearings.some(
      ({ enrolment, events }) =>
        enrolment.id === mail.enrolmentId && events.some(({ id }) => id === mail.eventId),
    ),
  );
}

/** What the history of an enrolment says. @param mails  its own, one at least */
export function lateEntry(
  enrolment: EnrolmentSnapshot,
  { source, type, occurredAt }: InboundEvent,
  mails: readonly MailAfter[],
  at: Date,
): Partial<Changes> {
  const [first] = mails;
  if (first === undefined) return {};
  const { id: enrolmentId, prospectId } = enrolment;
  const steps = mails.map(({ stepId }) => stepId);
  const data = { source, type, occurredAt, steps, afterSeconds: secondsAfter(first, occurredAt) };
  const { eventId, touchId } = first;
  const entry = { at, prospectId, enrolmentId, eventId, touchId, type: 'reply.late', data };
  return { timeline: [entry] };
}

/** The task for the owner of the enrolment that answers. @param mails  of all enrolments, one at least */
export function lateTask(
  enrolment: EnrolmentSnapshot,
  event: InboundEvent,
  mails: readonly MailAfter[],
  now: Date,
): Partial<Changes> {
  const [first] = mails;
  if (first === undefined) return {};
  const { type, occurredAt, text, mail } = event;
  const what = first.subject === null ? `the step "${first.stepId}"` : `"${first.subject}"`;
  const more = mails.length === 1 ? '' : ` and ${mails.length - 1} more`;
  const after = inWords(secondsAfter(first, occurredAt));
  const title = `${enrolment.prospect.email}: the mail ${what}${more} went out ${after} after ${said(event)}. Look, and say sorry.`;
  const about = { prospectId: enrolment.prospectId, enrolmentId: enrolment.id };
  const sent = mails.map(({ touchId, stepId, handedOverAt }) => ({
    touchId,
    stepId,
    handedOverAt,
  }));
  const { eventId } = first;
  const task = { kind: lateReplyKind, title, owner: enrolment.owner, dueAt: now };
  // An erasure of whoever wrote it finds it by the address.
  const from = mail === undefined ? {} : { from: mail.from };
  const data = { type, occurredAt, text, mails: sent, ...from };
  return {
    newTasks: [{ ...about, ...task, eventId, data }],
    timeline: [
      { ...about, at: now, eventId, type: 'task.created', data: { kind: lateReplyKind, title } },
    ],
  };
}

function secondsAfter({ handedOverAt }: MailAfter, occurredAt: Date): number {
  return Math.round((handedOverAt.getTime() - occurredAt.getTime()) / 1_000);
}

function said({ type }: InboundEvent): string {
  switch (type) {
    case 'meeting.booked':
      return 'a meeting was booked';
    case 'deal.won':
      return 'the deal was won';
    case 'deal.lost':
      return 'the deal was lost';
    case 'prospect.opted_out':
      return 'the opt-out';
    case 'email.complained':
      return 'the complaint';
    default:
      return 'the reply';
  }
}

function inWords(seconds: number): string {
  const [count, unit] =
    seconds < 120
      ? [seconds, 'second']
      : seconds < 7_200
        ? [Math.round(seconds / 60), 'minute']
        : seconds < 172_800
          ? [Math.round(seconds / 3_600), 'hour']
          : [Math.round(seconds / 86_400), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
