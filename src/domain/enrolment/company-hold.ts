/**
 * An enrolment that stands still because of what a colleague has said. The hold lies beneath whatever else pauses it: it
 * neither ends with that, nor ends it. So it does not matter which of them came first.
 *
 * | the enrolment                    | a hold comes                   | the hold goes                              |
 * |----------------------------------|--------------------------------|--------------------------------------------|
 * | active, pending                  | paused, `company_hold`         |                                            |
 * | paused by a hold                 | the one that lasts longer stays| goes on, or waits for its start again      |
 * | paused by anything else          | stays as it is, and is held    | stays as it is                             |
 * | completed, exited                | stays as it is                 |                                            |
 */
import { completeAtEnd } from './moves.ts';
import { type EnrolmentState, goingStatus, isLive } from './state.ts';

/** What holds a company, as each enrolment that it holds keeps it. */
export interface CompanyHold {
  readonly id: string;
  /** ISO 8601 in UTC; null: until somebody releases it. */
  readonly until: string | null;
  /** What was heard of whom. */
  readonly type: string;
  readonly prospectId: string;
  readonly eventId: string;
}

/** Of several holds the one that lasts longest, of equal ones always the same. */
export function longestHold(holds: readonly CompanyHold[]): CompanyHold | null {
  const [first] = holds.toSorted((a, b) => {
    if (a.until === b.until) return a.id < b.id ? -1 : 1;
    if (a.until === null || b.until === null) return a.until === null ? -1 : 1;
    return a.until > b.until ? -1 : 1;
  });
  return first ?? null;
}

/** The state under one more hold; one that has ended stays as it is. */
export function underHold(state: EnrolmentState, hold: CompanyHold): EnrolmentState {
  if (!isLive(state)) return state;
  const held = longestHold(state.held === undefined ? [hold] : [state.held, hold]) ?? hold;
  return heldBack({ ...state, held });
}

/** The state under another hold, or under none any more. */
export function withHold(state: EnrolmentState, hold: CompanyHold | null): EnrolmentState {
  const { held: _held, ...rest } = state;
  const free = rest.pauseReason === 'company_hold' ? going(rest) : rest;
  return hold === null || !isLive(free) ? completeAtEnd(free) : heldBack({ ...free, held: hold });
}

/** A state that is held goes nowhere, whatever has been decided about it besides. */
export function heldBack(state: EnrolmentState): EnrolmentState {
  const { held } = state;
  if (held === undefined || !isLive(state)) return state;
  if (state.status === 'paused' && state.pauseReason !== 'company_hold') return state;
  return {
    ...state,
    status: 'paused',
    pauseReason: 'company_hold',
    pauseRank: 0,
    resumeAt: held.until,
  };
}

/** The state without its pause, whatever that was; a hold goes with it only when it is over. */
export function pauseOver(state: EnrolmentState, now: Date): EnrolmentState {
  const { held, ...rest } = state;
  const free = going(rest);
  const lasts = held !== undefined && (held.until === null || new Date(held.until) > now);
  return lasts ? heldBack({ ...free, held }) : completeAtEnd(free);
}

function going(state: EnrolmentState): EnrolmentState {
  return {
    ...state,
    status: goingStatus(state),
    pauseReason: null,
    pauseRank: 0,
    resumeAt: null,
  };
}
