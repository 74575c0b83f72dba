/** What a person does to one enrolment: pause, resume, advance, exit. */
import { pastSpent } from '../../domain/edit/map-state.ts';
import type { EnrolmentState } from '../../domain/enrolment/state.ts';
import { isAtCursor } from '../../domain/enrolment/state.ts';
import {
  advance,
  advanceCursor,
  exit,
  hold,
  type NotMade,
  pause,
  resume,
  resumeInTime,
} from '../../domain/enrolment/transitions.ts';
import { inEnglish, sentence } from '../../domain/sentence.ts';
import type { SentenceKey } from '../../domain/sentences/english.ts';
import { Refused } from '../../errors.ts';
import { type Changes, joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import { type BeforeExit, keepBeforeExit } from '../../store/exits.ts';
import { settleEvents } from '../../store/heard.ts';
import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { noteReturn } from '../../store/returns.ts';
import {
  type AirborneTouch,
  type EnrolmentSnapshot,
  readSnapshots,
} from '../../store/snapshots.ts';
import { readSpentTouches } from '../../store/touches.ts';
import type { App } from '../context.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { waitUntilLanded } from '../sending/in-flight.ts';
import { unknownWork } from '../unknown.ts';
import { circumstancesOf } from './circumstances.ts';
import { type Circumstances, consequences } from './consequences.ts';
import { memoryOf } from './touch-memory.ts';

export type PersonAction =
  | { readonly do: 'pause'; readonly until: Date | null }
  | { readonly do: 'resume' }
  | { readonly do: 'advance'; readonly stage: string; readonly backwards?: true }
  | { readonly do: 'exit'; readonly reason: 'manual' | 'replied' | 'closed_won' | 'closed_lost' };

const refusals = {
  not_active: 'deed.not-active',
  not_paused: 'deed.not-paused',
  unknown_stage: 'deed.unknown-stage',
  not_ahead: 'deed.not-ahead',
  nothing_left: 'deed.nothing-left',
  already_ended: 'deed.already-ended',
} as const satisfies Readonly<Record<NotMade['refused'], SentenceKey>>;

/**
 * Does it, in one transaction under the prospect's lock. When it stops the enrolment, a mail that is being handed over at
 * this moment is waited for.
 *
 * @param actor  who did it, for the timeline
 * @returns true when a mail may still be in the air
 * @throws NotFound `unknown_enrolment`; Refused with the reason
 */
export async function changeEnrolment(
  app: App,
  enrolmentId: string,
  action: PersonAction,
  actor: string,
): Promise<{ readonly inFlight: boolean }> {
  const since = performance.now();
  const planned = await app.db.transaction(async (tx) => {
    await lockProspectsOfEnrolments(tx, [enrolmentId]);
    const before = await snapshotFor(tx, enrolmentId, action);
    if (before === undefined) {
      throw unknownWork('enrolment', enrolmentId);
    }
    const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
    const state = act(before, action, circumstances);
    if ('refused' in state) {
      const said = sentence(refusals[state.refused]);
      const message = `Cannot ${action.do} enrolment ${enrolmentId}: ${inEnglish(said)}.`;
      throw new Refused(state.refused, message, undefined, { said });
    }
    const { now } = circumstances;
    const landed = action.do === 'resume' ? takenAsSent(before) : {};
    const next = consequences(before, { state, base: null }, circumstances, now);
    const told = {
      at: now,
      prospectId: before.prospectId,
      enrolmentId,
      type: `person.${pastTense[action.do]}`,
      data: { by: actor, ...action },
    };
    const changes = joinChanges([{ timeline: [told] }, landed, next]);
    await settleEvents(tx, [enrolmentId]);
    await writeChanges(tx, changes, now);
    if (isReturn(action)) await noteReturn(tx, enrolmentId);
    if (action.do === 'exit') await keepBeforeExit(tx, enrolmentId, beforeExit(before, now));
    return [...changes.newTouches, ...changes.touchPlans];
  });
  await dispatchSoon(app, planned);
  if (action.do === 'resume' || action.do === 'advance') return { inFlight: false };
  const flying = await waitUntilLanded(app.db, [enrolmentId], since);
  return { inFlight: flying.size > 0 };
}

/** An end can be taken back, see `reopen-enrolment.ts`. */
function beforeExit({ state, open }: EnrolmentSnapshot, at: Date): BeforeExit {
  return { state, touch: memoryOf(open), at };
}

const isReturn = (action: PersonAction) => action.do === 'advance' && action.backwards === true;

/** Who is sent back must not come to a step twice: what has been touched is needed for that. */
async function snapshotFor(
  tx: Queryable,
  enrolmentId: string,
  action: PersonAction,
): Promise<EnrolmentSnapshot | undefined> {
  const [before] = await readSnapshots(tx, [enrolmentId]);
  if (before === undefined || !isReturn(action)) return before;
  return { ...before, spent: await readSpentTouches(tx, [enrolmentId]) };
}

function advanceTo(
  { state, spent }: EnrolmentSnapshot,
  action: Extract<PersonAction, { readonly do: 'advance' }>,
  { cadence }: Circumstances,
): EnrolmentState | NotMade {
  const moved = advance(state, cadence, action.stage, action.backwards);
  if ('refused' in moved || action.backwards !== true) return moved;
  const next = pastSpent(moved, cadence, spent);
  return next.track === null && next.cursor !== null && next.stage === action.stage
    ? next
    : { refused: 'nothing_left' };
}

const pastTense = {
  pause: 'paused',
  resume: 'resumed',
  advance: 'advanced',
  exit: 'exited',
} as const;

function act(
  before: EnrolmentSnapshot,
  action: PersonAction,
  circumstances: Circumstances,
): EnrolmentState | NotMade {
  switch (action.do) {
    case 'pause':
      return pause(before.state, action.until);
    case 'resume':
      return resumeWithUnknown(before, circumstances);
    case 'advance':
      return advanceTo(before, action, circumstances);
    case 'exit':
      return exit(before.state, action.reason);
  }
}

/**
 * Whoever resumes over a hand-over of unknown end takes it as sent: better one mail too few than the same mail twice.
 */
export function resumeWithUnknown(
  before: EnrolmentSnapshot,
  circumstances: Circumstances,
): EnrolmentState | NotMade {
  const { state } = before;
  const unknown = unknownAtCursor(before);
  const passed =
    unknown === undefined ? state : advanceCursor(state, circumstances.cadence, unknown);
  return resume(passed);
}

/** What goes on by itself. A hand-over of unknown end waits on: only a person or its end settles it. */
export function goingOn(before: EnrolmentSnapshot, state: EnrolmentState): EnrolmentState {
  const held = unknownAtCursor(before) === undefined ? state : hold(state, 'unknown_hand_over');
  return 'refused' in held ? state : held;
}

/** What follows from a pause that is over by its time; null while it is not over, or where there is none. */
export function resumeOnTime(
  before: EnrolmentSnapshot,
  circumstances: Circumstances,
): Partial<Changes> | null {
  const { now } = circumstances;
  const { resumeAt } = before.state;
  if (resumeAt === null || new Date(resumeAt) > now) return null;
  const resumed = resumeInTime(before.state, now);
  if ('refused' in resumed) return null;
  const state = goingOn(before, resumed);
  return consequences(before, { state, base: null }, circumstances, now);
}

function unknownAtCursor({ state, inAir }: EnrolmentSnapshot): AirborneTouch | undefined {
  return inAir.find((touch) => touch.status === 'unknown' && isAtCursor(state, touch));
}

/** A mail that a resume takes as sent was a touch: other cadences keep their distance from it. */
function takenAsSent(before: EnrolmentSnapshot): Partial<Changes> {
  const unknown = unknownAtCursor(before);
  if (unknown === undefined) return {};
  return { lastTouches: [{ prospectId: before.prospectId, at: unknown.handedOverAt }] };
}
