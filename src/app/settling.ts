/** What an end settles: the hold for an earlier end that was not known, and what was heard before. */
import { type EnrolmentState, isAtCursor } from '../domain/enrolment/state.ts';
import { advanceCursor, resume } from '../domain/enrolment/transitions.ts';
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

/** The same of what later events are folded over. */
export function settledBase(ending: Ending): EnrolmentState | null {
  const { base } = ending.before;
  return base !== null && wasUnknown(ending) ? released(base) : base;
}

function released(state: EnrolmentState): EnrolmentState {
  if (state.pauseReason !== 'unknown_hand_over') return state;
  const resumed = resume(state);
  return 'refused' in resumed ? state : resumed;
}

/** Touches whose tasks this end makes needless. */
export function settledTasks(ending: Ending): readonly string[] {
  return wasUnknown(ending) ? [ending.claim.touchId] : [];
}

function wasUnknown({ before, claim }: Ending): boolean {
  return before.inAir.some((touch) => touch.id === claim.touchId && touch.status === 'unknown');
}
