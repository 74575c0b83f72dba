import type { CadenceTest } from '../../../domain/cadence-test.ts';
import type { TouchStatus } from '../../../domain/codes.ts';
import type { EnrolmentState } from '../../../domain/enrolment/state.ts';
import type { PastReply, PastTouch } from '../../../domain/history.ts';
import { objectsToTracking } from '../../../domain/tracking.ts';
import { regionOf } from '../../../domain/zone-regions.ts';
import type { ClickableMail } from '../../../store/clicks.ts';
import type { HeardRow } from '../../../store/heard.ts';
import type { AirborneTouch, EnrolmentSnapshot, OpenTouch } from '../../../store/snapshots.ts';
import type { NewTask, Task } from '../../../store/tasks.ts';
import type { NewTimelineEntry } from '../../../store/timeline.ts';
import type { NewTouch } from '../../../store/touches.ts';
import type { Begun } from '../../enrolling/begin-enrolment.ts';

/** A touch as its row would be. */
export interface KeptTouch extends Omit<NewTouch, 'dueAt'> {
  readonly dueAt: Date | null;
  readonly status: TouchStatus;
  readonly fence: number;
  readonly attempts: number;
  readonly messageId: string;
  readonly approved: boolean;
  readonly handedOverAt: Date | null;
  readonly finishedAt: Date | null;
  readonly clickedAt: Date | null;
}

export interface KeptTask
  extends Pick<NewTask, 'kind' | 'title'>,
    Pick<Task, 'id' | 'touchId' | 'status' | 'outcome' | 'skipAt' | 'closedAt'> {}

/** One enrolment as the database would keep it, in memory: each change makes a new one. */
export interface Kept {
  readonly test: CadenceTest;
  readonly begun: Begun['enrolment'];
  readonly state: EnrolmentState;
  readonly base: EnrolmentState | null;
  readonly lastTouchAt: Date | null;
  readonly touches: readonly KeptTouch[];
  readonly tasks: readonly KeptTask[];
  readonly heard: readonly (HeardRow & { readonly settled: boolean })[];
  readonly suppressed: boolean;
  /** Cadences that it has led into. */
  readonly enrols: readonly string[];
  readonly timeline: readonly NewTimelineEntry[];
}

const isOpen = (status: TouchStatus): status is OpenTouch['status'] =>
  status === 'scheduled' || status === 'queued' || status === 'deferred' || status === 'waiting';

const isInAir = (status: TouchStatus): status is AirborneTouch['status'] =>
  status === 'handing_over' || status === 'unknown';

const isSpent = (status: TouchStatus) =>
  ['sent', 'done', 'skipped', 'failed', 'unknown'].includes(status);

/** What a decision sees of it. */
export function snapshotOf({
  test,
  begun,
  state,
  base,
  lastTouchAt,
  touches,
}: Kept): EnrolmentSnapshot {
  const { email, firstName, lastName, company, timezone, country, attributes } = test.prospect;
  return {
    id: begun.id,
    prospectId: begun.prospectId,
    cadenceKey: begun.cadenceKey,
    cadenceHash: begun.cadenceHash,
    state,
    base,
    owner: begun.owner,
    threadSubject: null,
    threadReferences: [],
    mailbox: null,
    causeEventId: null,
    effectiveAt: null,
    createdAt: test.enrolAt,
    lastTouchAt,
    prospect: {
      ...{ email, firstName, lastName, company, timezone, country },
      address: email,
      region: regionOf(attributes),
      erased: false,
    },
    open: openTouch(touches),
    inAir: touches.flatMap((touch) => inAirOf(touch)),
    moves: 0,
    spent: touches.filter(({ status }) => isSpent(status)),
  };
}

/** The touch that is next, if there is one. */
export function openTouch(touches: readonly KeptTouch[]): (KeptTouch & OpenTouch) | null {
  for (const touch of touches) {
    const { status } = touch;
    if (isOpen(status)) return { ...touch, status, reason: null };
  }
  return null;
}

function inAirOf(touch: KeptTouch): readonly AirborneTouch[] {
  const { id, run, stepId, status, fence, messageId, mailbox, handedOverAt } = touch;
  if (!isInAir(status) || handedOverAt === null) return [];
  const known = { id, run, stepId, status, fence, messageId, mailbox };
  return [{ ...known, subject: null, handedOverAt }];
}

/** What conditions ask for: the touches with what came of their tasks, in the order in which they were planned. */
export function pastTouches({ touches, tasks }: Kept): readonly PastTouch[] {
  return touches.map(({ id, channel, ...touch }) => {
    const closed = tasks.filter(
      (task) => task.touchId === id && (task.status === 'done' || task.status === 'skipped'),
    );
    const last = channel === 'task' ? closed.at(-1) : undefined;
    const outcome = last === undefined ? null : (last.outcome ?? last.status);
    return { ...touch, outcome };
  });
}

export function pastReplies({ heard }: Kept): readonly PastReply[] {
  const replies = heard.filter(
    ({ event }) => event.type === 'reply.received' || event.type === 'reply.objection',
  );
  return replies.map(({ event }) => ({ messageId: null, occurredAt: event.occurredAt }));
}

/** The mails that the prospect may have clicked. */
export function clickableMails({ test, touches }: Kept): readonly ClickableMail[] {
  const objected = objectsToTracking(test.prospect.attributes);
  return touches.flatMap(({ id, handedOverAt, status, channel, ...touch }) =>
    handedOverAt === null || channel !== 'email' || status !== 'sent'
      ? []
      : [{ ...touch, touchId: id, handedOverAt, openedAt: null, objected }],
  );
}
