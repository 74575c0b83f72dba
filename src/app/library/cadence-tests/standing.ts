import type { EnrolmentStatus, ExitReason, PauseReason } from '../../../domain/codes.ts';
import { type Kept, openTouch } from './kept.ts';

/** How an enrolment stands, in the words of an expectation. */
export interface Standing {
  readonly status: EnrolmentStatus;
  readonly stage: string;
  readonly track: string | null;
  readonly sent: readonly string[];
  readonly skipped: readonly string[];
  readonly next: NextTouch | null;
  readonly tasks: readonly OpenTask[];
  readonly exitReason: ExitReason | null;
  readonly pauseReason: PauseReason | null;
  readonly resumeAt: Date | null;
  readonly enrols: readonly string[];
  readonly suppressed: boolean;
  readonly variants: ReadonlyMap<string, string | null>;
}

export interface NextTouch {
  readonly step: string;
  /** Null while it is held. */
  readonly at: Date | null;
  /** A person has the task, or looks at the mail. */
  readonly waits: boolean;
}

export interface OpenTask {
  readonly kind: string;
  /** The step whose task it is; null when an event gave it. */
  readonly step: string | null;
}

export function standingOf(kept: Kept): Standing {
  const { state, touches, tasks } = kept;
  const stepsThat = (status: string) =>
    touches.filter((touch) => touch.status === status).map(({ stepId }) => stepId);
  const open = openTouch(touches);
  const stepOf = new Map(touches.map(({ id, stepId }) => [id, stepId]));
  return {
    status: state.status,
    stage: state.stage,
    track: state.track,
    sent: stepsThat('sent'),
    skipped: stepsThat('skipped'),
    next:
      open === null
        ? null
        : { step: open.stepId, at: open.dueAt, waits: open.status === 'waiting' },
    tasks: tasks
      .filter(({ status }) => status === 'open')
      .map(({ kind, touchId }) => ({
        kind,
        step: touchId === null ? null : (stepOf.get(touchId) ?? null),
      })),
    exitReason: state.exitReason,
    pauseReason: state.pauseReason,
    resumeAt: state.resumeAt === null ? null : new Date(state.resumeAt),
    enrols: kept.enrols,
    suppressed: kept.suppressed,
    variants: new Map(touches.map(({ stepId, variant }) => [stepId, variant])),
  };
}

/** True when only a person can make it go on, or nobody. */
export function standsStill({ status, resumeAt }: Standing): boolean {
  return (
    status === 'completed' || status === 'exited' || (status === 'paused' && resumeAt === null)
  );
}
