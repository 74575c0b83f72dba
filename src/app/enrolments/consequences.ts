/**
 * What follows from a new state of an enrolment: the open touch is kept, held, re-planned or replaced so that it is the
 * one that the state's cursor asks for, and the difference is told to the timeline.
 *
 * | the open touch           | active                    | paused                 | completed, exited |
 * |--------------------------|---------------------------|------------------------|-------------------|
 * | is the cursor's          | kept; planned if held     | held (a task waits on) | cancelled         |
 * | is another               | cancelled, cursor's made  | cancelled, made held   | cancelled         |
 * | there is none            | cursor's made             | made held              | none              |
 *
 * While an enrolment waits for its turn to start, nothing is planned for it; its start makes the cursor's.
 *
 * A step whose mail may be out already (being handed over, or of unknown end) never gets a second touch.
 */
import { type Cadence, type Step, stepsOf } from '../../domain/cadence.ts';
import { plusDuration } from '../../domain/calendar.ts';
import { pastSpent } from '../../domain/edit/map-state.ts';
import { type EnrolmentState, isLive, touchRun } from '../../domain/enrolment/state.ts';
import { drawnFraction, planTouch } from '../../domain/plan-touch.ts';
import { rememberBy } from '../../domain/remember.ts';
import type { Place, Schedule } from '../../domain/schedule.ts';
import { scheduleOf } from '../../domain/step-schedule.ts';
import { pickVariant } from '../../domain/variant.ts';
import type { Changes } from '../../store/changes.ts';
import type { EnrolmentSnapshot, OpenTouch } from '../../store/snapshots.ts';
import type { NewTouch, PlannedTime } from '../../store/touches.ts';
import { choiceFor, ofMailbox, type Senders } from '../sending/senders.ts';
import { placeOf, type Whereabouts } from './place.ts';
import { tellChanges } from './tell-changes.ts';

const askedTimes = rememberBy<Schedule, Place, Date>(100);

export interface Circumstances {
  readonly cadence: Cadence;
  /** Variants that everybody new gets, by step. */
  readonly winners: ReadonlyMap<string, string>;
  /** Clock time. */
  readonly now: Date;
  /** That of the first mailbox that may send. */
  readonly senderZone: string | null;
  /** Of a cadence with `sender`. */
  readonly senders?: Senders;
  newId(): string;
}

/** Facts of a prospect that planning needs. */
export interface PlanFacts extends Whereabouts {
  readonly lastTouchAt: Date | null;
}

/** What is planned: a step for one person, under the id that its touch has or will have. */
export interface PlannedStep {
  readonly touchId: string;
  readonly step: Step;
}

/**
 * @param after  the state that was decided, and the base that later events are folded over (null: `after` itself)
 * @param anchor  what the next step's delay counts from: the send, the event, the resume
 * @param touchedAt  when a mail of this enrolment went out that had not been reckoned with: a touch that is planned
 *   already keeps the distance that its step asks for from that one too
 */
export function consequences(
  before: EnrolmentSnapshot,
  after: { readonly state: EnrolmentState; readonly base: EnrolmentState | null },
  circumstances: Circumstances,
  anchor: Date,
  touchedAt: Date | null = null,
): Partial<Changes> {
  const { now } = circumstances;
  const state = toUnspent(before, after.state, circumstances.cadence);
  return {
    enrolments: [{ id: before.id, state, base: after.base, endedAt: isLive(state) ? null : now }],
    ...openTouchChanges(before, state, circumstances, { anchor, touchedAt }),
    timeline: tellChanges(before, state, now),
  };
}

/** In a version whose steps were put in another order, a cursor may come to a step that has been touched: it goes on. */
function toUnspent(
  before: EnrolmentSnapshot,
  state: EnrolmentState,
  cadence: Cadence,
): EnrolmentState {
  const stays = state.cursor === before.state.cursor && touchRun(state) === touchRun(before.state);
  return before.spent.length === 0 || stays ? state : pastSpent(state, cadence, before.spent);
}

function openTouchChanges(
  before: EnrolmentSnapshot,
  state: EnrolmentState,
  circumstances: Circumstances,
  { anchor, touchedAt }: { readonly anchor: Date; readonly touchedAt: Date | null },
): Pick<Changes, 'touchPlans' | 'newTouches' | 'tasksToCancel'> {
  const { open } = before;
  const wanted =
    !isLive(state) || state.waits === true || state.cursor === null
      ? null
      : { run: touchRun(state), stepId: state.cursor };
  const held = state.status === 'paused';
  if (open !== null && wanted !== null && isAt(open, wanted)) {
    return {
      touchPlans: keep(before, open, held, touchedAt, circumstances),
      newTouches: [],
      tasksToCancel: [],
    };
  }
  const inAir = wanted !== null && before.inAir.some((touch) => isAt(touch, wanted));
  return {
    touchPlans:
      open === null ? [] : [{ ...unplanned(open), id: open.id, status: 'cancelled', reason: null }],
    tasksToCancel: open === null ? [] : [open.id],
    newTouches:
      wanted === null || inAir ? [] : [newTouch(before, wanted, held, circumstances, anchor)],
  };
}

function isAt(
  touch: { readonly run: number; readonly stepId: string },
  place: { readonly run: number; readonly stepId: string },
): boolean {
  return touch.run === place.run && touch.stepId === place.stepId;
}

function keep(
  before: EnrolmentSnapshot,
  open: OpenTouch,
  held: boolean,
  touchedAt: Date | null,
  circumstances: Circumstances,
): Changes['touchPlans'] {
  if (open.status === 'waiting') return [];
  const step = findStep(circumstances.cadence, open.stepId);
  const facts = factsOf(before);
  const planned = open.dueAt ?? open.plannedAt;
  const own = ofMailbox(circumstances, open.mailbox);
  const apart = touchedAt === null ? planned : askedTime(step, touchedAt, facts, own);
  const stays = apart <= planned;
  const earliest = stays ? planned : apart;
  if (held) {
    if (open.dueAt === null && stays) return [];
    const plannedAt = stays ? open.plannedAt : earliest;
    return [
      { ...unplanned(open), plannedAt, id: open.id, status: 'scheduled', reason: 'not_active' },
    ];
  }
  if (open.dueAt !== null && stays) return [];
  const time = planTime({ touchId: open.id, step }, facts, earliest, own);
  return [{ ...time, id: open.id, status: 'scheduled', reason: null }];
}

function unplanned(open: OpenTouch): PlannedTime {
  return {
    dueAt: null,
    closesAt: null,
    plannedAt: open.plannedAt,
    plannedAfter: null,
    shifts: [],
  };
}

function newTouch(
  before: EnrolmentSnapshot,
  wanted: { readonly run: number; readonly stepId: string },
  held: boolean,
  circumstances: Circumstances,
  anchor: Date,
): Changes['newTouches'][number] {
  const step = findStep(circumstances.cadence, wanted.stepId);
  const of = {
    enrolmentId: before.id,
    prospectId: before.prospectId,
    run: wanted.run,
    address: before.prospect.address,
    lastMailbox: before.mailbox,
  };
  const touch = touchOf(step, of, circumstances);
  const own = ofMailbox(circumstances, touch.mailbox);
  const time = planStep({ touchId: touch.id, step }, anchor, factsOf(before), own);
  return {
    ...touch,
    ...(held ? { ...time, dueAt: null, closesAt: null } : time),
    anchorAt: anchor,
  };
}

/** Whom a touch is for. */
export interface TouchOf extends Pick<NewTouch, 'enrolmentId' | 'prospectId' | 'run'> {
  readonly address: string;
  /** Where the last mail of the enrolment left from; null before the first. */
  readonly lastMailbox: string | null;
}

/** A touch of a step, without its time. */
export function touchOf(
  step: Step,
  of: TouchOf,
  { cadence, winners, newId, senders }: Circumstances,
): Omit<NewTouch, keyof PlannedTime | 'anchorAt'> {
  const variants = step.kind === 'email' ? (step.email.variants ?? []) : [];
  const who = { prospectId: of.prospectId, cadence: cadence.key, stepId: step.id };
  // Named one by one: a copy of the rest of an object takes longer than all else here.
  return {
    enrolmentId: of.enrolmentId,
    prospectId: of.prospectId,
    run: of.run,
    id: newId(),
    stepId: step.id,
    stage: step.stage,
    channel: step.kind,
    variant: wonBy(variants, winners.get(step.id)) ?? pickVariant(variants, who),
    ...choiceFor(senders, step, of.address, of.lastMailbox),
  };
}

/** A winner counts as long as the cadence has that variant. */
function wonBy(variants: readonly { readonly id: string }[], winner: string | undefined) {
  return variants.find(({ id }) => id === winner)?.id ?? null;
}

function factsOf(before: EnrolmentSnapshot): PlanFacts {
  return { ...before.prospect, lastTouchAt: before.lastTouchAt };
}

/** What a step's delay, counted from `anchor`, asks for. Business days are those of the cadence. */
function askedTime(
  step: Step,
  anchor: Date,
  facts: PlanFacts,
  { cadence, senderZone }: Circumstances,
): Date {
  const { schedule } = cadence;
  const place = placeOf(schedule, facts, senderZone);
  const { days, businessDays, ms } = step.after;
  return askedTimes(schedule, place, `${anchor.getTime()} ${days} ${businessDays} ${ms}`, () =>
    plusDuration(anchor, step.after, schedule, place),
  );
}

/** The time of a step whose delay counts from `anchor`. */
export function planStep(
  planned: PlannedStep,
  anchor: Date,
  facts: PlanFacts,
  circumstances: Circumstances,
): PlannedTime & { readonly dueAt: Date } {
  const earliest = askedTime(planned.step, anchor, facts, circumstances);
  return plan(planned, facts, { earliest, isPlanned: false }, circumstances);
}

/** The first allowed time of a touch that had one before, from `earliest` and from now: that one, when it is allowed. */
export function planTime(
  planned: PlannedStep,
  facts: PlanFacts,
  earliest: Date,
  circumstances: Circumstances,
): PlannedTime & { readonly dueAt: Date } {
  return plan(planned, facts, { earliest, isPlanned: true }, circumstances);
}

function plan(
  { touchId, step }: PlannedStep,
  facts: PlanFacts,
  asked: { readonly earliest: Date; readonly isPlanned: boolean },
  { cadence, now, senderZone }: Circumstances,
): PlannedTime & { readonly dueAt: Date } {
  const schedule = scheduleOf(cadence, step);
  const planned = planTouch({
    ...asked,
    notBefore: now,
    lastTouchAt: facts.lastTouchAt,
    schedule,
    place: placeOf(schedule, facts, senderZone),
    counted: {
      schedule: cadence.schedule,
      place: placeOf(cadence.schedule, facts, senderZone),
    },
    jitterFraction: drawnFraction(touchId),
  });
  return { ...planned, plannedAt: planned.dueAt, plannedAfter: facts.lastTouchAt };
}

/** A step of the cadence or of one of its tracks; ids are unique over all of them. */
export function findStep(cadence: Cadence, stepId: string): Step {
  const step = stepOf(cadence, stepId);
  if (step === undefined) throw new Error(`cadence ${cadence.key} has no step ${stepId}`);
  return step;
}

/** The same of a touch whose enrolment may have gone to a version without that step. */
export function stepOf(cadence: Cadence, stepId: string): Step | undefined {
  return stepsOf(cadence).find((step) => step.id === stepId);
}
