/**
 * The way back from another version of a cadence. A move keeps where the enrolment stood before and after it, so that an
 * edit followed by its inverse leaves everybody where they were: the mapping alone cannot know that somebody stood at a
 * step that one version between did not have. Whoever has gone on since is mapped like everybody else.
 */
import type { Cadence } from '../cadence.ts';
import { withHold } from '../enrolment/company-hold.ts';
import { completeAtEnd } from '../enrolment/moves.ts';
import { type EnrolmentState, isLive, type MainPosition } from '../enrolment/state.ts';
import { mapState, pastSpent, type SpentTouch } from './map-state.ts';

/** One move from a version to another. */
export interface Move {
  readonly fromHash: string;
  readonly toHash: string;
  readonly before: EnrolmentState;
  readonly after: EnrolmentState;
}

/** Where an enrolment stands in the version that it goes to. */
export interface Standing<M extends Move> {
  readonly state: EnrolmentState;
  /** The move that was taken back to get there; null when it was mapped. */
  readonly undone: M | null;
}

/**
 * The state in another version: back along the moves that led away from it as long as the enrolment stands where they put
 * it, else mapped.
 *
 * @param moves  that are not taken back, the newest first
 */
export function standIn<M extends Move>(
  state: EnrolmentState,
  at: { readonly hash: string; readonly cadence: Cadence },
  target: { readonly hash: string; readonly cadence: Cadence },
  moves: readonly M[],
  spent: readonly SpentTouch[],
): Standing<M> {
  let [here, hash] = [state, at.hash];
  for (const move of moves) {
    const back = move.toHash === hash ? undoMove(here, move) : null;
    if (back === null) break;
    [here, hash] = [back, move.fromHash];
    if (hash === target.hash) {
      return { state: pastSpent(asPaused(here, state), target.cadence, spent), undone: move };
    }
  }
  const mapped = mapState(state, at.cadence, target.cadence, spent);
  const [last] = moves;
  const back = last?.toHash === at.hash && last.fromHash === target.hash ? last : undefined;
  return { state: back === undefined ? mapped : roadBack(state, mapped, back), undone: null };
}

/** Whether it stands still, and why, is never taken back: a stop that was made since holds. */
function asPaused(back: EnrolmentState, now: EnrolmentState): EnrolmentState {
  if (!isLive(back)) return back;
  if (!isLive(now)) return withHold(back, now.held ?? null);
  const { status, pauseReason, pauseRank, resumeAt, held } = now;
  const { held: _held, ...place } = back;
  const stands = { ...place, status, pauseReason, pauseRank, resumeAt };
  return completeAtEnd(held === undefined ? stands : { ...stands, held });
}

/** The state had the move not been made; null when the enrolment stands elsewhere by now. */
export function undoMove(now: EnrolmentState, move: Move): EnrolmentState | null {
  const { before, after } = move;
  if (!isLive(now)) {
    return !isLive(after) && JSON.stringify(told(now)) === JSON.stringify(told(after))
      ? before
      : null;
  }
  if (!isLive(after) || !samePlace(now, after)) return null;
  if (before.track !== null && now.run !== after.run) return null;
  if (!isLive(before)) return before;
  const { track, cursor, stage, returnTo } = before;
  return completeAtEnd({ ...now, track, cursor, stage, returnTo });
}

/** A state as a list: how it was written does not matter. */
function told(state: EnrolmentState): unknown {
  const { returnTo } = state;
  const main = returnTo === null ? null : [returnTo.cursor, returnTo.stage];
  const { status, stage, track, run, cursor } = state;
  return [status, stage, track, run, cursor, main, state.exitReason, state.exitRank];
}

function samePlace(a: EnrolmentState, b: EnrolmentState): boolean {
  return (
    a.track === b.track &&
    a.cursor === b.cursor &&
    (a.track === null || a.run === b.run) &&
    mainOf(a).cursor === mainOf(b).cursor
  );
}

function mainOf(state: EnrolmentState): MainPosition {
  return state.track === null || state.returnTo === null
    ? { cursor: state.cursor, stage: state.stage }
    : state.returnTo;
}

/** Somebody who has entered a track since the move comes out of it where they stood before the move. */
function roadBack(now: EnrolmentState, mapped: EnrolmentState, move: Move): EnrolmentState {
  if (now.track === null || mapped.track === null) return mapped;
  if (mainOf(now).cursor !== mainOf(move.after).cursor) return mapped;
  return { ...mapped, returnTo: mainOf(move.before) };
}
