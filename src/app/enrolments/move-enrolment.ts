/**
 * Takes an enrolment to another version of its cadence at once: its state is mapped, and its open touch stays, is planned
 * anew, or gives way to the touch of the step at which it stands there.
 *
 * | the open touch                       | then                                                                |
 * |--------------------------------------|---------------------------------------------------------------------|
 * | its step stays, with delay, schedule | it stays as it is                                                   |
 * | its step stays, with another delay   | planned anew from what the delay counted from before                |
 * | its step is gone                     | cancelled; that of the successor counts from the same instant       |
 * | it was cancelled by the move that is | planned again for the time that it had                              |
 * | taken back                           |                                                                     |
 */
import type { Cadence, Step } from '../../domain/cadence.ts';
import { standIn } from '../../domain/edit/undo-move.ts';
import { type EnrolmentState, isAtCursor, isLive } from '../../domain/enrolment/state.ts';
import { canonicalJson } from '../../domain/language/canonical.ts';
import { scheduleOf } from '../../domain/step-schedule.ts';
import type { Changes } from '../../store/changes.ts';
import type { NewMove, StandingMove, TouchMemory } from '../../store/enrolment-moves.ts';
import type { EnrolmentSnapshot, OpenTouch } from '../../store/snapshots.ts';
import type { PlannedTime, TouchPlan } from '../../store/touches.ts';
import type { LoadedVersion } from '../library/versions.ts';
import { type Circumstances, consequences, findStep, planStep, planTime } from './consequences.ts';
import type { Destination } from './destinations.ts';
import { factsOf, memoryOf, remember, timeOf } from './touch-memory.ts';

export interface Versioned {
  readonly from: Pick<LoadedVersion, 'cadence' | 'number'>;
  readonly to: Pick<LoadedVersion, 'number'>;
}

/** @param circumstances  of the version that it goes to */
export function moveChanges(
  before: EnrolmentSnapshot,
  destination: Destination,
  versions: Versioned,
  circumstances: Circumstances,
): Partial<Changes> {
  // What was heard of somebody whom a move had brought to the end would have stopped them: they stay there.
  if (!isLive(before.state) && before.base !== null) return staysEnded(destination);
  const { state, undone } = standIn(
    before.state,
    { hash: before.cadenceHash, cadence: versions.from.cadence },
    { hash: destination.hash, cadence: circumstances.cadence },
    destination.moves,
    destination.spent,
  );
  if (!isLive(before.state) && undone === null) return staysEnded(destination);
  const here = { ...before, spent: destination.spent };
  const memory = memoryFor(state, undone);
  const next =
    memory !== null && memory.id !== before.open?.id
      ? remember(here, state, memory, circumstances)
      : goOn(here, state, memory, versions.from.cadence, circumstances);
  return {
    ...next,
    moves: [moveOf(before, state, destination, memoryOf(before.open))],
    movesTakenBack: takenBackBy(destination),
    timeline: [told(before, destination, versions, circumstances.now), ...(next.timeline ?? [])],
  };
}

/** Moves that are over when an enrolment goes where this destination says. */
export function takenBackBy({ when, moves }: Destination): string[] {
  const [newest] = moves;
  return when === 'put-back' && newest !== undefined ? [newest.id] : [];
}

function staysEnded(destination: Destination): Partial<Changes> {
  const { moves, publicationId } = destination;
  const [newest] = moves;
  return {
    movesTakenBack: takenBackBy(destination),
    movesAsked: newest === undefined ? [] : [{ id: newest.id, publicationId }],
  };
}

export function moveOf(
  before: EnrolmentSnapshot,
  after: EnrolmentState,
  destination: Destination,
  touch: TouchMemory | null,
): NewMove {
  return {
    enrolmentId: before.id,
    publicationId: destination.publicationId,
    fromHash: before.cadenceHash,
    toHash: destination.hash,
    before: before.state,
    after,
    touch,
    takesBack: destination.when === 'put-back',
  };
}

/** The line of history about a move. */
export function told(
  before: EnrolmentSnapshot,
  destination: Destination,
  versions: Versioned,
  at: Date,
): Changes['timeline'][number] {
  const [from, to] = [versions.from.number, versions.to.number];
  const { prospectId, id: enrolmentId } = before;
  const data = { from, to, publication: destination.publicationId };
  return { at, prospectId, enrolmentId, type: 'version.changed', data };
}

function memoryFor(state: EnrolmentState, undone: StandingMove | null): TouchMemory | null {
  const touch = undone?.touch ?? null;
  return touch !== null && isLive(state) && isAtCursor(state, touch) ? touch : null;
}

function goOn(
  before: EnrolmentSnapshot,
  state: EnrolmentState,
  memory: TouchMemory | null,
  from: Cadence,
  circumstances: Circumstances,
): Partial<Changes> {
  const { open } = before;
  const anchor = open?.anchorAt ?? circumstances.now;
  if (open === null || !isLive(state) || !isAtCursor(state, open)) {
    return consequences(before, { state, base: null }, circumstances, anchor);
  }
  const step = findStep(circumstances.cadence, open.stepId);
  const noTaskAnyMore = open.status === 'waiting' && step.kind !== 'task';
  const kept = noTaskAnyMore ? { ...open, run: -1 } : open;
  const next = consequences(
    { ...before, open: kept },
    { state, base: null },
    circumstances,
    anchor,
  );
  if (noTaskAnyMore || open.status === 'waiting') return next;
  const time =
    memory === null
      ? newTime(before, open, state, from, circumstances)
      : timeOf(memory, open.id, before, state, circumstances);
  const plan = keptPlan(open, step, time, next.touchPlans?.[0]);
  return plan === null ? next : { ...next, touchPlans: [plan] };
}

/** The time of a touch that stays, when the new version has another one for it; null when it has not. */
function newTime(
  before: EnrolmentSnapshot,
  open: OpenTouch,
  state: EnrolmentState,
  from: Cadence,
  circumstances: Circumstances,
): PlannedTime | null {
  const { cadence } = circumstances;
  const step = findStep(cadence, open.stepId);
  const touch = { touchId: open.id, step };
  const timing = (of: Cadence) => {
    const same = findStep(of, open.stepId);
    return canonicalJson([same.after, of.schedule, scheduleOf(of, same)]);
  };
  if (timing(from) === timing(cadence)) return null;
  const facts = factsOf(before);
  const time =
    open.status === 'deferred'
      ? planTime(touch, facts, open.dueAt ?? open.plannedAt, circumstances)
      : planStep(touch, open.anchorAt, facts, circumstances);
  return state.status === 'paused' ? { ...time, dueAt: null, closesAt: null } : time;
}

function keptPlan(
  open: OpenTouch,
  step: Step,
  time: PlannedTime | null,
  planned: TouchPlan | undefined,
): TouchPlan | null {
  const relabelled = open.stage !== step.stage || open.channel !== step.kind;
  if (time === null && !relabelled) return null;
  const { dueAt, closesAt, plannedAt, plannedAfter, shifts } = open;
  const held = open.dueAt === null ? ('not_active' as const) : null;
  const asItIs = planned ?? { dueAt, closesAt, plannedAt, plannedAfter, shifts, reason: held };
  const { stage, kind: channel } = step;
  return { ...asItIs, ...time, id: open.id, status: 'scheduled', stage, channel };
}
