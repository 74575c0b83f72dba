import { type CompanyHold, underHold } from '../../domain/enrolment/company-hold.ts';
import { type Effect, foldEvents, outcomeOf } from '../../domain/enrolment/fold.ts';
import type { InboundEvent } from '../../domain/event.ts';
import { isSoftBounce } from '../../domain/soft-bounces.ts';
import { type Changes, joinChanges } from '../../store/changes.ts';
import type { EventMatch } from '../../store/event-match.ts';
import type { EventOutcome } from '../../store/events.ts';
import type { HeardRow, NewHeard } from '../../store/heard.ts';
import type { MailAfter } from '../../store/late-mails.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';
import type { CircumstancesByVersion } from '../enrolments/circumstances.ts';
import { type Circumstances, consequences } from '../enrolments/consequences.ts';
import { pauseCalendarOf } from '../enrolments/pause-calendar.ts';
import type { TooMany } from './bounce-limit.ts';
import { deputyTask } from './deputy-task.ts';
import { eventTask, needsTriage, triageTask } from './event-task.ts';
import { endsAllMail, type Heard, type Hearing, hearing, suppressionReason } from './hearing.ts';
import { lateEntry, lateMails, lateTask } from './late-reply.ts';
import { holdsOf, type RuleHolds } from './rule-conditions.ts';

/** What became of one event. */
export interface EventResult {
  readonly id: string;
  readonly outcome: EventOutcome;
  readonly reason: string | null;
  readonly prospectId: string | null;
  readonly enrolmentId: string | null;
  /** Enrolments that it concerned whose mail was being handed over when their prospect was locked. */
  readonly flying: readonly string[];
  /** A mail of an enrolment that hears it had gone out after it happened. */
  readonly late: boolean;
}

/** Everything about one person that a decision needs. */
export interface PersonCase {
  readonly prospectId: string;
  readonly events: readonly Heard[];
  readonly matches: ReadonlyMap<string, EventMatch>;
  readonly enrolments: readonly EnrolmentSnapshot[];
  /** Events heard before that are folded again. */
  readonly unsettled: readonly HeardRow[];
  /** Whether the conditions of rules hold for the new events. */
  readonly holds: RuleHolds;
  /** Mails of the person that went out after an event had happened. */
  readonly late: readonly MailAfter[];
  /** What colleagues have said in the same call; null where that holds nobody. */
  readonly companyHold: CompanyHold | null;
  /** Soft bounces that are too many; null where none is folded. */
  readonly tooMany: TooMany | null;
}

export type EnrolEffect = Extract<Effect, { readonly do: 'enrol' }> & {
  readonly event: InboundEvent;
  readonly from: EnrolmentSnapshot;
};

export interface EventDecision {
  readonly changes: Changes;
  readonly heard: readonly NewHeard[];
  readonly suppressions: readonly { value: string; reason: string; source: string }[];
  readonly enrols: readonly EnrolEffect[];
  readonly results: readonly EventResult[];
}

/**
 * Which enrolments of a person hear which of the new events. Those that hear none of them, and fold a soft bounce, are
 * folded again all the same: what is heard elsewhere may make it one too many, or show that the address is alive.
 */
function hearingsOf(person: PersonCase): readonly Hearing[] {
  const { enrolments, events, matches, unsettled, tooMany } = person;
  const hearings = hearing(enrolments, events, matches, unsettled);
  if (tooMany === null) return hearings;
  const hears = new Set(hearings.map(({ enrolment }) => enrolment.id));
  const folds = new Set(
    unsettled.flatMap(({ enrolmentId, event }) => (isSoftBounce(event) ? [enrolmentId] : [])),
  );
  const again = enrolments.filter(({ id }) => folds.has(id) && !hears.has(id));
  return [
    ...hearings,
    ...again.map((enrolment) => ({ enrolment, events: [], primaryFor: new Set<string>() })),
  ];
}

/** Folds the new events of one person into each enrolment that hears them. Everything is at hand: nothing is read. */
export function decidePerson(
  person: PersonCase,
  circumstancesFor: CircumstancesByVersion,
): EventDecision {
  const hearings = hearingsOf(person);
  const late = lateMails(person.late, hearings);
  const decided = hearings.map((one) =>
    decideHearing(one, person, late, circumstancesFor(one.enrolment)),
  );
  const airborne = person.enrolments.filter(isFlying).map((enrolment) => enrolment.id);
  const results = person.events.map(({ id, event }) => {
    const told = decided.flatMap((decision) => decision.told.filter((one) => one.eventId === id));
    const concerned = new Set(told.map((one) => one.enrolmentId));
    const flying = airborne.filter((one) => endsAllMail(event) || concerned.has(one));
    const isLate = late.some((mail) => mail.eventId === id);
    return { id, ...receiptOf(told, event), prospectId: person.prospectId, flying, late: isLate };
  });
  return {
    changes: joinChanges(decided.map((decision) => decision.changes)),
    heard: decided.flatMap((decision) =>
      decision.told.map(({ enrolmentId, eventId }) => ({
        enrolmentId,
        eventId,
        late: late.some((mail) => mail.eventId === eventId && mail.enrolmentId === enrolmentId),
        ...holdsOf(person.holds, enrolmentId, eventId),
      })),
    ),
    suppressions: suppressionsOf(person),
    enrols: decided.flatMap((decision) => decision.enrols),
    results,
  };
}

/** What one event did to one enrolment. */
interface Told {
  readonly eventId: string;
  readonly enrolmentId: string;
  readonly primary: boolean;
  readonly outcome: 'applied' | 'ignored';
  readonly reason?: string;
}

function decideHearing(
  one: Hearing,
  person: PersonCase,
  late: readonly MailAfter[],
  circumstances: Circumstances,
) {
  const { enrolment, events, primaryFor } = one;
  const { cadence, now } = circumstances;
  const calendar = pauseCalendarOf(circumstances, enrolment.prospect);
  const stood = enrolment.base ?? enrolment.state;
  const base = person.companyHold === null ? stood : underHold(stood, person.companyHold);
  const earlier = person.unsettled.filter((row) => row.enrolmentId === enrolment.id);
  const lateOf = (id: string) => late.filter(({ eventId }) => eventId === id);
  const own = ({ enrolmentId }: MailAfter) => enrolmentId === enrolment.id;
  const isTooMany = (id: string) => person.tooMany?.ids.has(id) === true;
  const before = earlier.map(({ id, event, receivedAt, late: isLate, holds }) => ({
    ...event,
    ...{ id, receivedAt, tooMany: isTooMany(id) },
    ...(isLate === undefined ? {} : { late: isLate }),
    ...(holds === undefined ? {} : { holds }),
  }));
  const fresh = events.map(({ id, event, receivedAt = now }) => ({
    ...event,
    ...{ id, receivedAt, tooMany: isTooMany(id), late: lateOf(id).some(own) },
    ...holdsOf(person.holds, enrolment.id, id),
  }));
  const all = [...before, ...fresh];
  const folded = foldEvents(base, all, cadence, calendar);

  const told: Told[] = [];
  const parts: Partial<Changes>[] = [];
  const enrols: EnrolEffect[] = [];
  for (const { id, event } of events) {
    const primary = primaryFor.has(id);
    const effects = folded.effects.filter((effect) => effect.eventId === id);
    const mails = lateOf(id);
    const tooMany = isTooMany(id);
    const heard = { ...event, id, tooMany };
    const outcome =
      mails.length > 0
        ? ({ outcome: 'applied' } as const)
        : outcomeOf(enrolment.state, folded.state, effects, heard);
    told.push({ eventId: id, enrolmentId: enrolment.id, primary, ...outcome });
    for (const effect of primary ? effects : []) {
      if (effect.do === 'enrol') {
        enrols.push({ ...effect, event, from: enrolment });
      } else if (effect.do === 'task') {
        parts.push(eventTask(enrolment, id, effect.task, event, calendar.plus, circumstances));
      }
    }
    const asked = effects.some((effect) => effect.do === 'task');
    if (primary && !asked && needsTriage(event)) {
      parts.push(eventTask(enrolment, id, triageTask, event, calendar.plus, circumstances));
    }
    if (primary) {
      parts.push({ timeline: [heardEntry(enrolment, id, event, now)] });
      parts.push(deputyTask(enrolment, id, event, now));
    }
    const ownMails = mails.filter(own);
    if (ownMails.length > 0) parts.push(lateEntry(enrolment, event, ownMails, now));
    if (primary && mails.length > 0) parts.push(lateTask(enrolment, event, mails, now));
  }
  const bounced = folded.state.exitReason === 'bounced' && enrolment.state.status !== 'exited';
  if (bounced && person.tooMany !== null && !all.some(({ hard }) => hard === true)) {
    parts.push({ timeline: [limitEntry(enrolment, person.tooMany, now)] });
  }
  parts.push(consequences(enrolment, { state: folded.state, base }, circumstances, now));
  return { changes: joinChanges(parts), told, enrols };
}

/** Why soft bounces have ended it. */
function limitEntry({ prospectId, id: enrolmentId }: EnrolmentSnapshot, why: TooMany, at: Date) {
  const { softLimit, withinMs } = why.limit;
  const data = { softBounces: softLimit, withinDays: withinMs / 86_400_000 };
  return { at, prospectId, enrolmentId, type: 'bounces.limit_reached', data };
}

function heardEntry(enrolment: EnrolmentSnapshot, eventId: string, event: InboundEvent, at: Date) {
  const { category, until, stage, hard, code, reason, source, occurredAt, by } = event;
  return {
    at,
    prospectId: enrolment.prospectId,
    enrolmentId: enrolment.id,
    eventId,
    type: event.type,
    data: { source, occurredAt, category, until, stage, hard, code, reason, by },
  };
}

/** The claim takes the same lock: what is not in the air under it leaves no more. */
function isFlying(enrolment: EnrolmentSnapshot): boolean {
  return enrolment.inAir.some((touch) => touch.status === 'handing_over');
}

/** Addresses that get no mail any more, whether or not the person is in a cadence. */
function suppressionsOf({ events, matches }: PersonCase): EventDecision['suppressions'] {
  return events.flatMap(({ id, event }) => {
    const [reason, value] = [suppressionReason(event), matches.get(id)?.address];
    if (reason === null || value === undefined) return [];
    return [value, ...writerOf(event)].map((one) => ({ value: one, reason, source: event.source }));
  });
}

/** Who asks by mail for no more of them means the address of that mail, too. */
function writerOf({ type, mail }: InboundEvent): readonly string[] {
  if (type !== 'prospect.opted_out' || mail?.from == null || mail.authentic === false) return [];
  return [mail.from];
}

function heldReason({ type }: InboundEvent): string | null {
  return type === 'reply.unproven' ? 'unproven_sender' : null;
}

/** One receipt of what an event did to several enrolments: applied when it was to any of them. */
function receiptOf(
  told: readonly Told[],
  event: InboundEvent,
): Pick<EventResult, 'outcome' | 'reason' | 'enrolmentId'> {
  const primary = told.find((one) => one.primary);
  if (primary === undefined && endsAllMail(event)) {
    return { outcome: 'applied', reason: null, enrolmentId: null };
  }
  if (primary === undefined) {
    return { outcome: 'unmatched', reason: 'no_enrolment', enrolmentId: null };
  }
  const applied = told.some((one) => one.outcome === 'applied');
  return {
    outcome: applied ? 'applied' : 'ignored',
    // Held for a person, which whoever asks has to know.
    reason: applied ? heldReason(event) : (primary.reason ?? null),
    enrolmentId: primary.enrolmentId,
  };
}
