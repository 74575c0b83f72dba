/** A touch that was cancelled as its enrolment left it, and takes its place again when that is taken back. */
import type { EnrolmentState } from '../../domain/enrolment/state.ts';
import type { Changes } from '../../store/changes.ts';
import type { TouchMemory } from '../../store/enrolment-moves.ts';
import type { EnrolmentSnapshot, OpenTouch } from '../../store/snapshots.ts';
import type { PlannedTime } from '../../store/touches.ts';
import { type Circumstances, consequences, findStep, planTime } from './consequences.ts';

/** An open touch as it is planned, to be planned so again. */
export function memoryOf(open: OpenTouch | null): TouchMemory | null {
  if (open === null) return null;
  return { ...open, status: open.status === 'waiting' ? 'waiting' : 'scheduled' };
}

/**
 * The touch that was replaced takes its place again, at its time where that is still to come.
 *
 * @param memory  of the step that the state stands at
 */
export function remember(
  before: EnrolmentSnapshot,
  state: EnrolmentState,
  memory: TouchMemory,
  circumstances: Circumstances,
  base: EnrolmentState | null = null,
): Partial<Changes> {
  // As one of no step the open touch gives way, whatever it is.
  const open = before.open === null ? null : { ...before.open, run: -1 };
  const next = consequences({ ...before, open }, { state, base }, circumstances, memory.anchorAt);
  const [made] = next.newTouches ?? [];
  if (made === undefined) return next;
  const time = timeOf(memory, made.id, before, state, circumstances);
  if (memory.id === null) return { ...next, newTouches: [{ ...made, ...time }] };
  const reason = time.dueAt === null ? ('not_active' as const) : null;
  const reopened = { ...time, id: memory.id, status: memory.status, reason };
  return { ...next, newTouches: [], reopenedTouches: [reopened] };
}

/** The time that a remembered touch gets. */
export function timeOf(
  memory: TouchMemory,
  newId: string,
  before: EnrolmentSnapshot,
  state: EnrolmentState,
  circumstances: Circumstances,
): PlannedTime {
  const { dueAt, closesAt, plannedAt, plannedAfter, shifts } = memory;
  const asItWas = { dueAt, closesAt, plannedAt, plannedAfter, shifts };
  if (memory.status === 'waiting') return asItWas;
  if (state.status === 'paused') return { ...asItWas, dueAt: null, closesAt: null };
  if (dueAt !== null && (closesAt === null || closesAt > circumstances.now)) return asItWas;
  const step = findStep(circumstances.cadence, memory.stepId);
  const touch = { touchId: memory.id ?? newId, step };
  return planTime(touch, factsOf(before), plannedAt, circumstances);
}

/** Facts of the prospect that planning needs. */
export function factsOf(before: EnrolmentSnapshot) {
  return { ...before.prospect, lastTouchAt: before.lastTouchAt };
}
