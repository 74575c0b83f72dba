import type { ClaimedTouch } from '../../store/claims.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';
import type { NewTask } from '../../store/tasks.ts';
import type { NewTimelineEntry } from '../../store/timeline.ts';
import type { TouchOutcome } from '../../store/touches.ts';
import type { Circumstances } from './consequences.ts';

/** What was handed over, as it is kept. */
export interface Letter {
  readonly subject: string;
  readonly mailbox: string;
  readonly templateHash: string;
  readonly references: readonly string[];
}

/** The part of a claim that its end needs. */
export type EndedClaim = Pick<
  ClaimedTouch,
  | 'touchId'
  | 'fence'
  | 'enrolmentId'
  | 'prospectId'
  | 'run'
  | 'stepId'
  | 'messageId'
  | 'attempts'
  | 'deferrals'
  | 'plannedAt'
  | 'mailbox'
>;

/** A hand-over that has ended: what was taken, and where its enrolment stands. */
export interface Ending {
  readonly claim: EndedClaim;
  readonly before: EnrolmentSnapshot;
  readonly circumstances: Circumstances;
  readonly letter: Letter | null;
}

/** The touch's own row after the end. */
export function outcomeRow(
  ending: Ending,
  row: Pick<TouchOutcome, 'status'> & Partial<TouchOutcome>,
): TouchOutcome {
  return {
    reason: null,
    dueAt: null,
    closesAt: null,
    smtpResponse: null,
    ...row,
    touchId: ending.claim.touchId,
    fence: ending.claim.fence,
    subject: ending.letter?.subject ?? null,
    mailbox: ending.letter?.mailbox ?? null,
    templateHash: ending.letter?.templateHash ?? null,
  };
}

/** A line of history about the touch. */
export function entry(
  ending: Ending,
  type: string,
  data: Readonly<Record<string, unknown>>,
): NewTimelineEntry {
  const { claim, before, circumstances } = ending;
  return {
    at: circumstances.now,
    prospectId: before.prospectId,
    enrolmentId: before.id,
    touchId: claim.touchId,
    type,
    data: { step: claim.stepId, ...data },
  };
}

/** Work that the end leaves to a person. */
export function task(
  ending: Ending,
  kind: string,
  title: string,
  data: Readonly<Record<string, unknown>>,
): NewTask {
  const { before, claim } = ending;
  return {
    prospectId: before.prospectId,
    enrolmentId: before.id,
    touchId: claim.touchId,
    kind,
    title,
    owner: before.owner,
    dueAt: null,
    data,
  };
}
