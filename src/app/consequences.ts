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
 * A step whose mail may be out already (being handed over, or of unknown end) never gets a second touch.
 */
import type { Cadence, Step } from '../domain/cadence.ts';
import { plusDuration } from '../domain/calendar.ts';
import { pastSpent } from '../domain/edit/map-state.ts';
import { type EnrolmentState, touchRun } from '../domain/enrolment/state.ts';
import { planTouch } from '../domain/plan-touch.ts';
import type { Changes } from '../store/changes.ts';
import type { EnrolmentSnapshot, OpenTouch } from '../store/snapshots.ts';
import type { NewTimelineEntry } from '../store/timeline.ts';
import type { PlannedTime } from '../store/touches.ts';
import { placeOf } from './place.ts';

export interface Circumstances {
  readonly cadence: Cadence;
  /** Clock time. */
  readonly now: Date;
  readonly senderZone: string | null;
  random(): number;
  newId(): string;
}

/** Facts of a prospect that planning needs. */
export interface PlanFacts {
  readonly timezone: string | null;
  readonly country: string | null;
  readonly lastTouchAt: Date | null;
}

/**
 * @param after  the state that was decided, and the base that later events are folded over (null: `after` itself)
 * @param anchor  what the next step's delay counts from: the send, the event, the resume
 */
export function consequences(
  before: EnrolmentSnapshot,
  after: { readonly state: EnrolmentState; readonly base: EnrolmentState | null },
  circumstances: Circumstances,
  anchor: Date,
): Partial<Changes> {
  const { now } = circumstances;
  const state = toUnspent(before, after.state, circumstances.cadence);
  const over = state.status === 'completed' || state.status === 'exited';
  return {
    enrolments: [{ id: before.id, state, base: after.base, endedAt: over ? now : null }],
    ...openTouchChanges(before, state, circumstances, anchor),
    timeline: tell(before, state, now),
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
  anchor: Date,
): Pick<Changes, 'touchPlans' | 'newTouches' | 'tasksToCancel'> {
  const { open } = before;
  const wanted =
    state.status === 'completed' || state.status === 'exited' || state.cursor === null
      ? null
      : { run: touchRun(state), stepId: state.cursor };
  const held = state.status === 'paused';
  if (open !== null && wanted !== null && isAt(open, wanted)) {
    return {
      touchPlans: keep(before, open, held, circumstances),
      newTouches: [],
      tasksToCancel: [],
    };
  }
  const inAir = wanted !== null && before.inAir.some((touch) => isAt(touch, wanted));
  return {
    touchPlans:
      open === null ? [] : [{ ...unplanned(open), id: open.id, status: 'cancelled', reason: null }],
    tasksToCancel: open?.status === 'waiting' ? [open.id] : [],
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
  circumstances: Circumstances,
): Changes['touchPlans'] {
  if (open.status === 'waiting') return [];
  if (held) {
    if (open.dueAt === null) return [];
    return [{ ...unplanned(open), id: open.id, status: 'scheduled', reason: 'not_active' }];
  }
  if (open.dueAt !== null) return [];
  const time = planTime(factsOf(before), open.plannedAt, circumstances);
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
  const facts = factsOf(before);
  const time = planStep(step, anchor, facts, circumstances);
  return {
    ...(held ? { ...time, dueAt: null, closesAt: null } : time),
    id: circumstances.newId(),
    enrolmentId: before.id,
    prospectId: before.prospectId,
    run: wanted.run,
    stepId: step.id,
    stage: step.stage,
    channel: step.kind,
    anchorAt: anchor,
  };
}

function factsOf(before: EnrolmentSnapshot): PlanFacts {
  return { ...before.prospect, lastTouchAt: before.lastTouchAt };
}

/** The time of a step whose delay counts from `anchor`. */
export function planStep(
  step: Step,
  anchor: Date,
  facts: PlanFacts,
  circumstances: Circumstances,
): PlannedTime & { readonly dueAt: Date } {
  const { schedule } = circumstances.cadence;
  const place = placeOf(schedule, facts, circumstances.senderZone);
  return planTime(facts, plusDuration(anchor, step.after, schedule, place), circumstances);
}

/** The first allowed time from `earliest` and from now. */
export function planTime(
  facts: PlanFacts,
  earliest: Date,
  circumstances: Circumstances,
): PlannedTime & { readonly dueAt: Date } {
  const { schedule } = circumstances.cadence;
  const planned = planTouch({
    earliest,
    notBefore: circumstances.now,
    lastTouchAt: facts.lastTouchAt,
    schedule,
    place: placeOf(schedule, facts, circumstances.senderZone),
    jitterFraction: circumstances.random(),
  });
  return { ...planned, plannedAt: planned.dueAt, plannedAfter: facts.lastTouchAt };
}

/** A step of the cadence or of one of its tracks; ids are unique over all of them. */
export function findStep(cadence: Cadence, stepId: string): Step {
  const lists = [cadence.steps, ...Object.values(cadence.tracks).map((track) => track.steps)];
  for (const steps of lists) {
    const step = steps.find((candidate) => candidate.id === stepId);
    if (step !== undefined) return step;
  }
  throw new Error(`cadence ${cadence.key} has no step ${stepId}`);
}

/** The differences between two states, as history. */
function tell(before: EnrolmentSnapshot, after: EnrolmentState, at: Date): NewTimelineEntry[] {
  const was = before.state;
  const entries: [type: string, data: Record<string, unknown>][] = [];
  if (was.track !== after.track) {
    if (was.track !== null) entries.push(['track.left', { track: was.track }]);
    if (after.track !== null) entries.push(['track.entered', { track: after.track }]);
  }
  if (was.stage !== after.stage) {
    entries.push(['stage.left', { stage: was.stage }], ['stage.entered', { stage: after.stage }]);
  }
  if (after.status === 'exited' && was.exitReason !== after.exitReason) {
    entries.push(['enrolment.exited', { reason: after.exitReason }]);
  } else if (after.status === 'completed' && was.status !== 'completed') {
    entries.push(['enrolment.completed', {}]);
  } else if (
    after.status === 'paused' &&
    (was.status !== 'paused' ||
      was.pauseReason !== after.pauseReason ||
      was.resumeAt !== after.resumeAt)
  ) {
    entries.push(['enrolment.paused', { reason: after.pauseReason, resumeAt: after.resumeAt }]);
  } else if (after.status === 'active' && was.status === 'paused') {
    entries.push(['enrolment.resumed', {}]);
  }
  return entries.map(([type, data]) => ({
    at,
    prospectId: before.prospectId,
    enrolmentId: before.id,
    type,
    data,
  }));
}
