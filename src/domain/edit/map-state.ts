/**
 * Where an enrolment stands in another version of its cadence.
 *
 * | in the old version it stands at     | in the new version it stands at                                       |
 * |-------------------------------------|-----------------------------------------------------------------------|
 * | a step that is still in that list   | the same step, in the stage that the new version gives it             |
 * | a step that is gone                 | the next step of the old list that is still there; at the end when    |
 * |                                     | there is none: completed, or out of the track                         |
 * | a track that is gone                | where the track came from                                             |
 * | the end, or before its start        | the end, or before its start                                          |
 *
 * A step that has been touched is never touched again: a cursor that comes to one goes on to the next that was not.
 */
import type { Cadence, Step } from '../cadence.ts';
import { completeAtEnd } from '../enrolment/moves.ts';
import { type EnrolmentState, isLive, type MainPosition, touchRun } from '../enrolment/state.ts';
import { advanceCursor, leaveTrack } from '../enrolment/transitions.ts';

/** A touch that has taken place: the run and the step that it belongs to. */
export interface SpentTouch {
  readonly run: number;
  readonly stepId: string;
}

/** The state in the new version; one that has ended stays as it is. */
export function mapState(
  state: EnrolmentState,
  from: Cadence,
  to: Cadence,
  spent: readonly SpentTouch[],
): EnrolmentState {
  if (!isLive(state)) return state;
  if (state.waits === true && isAtStart(state, from)) return atStart(state, to);
  const moved = state.track === null ? inMain(state, from, to) : inTrack(state, from, to);
  return pastSpent(completeAtEnd(moved), to, spent);
}

/** The state with its cursor on a step that has not been touched yet. */
export function pastSpent(
  state: EnrolmentState,
  cadence: Cadence,
  spent: readonly SpentTouch[],
): EnrolmentState {
  let at = state;
  while (isLive(at) && at.cursor !== null && isSpent(at, spent)) {
    at = advanceCursor(at, cadence, { run: touchRun(at), stepId: at.cursor });
  }
  return at;
}

function isSpent(state: EnrolmentState, spent: readonly SpentTouch[]): boolean {
  return spent.some(({ run, stepId }) => stepId === state.cursor && run === touchRun(state));
}

function isAtStart({ track, cursor }: EnrolmentState, from: Cadence): boolean {
  return track === null && cursor === (from.steps[0]?.id ?? null);
}

function atStart(state: EnrolmentState, to: Cadence): EnrolmentState {
  const [first] = to.steps;
  return first === undefined ? state : { ...state, cursor: first.id, stage: first.stage };
}

function inMain(state: EnrolmentState, from: Cadence, to: Cadence): EnrolmentState {
  return { ...state, ...mapMain(state, from, to) };
}

function inTrack(state: EnrolmentState, from: Cadence, to: Cadence): EnrolmentState {
  const came = state.returnTo ?? { cursor: null, stage: state.stage };
  const returnTo = mapMain(came, from, to);
  const track = trackOf(to, state.track);
  if (track === undefined) return { ...state, ...returnTo, track: null, returnTo: null };
  const step = successor(state.cursor, trackOf(from, state.track)?.steps ?? [], track.steps);
  return step === undefined
    ? leaveTrack({ ...state, returnTo }, to, track.then)
    : { ...state, returnTo, cursor: step.id, stage: step.stage };
}

function trackOf(cadence: Cadence, key: string | null): Cadence['tracks'][string] | undefined {
  return key !== null && Object.hasOwn(cadence.tracks, key) ? cadence.tracks[key] : undefined;
}

/** A place in the main steps, as the new version has it. */
function mapMain(place: MainPosition, from: Cadence, to: Cadence): MainPosition {
  const step = successor(place.cursor, from.steps, to.steps);
  if (step !== undefined) return { cursor: step.id, stage: step.stage };
  const known = to.stages.includes(place.stage);
  return { cursor: null, stage: known ? place.stage : (to.steps.at(-1)?.stage ?? place.stage) };
}

/** The step itself, else the first of those that came after it, as far as the new list still has them. */
function successor(
  cursor: string | null,
  old: readonly Step[],
  now: readonly Step[],
): Step | undefined {
  if (cursor === null) return undefined;
  const at = old.findIndex(({ id }) => id === cursor);
  const ids = at < 0 ? [cursor] : old.slice(at).map(({ id }) => id);
  for (const id of ids) {
    const step = now.find((candidate) => candidate.id === id);
    if (step !== undefined) return step;
  }
  return undefined;
}
