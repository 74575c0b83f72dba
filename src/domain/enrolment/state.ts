/**
 * The state of an enrolment, as data.
 *
 * | state     | what it means                                    | leaves by                                            |
 * |-----------|--------------------------------------------------|------------------------------------------------------|
 * | pending   | waits for its turn to start; nothing is planned  | its start; pause (and resumes to pending); any exit  |
 * | active    | the touch at `cursor` is planned                 | pause, exit, the last step (completed)               |
 * | paused    | the touch at `cursor` is held                    | resume by a person or at `resumeAt`; any exit        |
 * | completed | every step is done                               | deal closed, opt-out, complaint, hard bounce (exited)|
 * | exited    | over, with a reason                              | nothing; a higher-ranked exit replaces the reason    |
 */
import type { Cadence, Step } from '../cadence.ts';
import type { EnrolmentStatus, ExitReason, PauseReason } from '../codes.ts';
import type { CompanyHold } from './company-hold.ts';

export interface EnrolmentState {
  readonly status: EnrolmentStatus;
  readonly stage: string;
  /** Key of the track that it is in; null in the main steps. */
  readonly track: string | null;
  /** Tracks entered so far: each passage through a track has a number of its own, under which its touches are kept. */
  readonly run: number;
  /** Id of the next step to touch; null when none is left. */
  readonly cursor: string | null;
  /** Where in the main steps a track came from; null in the main steps. */
  readonly returnTo: MainPosition | null;
  readonly exitReason: ExitReason | null;
  /** Rank of the exit; 0 when there is none. */
  readonly exitRank: number;
  readonly pauseReason: PauseReason | null;
  /** Rank of the pause; 0 when there is none. */
  readonly pauseRank: number;
  /** ISO 8601 in UTC; null: until a person resumes. */
  readonly resumeAt: string | null;
  /** It has not started yet: where it would be active it is pending, and nothing is planned for it. */
  readonly waits?: true;
  /** What a colleague has said; left out while nothing of the kind holds it. */
  readonly held?: CompanyHold;
  /** Tracks that it has entered; left out while there are none. None is entered twice: its mails have been sent. */
  readonly passed?: readonly string[];
}

export interface MainPosition {
  readonly cursor: string | null;
  readonly stage: string;
}

/** The state of somebody who has just been enrolled. */
export function initialState(cadence: Cadence): EnrolmentState {
  const [first] = cadence.steps;
  return {
    status: 'active',
    stage: first?.stage ?? cadence.stages[0] ?? '',
    track: null,
    run: 0,
    cursor: first?.id ?? null,
    returnTo: null,
    exitReason: null,
    exitRank: 0,
    pauseReason: null,
    pauseRank: 0,
    resumeAt: null,
  };
}

/** True when it has been through a track and out of it again. */
export function hasPassed(state: EnrolmentState, track: string): boolean {
  return state.track !== track && state.passed?.includes(track) === true;
}

/** The same state of somebody who has to wait for their turn; one that has ended stays as it is. */
export function asWaiting(state: EnrolmentState): EnrolmentState {
  if (!isLive(state)) return state;
  return { ...state, status: state.status === 'active' ? 'pending' : state.status, waits: true };
}

/** The status of an enrolment that goes on: somebody who has not started goes on waiting. */
export function goingStatus(state: EnrolmentState): 'active' | 'pending' {
  return state.waits === true ? 'pending' : 'active';
}

/** True while anything may still be sent. */
export function isLive(state: EnrolmentState): boolean {
  return state.status !== 'completed' && state.status !== 'exited';
}

/** Place of a step in the main steps, or -1. */
export function mainIndex(cadence: Cadence, stepId: string | null): number {
  return stepId === null
    ? cadence.steps.length
    : cadence.steps.findIndex((step) => step.id === stepId);
}

/** The run under which touches of the present position are kept: 0 for the main steps, which are touched once. */
export function touchRun(state: EnrolmentState): number {
  return state.track === null ? 0 : state.run;
}

/** True when a touch is the one that the cursor asks for. */
export function isAtCursor(
  state: EnrolmentState,
  touch: { readonly run: number; readonly stepId: string },
): boolean {
  return touch.stepId === state.cursor && touch.run === touchRun(state);
}

/** Place in the main steps: of the cursor, or of where the track came from. Behind the last step when none is left. */
export function mainPlace(state: EnrolmentState, cadence: Cadence): number {
  return mainIndex(cadence, state.track === null ? state.cursor : (state.returnTo?.cursor ?? null));
}

/** First main step of a stage, from a place on; undefined when there is none. */
export function firstStepOfStage(cadence: Cadence, stage: string, from: number): Step | undefined {
  return cadence.steps.find((step, index) => index >= from && step.stage === stage);
}
