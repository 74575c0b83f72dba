import { hash } from 'node:crypto';
import { nextOpening, type Opening, plusDuration, type Shift } from './calendar.ts';
import { rememberBy } from './remember.ts';
import type { Place, Schedule } from './schedule.ts';

const openings = rememberBy<Schedule, Place, Opening>(100);

export interface PlanRequest {
  /** What the cadence asks for; of a touch that had a time already, that time. */
  readonly earliest: Date;
  /** True when `earliest` was planned before, jitter included: it is kept where nothing stands against it. */
  readonly isPlanned?: boolean;
  /** Now: nothing is planned for the past. */
  readonly notBefore: Date;
  /** Last touch to this person over all cadences; null before the first. */
  readonly lastTouchAt: Date | null;
  /** That of the step. */
  readonly schedule: Schedule;
  readonly place: Place;
  /** In which calendar the business days of `min_gap` are counted; absent: that of the step. */
  readonly counted?: { readonly schedule: Schedule; readonly place: Place };
  /** From 0 up to 1; see `drawnFraction`. */
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
 * of an open day, and spread by the jitter without leaving that window. A touch that is planned again and may stay where
 * it is stays there; one that only became late goes as soon as it may.
 *
 * @throws InvalidInput `no_opening`
 */
export function planTouch(request: PlanRequest): PlannedTouch {
  const { schedule, place, lastTouchAt } = request;
  const { counted = { schedule, place } } = request;
  const asked = latest(request.earliest, request.notBefore);
  const gapEnds =
    lastTouchAt === null
      ? asked
      : plusDuration(lastTouchAt, schedule.minGap, counted.schedule, counted.place);
  const apart = latest(asked, gapEnds);
  const shifts: Shift[] = [];
  if (apart > asked) shifts.push({ reason: 'min_gap', from: asked, to: apart });

  const opening = openings(schedule, place, apart.getTime(), () =>
    nextOpening(apart, schedule, place),
  );
  shifts.push(...opening.shifts);

  const hasMoved = opening.at > asked;
  const room =
    opening.closesAt === null
      ? schedule.jitterMs
      : Math.min(schedule.jitterMs, opening.closesAt.getTime() - opening.at.getTime() - 1_000);
  const spreads = request.isPlanned !== true || hasMoved;
  const jitterMs = spreads ? Math.floor(Math.max(0, room) * request.jitterFraction) : 0;
  if (jitterMs === 0) return { dueAt: opening.at, closesAt: opening.closesAt, shifts };
  const dueAt = new Date(opening.at.getTime() + jitterMs);
  shifts.push({ reason: 'jitter', from: opening.at, to: dueAt });
  return { dueAt, closesAt: opening.closesAt, shifts };
}

/**
 * The part of the jitter that a touch gets: drawn once, since the same touch always gets the same, and as if by chance
 * among touches.
 *
 * @returns from 0 up to 1
 */
export function drawnFraction(touchId: string): number {
  return hash('sha256', touchId, 'buffer').readUIntBE(0, 6) / 2 ** 48;
}

function latest(a: Date, b: Date): Date {
  return a > b ? a : b;
}
