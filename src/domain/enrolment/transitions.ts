/** What progress, people and the machine do to an enrolment; what is heard is in fold.ts. */
import type { Cadence } from '../cadence.ts';
import type { ExitReason, PauseReason } from '../codes.ts';
import { pauseOver } from './company-hold.ts';
import { completeAtEnd, moveToStage, toMainStep } from './moves.ts';
import { type EnrolmentState, goingStatus, isAtCursor, isLive, mainPlace } from './state.ts';

/** Why a transition was not made. */
export interface NotMade {
  readonly refused:
    | 'not_active'
    | 'not_paused'
    | 'unknown_stage'
    | 'not_ahead'
    | 'nothing_left'
    | 'already_ended';
}

/** Above everything that is heard except what ends the enrolment. */
const personRank = 8;

/** Below everything that is heard: a prospect's word is the better reason to stand still. */
const machineRank = 0;

/** Ends that are not somebody's decision rank as the events do that say the same (fold.ts); nothing is told of the erased. */
const exitRanks: Partial<Record<ExitReason, number>> = {
  bounced: 5,
  opted_out: 7,
  complained: 7,
  erased: 9,
};

/**
 * A touch is over (sent, done, skipped or refused for good): the cursor goes on when it stood there. When the mail was in
 * the air while a track was entered, it is the way back that goes on. Any other touch changes nothing, nor does one whose
 * enrolment has ended meanwhile: it ended where it stood.
 */
export function advanceCursor(
  state: EnrolmentState,
  cadence: Cadence,
  done: { readonly run: number; readonly stepId: string },
): EnrolmentState {
  if (!isLive(state)) return state;
  if (isAtCursor(state, done)) return nextStep(state, cadence, done.stepId);
  const { returnTo } = state;
  if (done.run !== 0 || returnTo === null || returnTo.cursor !== done.stepId) return state;
  const next = cadence.steps[mainPlace(state, cadence) + 1];
  return { ...state, returnTo: { cursor: next?.id ?? null, stage: next?.stage ?? returnTo.stage } };
}

function nextStep(state: EnrolmentState, cadence: Cadence, stepId: string): EnrolmentState {
  const track = state.track === null ? undefined : cadence.tracks[state.track];
  const steps = track?.steps ?? cadence.steps;
  const next = steps[steps.findIndex((step) => step.id === stepId) + 1];
  if (next !== undefined) return { ...state, cursor: next.id, stage: next.stage };
  return track === undefined
    ? completeAtEnd({ ...state, cursor: null })
    : leaveTrack(state, cadence, track.then);
}

/** At the end of a track: what its `then` says. */
export function leaveTrack(
  state: EnrolmentState,
  cadence: Cadence,
  then: Cadence['tracks'][string]['then'],
): EnrolmentState {
  const back = cadence.steps[mainPlace(state, cadence)];
  switch (then.do) {
    case 'resume':
      return completeAtEnd(toMainStep(state, back));
    case 'exit': {
      const ended = exit(toMainStep(state, back), 'objection');
      return 'refused' in ended ? state : ended;
    }
    case 'advance': {
      const moved = moveToStage(state, cadence, then.stage, then.backwards);
      return completeAtEnd(typeof moved === 'string' ? toMainStep(state, back) : moved);
    }
  }
}

/** A person holds the enrolment, until a time or until somebody resumes it. */
export function pause(state: EnrolmentState, until: Date | null): EnrolmentState | NotMade {
  if (!isLive(state)) return { refused: 'not_active' };
  return paused(state, 'manual', personRank, until);
}

/** The machine holds it, because it cannot go on by itself. A pause of better reason stays; a colleague's word is none. */
export function hold(state: EnrolmentState, reason: PauseReason): EnrolmentState | NotMade {
  if (!isLive(state)) return { refused: 'not_active' };
  const stays = state.status === 'paused' && state.pauseReason !== 'company_hold';
  return stays ? state : paused(state, reason, machineRank, null);
}

/** The prospect wants no mail before a time. What stands still for another reason goes on no earlier than that either. */
export function askedToWait(state: EnrolmentState, until: Date): EnrolmentState {
  if (!isLive(state)) return state;
  const stands = state.status === 'paused' && state.pauseReason !== 'company_hold';
  if (!stands) return paused(state, 'asked_to_wait', machineRank, until);
  const tooSoon = state.resumeAt !== null && new Date(state.resumeAt) < until;
  return tooSoon ? { ...state, resumeAt: until.toISOString() } : state;
}

function paused(
  state: EnrolmentState,
  pauseReason: PauseReason,
  pauseRank: number,
  until: Date | null,
): EnrolmentState {
  const resumeAt = until?.toISOString() ?? null;
  return { ...state, status: 'paused', pauseReason, pauseRank, resumeAt };
}

/** Its turn has come: somebody who waits begins where they stand. Others stay as they are. */
export function start(state: EnrolmentState): EnrolmentState {
  if (state.waits !== true || !isLive(state)) return state;
  const { waits: _waits, status, ...started } = state;
  return completeAtEnd({ ...started, status: status === 'pending' ? 'active' : status });
}

/**
 * A person lets it go on where it stands, also when its company is held; behind the last step it is completed, and before
 * its start it waits again.
 */
export function resume(state: EnrolmentState): EnrolmentState | NotMade {
  if (state.status !== 'paused') return { refused: 'not_paused' };
  const { held: _held, ...free } = state;
  return completeAtEnd({
    ...free,
    status: goingStatus(free),
    pauseReason: null,
    pauseRank: 0,
    resumeAt: null,
  });
}

/** Its pause is over by its time: it goes on, unless its company is held beyond that. */
export function resumeInTime(state: EnrolmentState, now: Date): EnrolmentState | NotMade {
  if (state.status !== 'paused') return { refused: 'not_paused' };
  return pauseOver(state, now);
}

/** Ends it. */
export function exit(state: EnrolmentState, exitReason: ExitReason): EnrolmentState | NotMade {
  if (!isLive(state)) return { refused: 'already_ended' };
  return {
    ...state,
    status: 'exited',
    exitReason,
    exitRank: exitRanks[exitReason] ?? 0,
    pauseReason: null,
    pauseRank: 0,
    resumeAt: null,
  };
}

/**
 * A person moves it to a stage that lies ahead, or behind where they say so; it goes on there, also when it was paused, or
 * waits there for its start.
 */
export function advance(
  state: EnrolmentState,
  cadence: Cadence,
  stage: string,
  backwards = false,
): EnrolmentState | NotMade {
  if (!isLive(state)) return { refused: 'not_active' };
  const moved = moveToStage(state, cadence, stage, backwards);
  if (typeof moved === 'string') return { refused: moved };
  const resumed = resume(moved);
  return 'refused' in resumed ? moved : resumed;
}
