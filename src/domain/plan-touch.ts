import { nextOpening, plusDuration, type Shift } from './calendar.ts';
import type { Place, Schedule } from './schedule.ts';

export interface PlanRequest {
  /** What the cadence asks for. */
  readonly earliest: Date;
  /** Now: nothing is planned for the past. */
  readonly notBefore: Date;
  /** Last touch to this person over all cadences; null before the first. */
  readonly lastTouchAt: Date | null;
  readonly schedule: Schedule;
  readonly place: Place;
  /** From 0 up to 1, drawn by the caller and kept by way of the result. */
  readonly jitterFraction: number;
}

export interface PlannedTouch {
  readonly dueAt: Date;
  /** End of the sending window of `dueAt`; null where there are no windows. */
  readonly closesAt: Date | null;
  readonly shifts: readonly Shift[];
}

/**
 * The time of a touch: not before it is asked for, far enough from the last one to this person, inside a sending window
 * of an open day, and spread by the jitter without leaving that window.
 *
 * @throws InvalidInput `no_opening`
 */
export function planTouch(request: PlanRequest): PlannedTouch {
  const { schedule, place, lastTouchAt } = request;
  const asked = latest(request.earliest, request.notBefore);
  const gapEnds =
    lastTouchAt === null ? asked : plusDuration(lastTouchAt, schedule.minGap, schedule, place);
  const apart = latest(asked, gapEnds);
  const shifts: Shift[] = [];
  if (apart > asked) shifts.push({ reason: 'min_gap', from: asked, to: apart });

  const opening = nextOpening(apart, schedule, place);
  shifts.push(...opening.shifts);

  const room =
    opening.closesAt === null
      ? schedule.jitterMs
      : Math.min(schedule.jitterMs, opening.closesAt.getTime() - opening.at.getTime() - 1_000);
  const jitterMs = Math.floor(Math.max(0, room) * request.jitterFraction);
  if (jitterMs === 0) return { dueAt: opening.at, closesAt: opening.closesAt, shifts };
  const dueAt = new Date(opening.at.getTime() + jitterMs);
  shifts.push({ reason: 'jitter', from: opening.at, to: dueAt });
  return { dueAt, closesAt: opening.closesAt, shifts };
}

function latest(a: Date, b: Date): Date {
  return a > b ? a : b;
}
