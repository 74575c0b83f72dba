import { DateTime } from 'luxon';
import type { Cadence, Step } from '../../domain/cadence.ts';
import { plusDuration, type Shift } from '../../domain/calendar.ts';
import { type ConditionFacts, evaluateCondition, type History } from '../../domain/condition.ts';
import { planTouch } from '../../domain/plan-touch.ts';
import { scheduleOf } from '../../domain/step-schedule.ts';
import type { ResolvedZone, ZoneSource } from '../../domain/zone.ts';
import { placeOf, type Whereabouts, zoneWithSource } from '../enrolments/place.ts';

/** One touch as it would take place. */
export interface SimulatedTouch {
  readonly step: string;
  readonly stage: string;
  /** UTC. */
  readonly at: string;
  /** The same instant on the wall clock of `zone`, with its offset. */
  readonly local: string;
  readonly zone: string;
  /** What the zone was told from. */
  readonly zoneFrom: ZoneSource;
  readonly channel: 'email' | 'task';
  readonly shifts: readonly {
    readonly reason: Shift['reason'];
    readonly from: string;
    readonly to: string;
    readonly detail?: string;
  }[];
}

/** Why a touch was moved, as in `holiday (Første juledag)`. */
export function shiftText({ reason, detail }: SimulatedTouch['shifts'][number]): string {
  return detail === undefined ? reason : `${reason} (${detail})`;
}

export interface SimulationRequest {
  readonly cadence: Cadence;
  readonly prospect: Whereabouts;
  readonly senderZone: string | null;
  readonly from: Date;
  /** When the person got the last mail before it; left out: none. */
  readonly lastTouchAt?: Date | null;
  /** Steps that do not take place, as `skippedSteps` tells them; left out, every condition counts as true. */
  readonly skipped?: ReadonlySet<string>;
}

/**
 * All touches of a cadence when nothing is heard: every mail is accepted and every task done the moment it is due. Jitter
 * is left out, so that the result is the same each time; a real touch may come up to `jitter` later. A step that is skipped
 * is not among them, and the next delay counts from when it was planned.
 *
 * @throws InvalidInput `no_opening` when the schedule never opens
 */
export function simulate(request: SimulationRequest): SimulatedTouch[] {
  const { cadence, prospect, senderZone, from, skipped } = request;
  const counted = {
    schedule: cadence.schedule,
    place: placeOf(cadence.schedule, prospect, senderZone),
  };
  const touches: SimulatedTouch[] = [];
  let anchor = from;
  let { lastTouchAt = null } = request;
  for (const step of cadence.steps) {
    const schedule = scheduleOf(cadence, step);
    const { dueAt, shifts } = planTouch({
      earliest: plusDuration(anchor, step.after, counted.schedule, counted.place),
      notBefore: anchor,
      lastTouchAt,
      schedule,
      place: placeOf(schedule, prospect, senderZone),
      counted,
      jitterFraction: 0,
    });
    const zone = zoneWithSource(schedule, prospect, senderZone);
    anchor = dueAt;
    if (skipped?.has(step.id) === true) continue;
    touches.push(shown(step, dueAt, shifts, zone));
    if (step.kind === 'email') lastTouchAt = dueAt;
  }
  return touches;
}

/** A step that does not take place, and why. */
export interface SkippedStep {
  readonly step: string;
  readonly because: string;
}

/** The steps whose condition does not hold for a prospect of whom nothing is heard. */
export function skippedSteps(
  cadence: Cadence,
  prospect: ConditionFacts['prospect'],
  enrolment: Pick<ConditionFacts['enrolment'], 'owner' | 'variables'> = {
    owner: '',
    variables: {},
  },
): SkippedStep[] {
  const skipped: SkippedStep[] = [];
  const sent: string[] = [];
  for (const step of cadence.steps) {
    const past = { sent, skipped: skipped.map((one) => one.step) };
    const because = whySkipped(step, prospect, enrolment, past);
    if (because !== null) skipped.push({ step: step.id, because });
    else if (step.kind === 'email') sent.push(step.id);
  }
  return skipped;
}

function whySkipped(
  step: Step,
  prospect: ConditionFacts['prospect'],
  enrolment: Pick<ConditionFacts['enrolment'], 'owner' | 'variables'>,
  past: Pick<History, 'sent' | 'skipped'>,
): string | null {
  if (step.when === undefined) return null;
  const result = evaluateCondition(step.when, 'step', {
    prospect,
    enrolment: { stage: step.stage, track: '', ...enrolment },
    history: { ...past, replied: [], clicked: [], outcomes: {} },
  });
  if (result.holds) return null;
  return 'because' in result ? result.because : step.when;
}

function shown(
  step: Step,
  dueAt: Date,
  shifts: readonly Shift[],
  { zone, from: zoneFrom }: ResolvedZone,
): SimulatedTouch {
  return {
    step: step.id,
    stage: step.stage,
    at: dueAt.toISOString(),
    local: localTime(dueAt, zone),
    zone,
    zoneFrom,
    channel: step.kind,
    shifts: shifts.map((shift) => ({
      reason: shift.reason,
      from: localTime(shift.from, zone),
      to: localTime(shift.to, zone),
      ...(shift.detail === undefined ? {} : { detail: shift.detail }),
    })),
  };
}

function localTime(at: Date, zone: string): string {
  const local = DateTime.fromJSDate(at, { zone });
  return local.toISO({ suppressMilliseconds: true }) ?? at.toISOString();
}

/**
 * Reads when a simulation begins: an instant with an offset, or a wall-clock time such as `2026-11-24 09:00` in a zone; null
 * when it is neither.
 */
export function startOfSimulation(text: string, zone: string): Date | null {
  const read = DateTime.fromISO(text.trim().replace(' ', 'T'), { zone });
  return read.isValid ? read.toJSDate() : null;
}
