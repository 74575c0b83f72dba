/** Where the enrolment of a hand-over that has ended stands, and whether its touch is still wanted. */
import type { PauseReason } from '../../domain/codes.ts';
import { type EnrolmentState, isAtCursor, isLive } from '../../domain/enrolment/state.ts';
import { advanceCursor, hold, resume } from '../../domain/enrolment/transitions.ts';
import type { Ending } from './ending.ts';

/**
 * What later events are folded over. Progress of an enrolment that goes on settles what was heard (null). A mail that lands
 * after a stop is no progress: the base goes on as the state does, and where it cannot, the state stands for itself.
 */
export function baseAfter(
  ending: Ending,
  state: EnrolmentState,
  after: EnrolmentState,
): EnrolmentState | null {
  const { claim, circumstances } = ending;
  const base = settledBase(ending);
  if (base === null || (state.status === 'active' && isAtCursor(state, claim))) return null;
  const moved = advanceCursor(base, circumstances.cadence, claim);
  return moved === base && after !== state ? null : moved;
}

/** Where the enrolment stands when this end is not the first: what was held for an unknown one goes on. */
export function settledState(ending: Ending): EnrolmentState {
  return wasUnknown(ending) ? released(ending.before.state) : ending.before.state;
}

export function settledBase(ending: Ending): EnrolmentState | null {
  const { base } = ending.before;
  return base !== null && wasUnknown(ending) ? released(base) : base;
}

function released(state: EnrolmentState): EnrolmentState {
  return state.pauseReason === 'unknown_hand_over' ? unlessRefused(resume(state), state) : state;
}

export function settledTasks(ending: Ending): readonly string[] {
  return wasUnknown(ending) ? [ending.claim.touchId] : [];
}

function wasUnknown({ before, claim }: Ending): boolean {
  return before.inAir.some((touch) => touch.id === claim.touchId && touch.status === 'unknown');
}

/** Whether the touch may wait for another try: the enrolment lives and still stands there. */
export function isWanted({ before, claim }: Ending, state: EnrolmentState): boolean {
  return isLive(state) && before.open === null && isAtCursor(state, claim);
}

export function heldState(state: EnrolmentState, reason: PauseReason): EnrolmentState {
  return unlessRefused(hold(state, reason), state);
}

export function unlessRefused(
  next: EnrolmentState | { readonly refused: string },
  otherwise: EnrolmentState,
): EnrolmentState {
  return 'refused' in next ? otherwise : next;
}
