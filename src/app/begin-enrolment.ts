import { initialState } from '../domain/enrolment/state.ts';
import type { NewEnrolment } from '../store/enrolments.ts';
import type { LockedProspect } from '../store/prospects.ts';
import type { NewTimelineEntry } from '../store/timeline.ts';
import type { NewTouch } from '../store/touches.ts';
import { type Circumstances, planStep, touchOf } from './consequences.ts';
import type { Candidate } from './enrol.ts';

/** Somebody who has just been enrolled. */
export interface BegunEnrolment {
  readonly enrolment: NewEnrolment;
  /** The first touch, planned. */
  readonly touch: NewTouch;
  readonly dueAt: Date;
  readonly timeline: readonly NewTimelineEntry[];
}

/** What is written of somebody who may be enrolled. */
export function beginEnrolment(
  candidate: Candidate,
  prospect: Omit<LockedProspect, 'suppressed'>,
  cadenceHash: string,
  circumstances: Circumstances,
  importId: string | null,
): BegunEnrolment {
  const { cadence, now } = circumstances;
  const state = initialState(cadence);
  const [first] = cadence.steps;
  if (first === undefined) throw new Error(`cadence ${cadence.key} has no steps`);
  const startAt =
    candidate.startAt !== undefined && candidate.startAt > now ? candidate.startAt : now;
  const enrolment: NewEnrolment = {
    id: candidate.id ?? circumstances.newId(),
    prospectId: prospect.id,
    cadenceKey: cadence.key,
    cadenceHash,
    state,
    base: null,
    owner: candidate.owner ?? prospect.owner,
    variables: candidate.variables ?? {},
    importId,
    causeEventId: null,
    effectiveAt: null,
    endedAt: null,
  };
  const of = { enrolmentId: enrolment.id, prospectId: prospect.id, run: 0 };
  const made = touchOf(first, of, circumstances);
  const planned = { touchId: made.id, step: first };
  const time = planStep(planned, startAt, prospect, circumstances);
  const touch: NewTouch = { ...made, ...time, anchorAt: startAt };
  const told = { at: now, prospectId: prospect.id, enrolmentId: enrolment.id };
  const timeline = [
    { ...told, type: 'enrolment.created', data: { cadence: cadence.key } },
    { ...told, type: 'stage.entered', data: { stage: state.stage } },
  ];
  return { enrolment, touch, dueAt: time.dueAt, timeline };
}
