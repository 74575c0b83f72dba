import type { Cadence } from '../cadence.ts';
import type { Duration } from '../duration.ts';
import type { HeardEvent } from './fold.ts';
import { completeAtEnd, enterTrack, moveToStage } from './moves.ts';
import type { Rule } from './rule-for.ts';
import { type EnrolmentState, goingStatus, isLive } from './state.ts';

/** How long pauses last in the prospect's calendar. */
export interface PauseCalendar {
  readonly plus: (at: Date, duration: Duration) => Date;
  /** When somebody who is back on a day may be written to again. */
  readonly afterReturn: (until: Date) => Date;
}

const dayMs = 86_400_000;
/** A date further away than this is a mistake: nobody is on holiday for so long, but many ask for next year. */
const furthestMs = { 'until-return': 100 * dayMs, 'until-date': 731 * dayMs };
const withoutDate: Duration = { days: 7, businessDays: 0, ms: 0 };

/** The state after one rule: its moves, then its pause or exit. */
export function applyRule(
  state: EnrolmentState,
  rule: Rule,
  event: HeardEvent,
  rank: number,
  cadence: Cadence,
  calendar: PauseCalendar,
): EnrolmentState {
  if (rule.exit !== undefined) return exitByRank(state, rule.exit, rank);
  if (!isLive(state)) return state;
  const moved = move(state, rule, cadence);
  const going = moved === state ? state : goOn(moved, rank);
  return rule.pause === undefined
    ? completeAtEnd(going)
    : pauseByRank(going, rule, event, rank, calendar);
}

function exitByRank(
  state: EnrolmentState,
  exitReason: NonNullable<Rule['exit']>,
  rank: number,
): EnrolmentState {
  if (state.status === 'exited' && state.exitRank > rank) return state;
  if (state.status === 'completed' && rank < completedEndsFrom) return state;
  return {
    ...state,
    status: 'exited',
    exitReason,
    exitRank: rank,
    pauseReason: null,
    pauseRank: 0,
    resumeAt: null,
  };
}

/** Lowest rank of what still ends a cadence that has come to its end: a hard bounce. */
const completedEndsFrom = 5;

function move(state: EnrolmentState, rule: Rule, cadence: Cadence): EnrolmentState {
  if (rule.track !== undefined) return enterTrack(state, cadence, rule.track);
  if (rule.advance === undefined) return state;
  const moved = moveToStage(state, cadence, rule.advance, rule.backwards);
  return typeof moved === 'string' ? state : moved;
}

/** A move ends a pause of its own rank or a lower one. */
function goOn(state: EnrolmentState, rank: number): EnrolmentState {
  if (state.status !== 'paused' || state.pauseRank > rank) return state;
  return {
    ...state,
    status: goingStatus(state),
    pauseReason: null,
    pauseRank: 0,
    resumeAt: null,
  };
}

function pauseByRank(
  state: EnrolmentState,
  rule: Rule,
  event: HeardEvent,
  rank: number,
  calendar: PauseCalendar,
): EnrolmentState {
  if (state.status === 'paused' && state.pauseRank > rank) return state;
  return {
    ...state,
    status: 'paused',
    pauseReason: rule.pauseReason,
    pauseRank: rank,
    resumeAt: pauseEnd(rule, event, calendar),
  };
}

/**
 * The date in the event when it makes sense, else the rule's own; counted from when it happened, so that it does not matter
 * when it arrives, but never from a time still to come. An absence without a date that was told so long ago that it would
 * be over is counted from when we heard of it: nobody knows that it is.
 */
function pauseEnd(
  { pause, default: otherwise = withoutDate }: Rule,
  event: HeardEvent,
  { plus, afterReturn }: PauseCalendar,
): string | null {
  if (pause === undefined || pause === true) return null;
  const { until, occurredAt, receivedAt = occurredAt } = event;
  const from = new Date(Math.min(receivedAt.getTime(), occurredAt.getTime()));
  const aheadMs = (until?.getTime() ?? 0) - from.getTime();
  const isGood = until !== undefined && aheadMs > 0 && aheadMs <= furthestMs[pause];
  if (isGood) return (pause === 'until-return' ? afterReturn(until) : until).toISOString();
  const end = plus(from, otherwise);
  const isOver = pause === 'until-return' && end <= receivedAt && from < receivedAt;
  return (isOver ? plus(receivedAt, otherwise) : end).toISOString();
}
