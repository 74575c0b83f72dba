import { DateTime } from 'luxon';
import type { Cadence } from '../domain/cadence.ts';
import { plusDuration, type Shift } from '../domain/calendar.ts';
import { planTouch } from '../domain/plan-touch.ts';
import { placeOf } from './place.ts';

/** One touch as it would take place. */
export interface SimulatedTouch {
  readonly step: string;
  readonly stage: string;
  /** UTC. */
  readonly at: string;
  /** The same instant on the wall clock of `zone`, with its offset. */
  readonly local: string;
  readonly zone: string;
  readonly channel: 'email' | 'task';
  readonly shifts: readonly {
    readonly reason: Shift['reason'];
    readonly from: string;
    readonly to: string;
    readonly detail?: string;
  }[];
}

export interface SimulationRequest {
  readonly cadence: Cadence;
  readonly prospect: { readonly timezone: string | null; readonly country: string | null };
  readonly senderZone: string | null;
  readonly from: Date;
}

/**
 * All touches of a cadence when nothing is heard: every mail is accepted and every task done the moment it is due. Jitter
 * is left out, so that the result is the same each time; a real touch may come up to `jitter` later.
 *
 * @throws InvalidInput `no_opening` when the schedule never opens
 */
export function simulate(request: SimulationRequest): SimulatedTouch[] {
  const { cadence, from } = request;
  const { schedule } = cadence;
  const place = placeOf(schedule, request.prospect, request.senderZone);
  const touches: SimulatedTouch[] = [];
  let anchor = from;
  let lastTouchAt: Date | null = null;
  for (const step of cadence.steps) {
    const { dueAt, shifts } = planTouch({
      earliest: plusDuration(anchor, step.after, schedule, place),
      notBefore: anchor,
      lastTouchAt,
      schedule,
      place,
      jitterFraction: 0,
    });
    touches.push({
      step: step.id,
      stage: step.stage,
      at: dueAt.toISOString(),
      local: localTime(dueAt, place.zone),
      zone: place.zone,
      channel: step.kind,
      shifts: shifts.map((shift) => ({
        reason: shift.reason,
        from: localTime(shift.from, place.zone),
        to: localTime(shift.to, place.zone),
        ...(shift.detail === undefined ? {} : { detail: shift.detail }),
      })),
    });
    anchor = dueAt;
    if (step.kind === 'email') lastTouchAt = dueAt;
  }
  return touches;
}

function localTime(at: Date, zone: string): string {
  const local = DateTime.fromJSDate(at, { zone });
  return local.toISO({ suppressMilliseconds: true }) ?? at.toISOString();
}

/**
 * Reads when a simulation begins: an instant with an offset, or a wall-clock time such as `2026-11-24 09:00` in the zone
 * of the prospect; null when it is neither.
 */
export function startOfSimulation(
  text: string,
  cadence: Cadence,
  prospect: SimulationRequest['prospect'],
  senderZone: string | null,
): Date | null {
  const { zone } = placeOf(cadence.schedule, prospect, senderZone);
  const read = DateTime.fromISO(text.trim().replace(' ', 'T'), { zone });
  return read.isValid ? read.toJSDate() : null;
}
