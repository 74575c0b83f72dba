import { goesBack } from '../../domain/cadence.ts';
import { type CompanyHold, underHold } from '../../domain/enrolment/company-hold.ts';
import { asWaiting, initialState } from '../../domain/enrolment/state.ts';
import { askedToWait } from '../../domain/enrolment/transitions.ts';
import { ownerOrNobody } from '../../domain/viewer.ts';
import type { NewEnrolment } from '../../store/enrolments.ts';
import type { LockedProspect } from '../../store/prospects.ts';
import type { NewTimelineEntry } from '../../store/timeline.ts';
import type { NewTouch } from '../../store/touches.ts';
import { type Circumstances, planStep, touchOf } from '../enrolments/consequences.ts';
import { pausedEntries } from '../enrolments/tell-changes.ts';
import { ofMailbox } from '../sending/senders.ts';
import type { StartPlace } from './start-places.ts';

/** What a new enrolment is made of. */
export interface Beginning {
  readonly prospect: Omit<LockedProspect, 'suppressed'>;
  /** Of the enrolment; made here when absent. */
  readonly id?: string | undefined;
  /** Of the first touch, which decides its jitter; made here when absent. */
  readonly touchId?: string | undefined;
  readonly owner?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** When it is to start, now or later, and whether it may. */
  readonly startAt: Date;
  readonly place: StartPlace;
  readonly importId: string | null;
  /** What holds its company; it begins, and goes nowhere. */
  readonly companyHold?: CompanyHold | undefined;
  /** The prospect wants no mail before this time. */
  readonly pausedUntil?: Date | null | undefined;
}

/** The rows of a new enrolment. */
export interface Begun {
  readonly enrolment: NewEnrolment;
  /** Null while it waits for its turn. */
  readonly touch: NewTouch | null;
  readonly timeline: readonly NewTimelineEntry[];
}

/** Begins an enrolment at the first step; one that has to wait has nothing planned. */
export function beginEnrolment(
  beginning: Beginning,
  cadenceHash: string,
  circumstances: Circumstances,
): Begun {
  const { prospect, place, companyHold, pausedUntil } = beginning;
  const { cadence, now } = circumstances;
  const initial = initialState(cadence);
  const begun = place.starts ? initial : asWaiting(initial);
  const held = companyHold === undefined ? begun : underHold(begun, companyHold);
  const enrolment: NewEnrolment = {
    id: beginning.id ?? circumstances.newId(),
    prospectId: prospect.id,
    cadenceKey: cadence.key,
    cadenceHash,
    state: pausedUntil == null ? held : askedToWait(held, pausedUntil),
    base: null,
    owner: ownerOrNobody(beginning.owner) ?? prospect.owner,
    variables: beginning.variables ?? {},
    importId: beginning.importId,
    causeEventId: null,
    effectiveAt: null,
    endedAt: null,
    waitsFrom: place.starts ? null : place.waitsFrom,
    mayReturn: goesBack(cadence),
  };
  const of = { at: now, prospectId: prospect.id, enrolmentId: enrolment.id };
  const created = { ...of, type: 'enrolment.created', data: { cadence: cadence.key } };
  const paused = pausedEntries(enrolment.state).map(([type, data]) => ({ ...of, type, data }));
  if (!place.starts) return { enrolment, touch: null, timeline: [created, ...paused] };
  const entered = { ...of, type: 'stage.entered', data: { stage: initial.stage } };
  const planned = firstTouch(beginning, enrolment.id, circumstances);
  const touch = paused.length === 0 ? planned : { ...planned, dueAt: null, closesAt: null };
  return { enrolment, touch, timeline: [created, entered, ...paused] };
}

function firstTouch(
  { prospect, startAt, touchId }: Beginning,
  enrolmentId: string,
  circumstances: Circumstances,
): NewTouch {
  const { cadence } = circumstances;
  const [step] = cadence.steps;
  if (step === undefined) throw new Error(`cadence ${cadence.key} has no steps`);
  const of = { enrolmentId, prospectId: prospect.id, run: 0 };
  const whose = { ...of, address: prospect.address, lastMailbox: null };
  const touch = touchOf(step, whose, circumstances);
  const made = { ...touch, id: touchId ?? touch.id };
  const own = ofMailbox(circumstances, made.mailbox);
  const time = planStep({ touchId: made.id, step }, startAt, prospect, own);
  return { ...made, ...time, anchorAt: startAt };
}
