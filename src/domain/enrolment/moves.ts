import type { Cadence, Step } from '../cadence.ts';
import { type EnrolmentState, firstStepOfStage, mainPlace } from './state.ts';

/** Stands at a main step, outside any track; behind the last one when there is none. */
export function toMainStep(state: EnrolmentState, step: Step | undefined): EnrolmentState {
  return {
    ...state,
    track: null,
    returnTo: null,
    cursor: step?.id ?? null,
    stage: step?.stage ?? state.stage,
  };
}

/** Enters a track at its first step; the main position is remembered. In the same track already: no change. */
export function enterTrack(state: EnrolmentState, cadence: Cadence, key: string): EnrolmentState {
  const track = Object.hasOwn(cadence.tracks, key) ? cadence.tracks[key] : undefined;
  if (track === undefined || state.track === key) return state;
  const returnTo =
    state.track === null ? { cursor: state.cursor, stage: state.stage } : state.returnTo;
  return {
    ...state,
    track: key,
    run: state.run + 1,
    passed: [...new Set([...(state.passed ?? []), key])],
    returnTo,
    cursor: track.steps[0]?.id ?? null,
    stage: track.steps[0]?.stage ?? track.stage,
  };
}

/**
 * Moves to the first step of a stage that lies ahead, or else, where it may go backwards, of one that lies behind. Which of
 * those have been touched is not known here: whoever plans goes on from there to the first that was not (`pastSpent`).
 */
export function moveToStage(
  state: EnrolmentState,
  cadence: Cadence,
  stage: string,
  backwards = false,
): EnrolmentState | 'unknown_stage' | 'not_ahead' {
  if (!cadence.stages.includes(stage)) return 'unknown_stage';
  const place = mainPlace(state, cadence);
  const step = firstStepOfStage(cadence, stage, place + (state.track === null ? 1 : 0));
  const already = cadence.stages.indexOf(stage) <= cadence.stages.indexOf(state.stage);
  if (step !== undefined && !(already && state.track === null)) return toMainStep(state, step);
  const isThere = state.track === null && state.stage === stage;
  const behind = backwards && !isThere ? firstStepOfStage(cadence, stage, 0) : undefined;
  return behind === undefined ? 'not_ahead' : toMainStep(state, behind);
}

/** Status once the cursor has moved: completed behind the last step, unless it is paused there. */
export function completeAtEnd(state: EnrolmentState): EnrolmentState {
  return state.status === 'active' && state.cursor === null
    ? { ...state, status: 'completed' }
    : state;
}
