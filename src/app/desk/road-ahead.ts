import type { Step } from '../../domain/cadence.ts';
import type { History } from '../../domain/condition.ts';
import { pastSpent } from '../../domain/edit/map-state.ts';
import { type EnrolmentState, touchRun } from '../../domain/enrolment/state.ts';
import { advanceCursor, resume, start } from '../../domain/enrolment/transitions.ts';
import { historyOf } from '../../domain/history.ts';
import type { ClaimedProspect } from '../../store/claims.ts';
import {
  readPastReplies,
  readPastTouches,
  readProspectFacts,
  readVariables,
} from '../../store/history.ts';
import { type EnrolmentSnapshot, readSnapshots } from '../../store/snapshots.ts';
import { readSpentTouches } from '../../store/touches.ts';
import type { App } from '../context.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { type Circumstances, findStep, planTime } from '../enrolments/consequences.ts';
import { expectedTurn } from '../enrolments/expected-turn.ts';
import { type SimulatedTouch, shiftText, simulate } from '../library/simulate.ts';
import { ofMailbox } from '../sending/senders.ts';
import { conditionOf } from '../sending/step-condition.ts';

/** A touch that is still to come. */
export interface TouchAhead {
  readonly step: string;
  readonly stage: string;
  readonly track: string | null;
  readonly channel: 'email' | 'task';
  readonly at: Date;
  readonly zone: string;
  /** Why it is not earlier, as `holiday (Første juledag)`. */
  readonly movedBy: readonly string[];
  /** Why it would be left out, as things stand; null: it takes place. */
  readonly leftOut: string | null;
}

/** The rest of a cadence for one person, if nothing more is heard. */
export interface RoadAhead {
  /** What has to happen first: a person resumes it, its time comes, its turn comes, its task is done, a mail arrives. */
  readonly assumes: 'nothing' | 'resumed-now' | 'resumed-then' | 'started-then' | 'task-done';
  /** When that is thought to happen; null where there is nothing to wait for. */
  readonly from: Date | null;
  readonly touches: readonly TouchAhead[];
}

/** More than any cadence has: a track may lead back. */
const touchesAtMost = 100;

/**
 * What is still to come for an enrolment, step by step as the worker goes on: the next touch at the time that it is planned for,
 * those behind it as `simulate` plans them, conditions asked with what is known now. Null where it has ended.
 */
export async function readRoadAhead(app: App, enrolmentId: string): Promise<RoadAhead | null> {
  const [before] = await readSnapshots(app.db, [enrolmentId]);
  if (before === undefined) return null;
  const circumstances = await circumstancesOf(app, before.cadenceHash);
  const begin = await beginOf(app, before, circumstances);
  if (begin === null) return null;
  const { prospectId } = before;
  const [people, variables, touches, replies, spent] = await Promise.all([
    readProspectFacts(app.db, [prospectId]),
    readVariables(app.db, enrolmentId),
    readPastTouches(app.db, { id: enrolmentId, prospectId }),
    readPastReplies(app.db, enrolmentId),
    before.moves > 0 ? readSpentTouches(app.db, [enrolmentId]) : [],
  ]);
  const prospect = people.get(prospectId);
  if (prospect === undefined) return null;
  const who = { prospect, owner: before.owner, variables };
  const own = ofMailbox(circumstances, before.open?.mailbox ?? before.mailbox);
  const road = walk({ ...begin, before, own, who, spent, history: historyOf(touches, replies) });
  return { assumes: begin.assumes, from: begin.from, touches: road };
}

interface Begin extends Pick<RoadAhead, 'assumes' | 'from'> {
  readonly state: EnrolmentState;
  /** The time of the touch that is open, where it is known. */
  readonly next: { readonly at: Date; readonly movedBy: readonly string[] } | null;
  /** What the delay of the first touch counts from where none is open. */
  readonly anchor: Date;
}

/** How it goes on from where it stands; null where it does not. */
async function beginOf(
  app: App,
  before: EnrolmentSnapshot,
  circumstances: Circumstances,
): Promise<Begin | null> {
  const { state, open } = before;
  const { now } = circumstances;
  switch (state.status) {
    case 'exited':
    case 'completed':
      return null;
    case 'pending': {
      const from = (await expectedTurn(app, before.id, before.cadenceKey))?.startsAt ?? now;
      return { assumes: 'started-then', from, state: start(state), next: null, anchor: from };
    }
    case 'active': {
      if (open === null) {
        const [flying] = before.inAir;
        const state = flying === undefined ? before.state : past(before.state, circumstances);
        return { assumes: 'nothing', from: null, state, next: null, anchor: now };
      }
      const movedBy = open.shifts.map(shownShift);
      const at = latest(open.dueAt ?? open.plannedAt, now);
      const isTask = open.status === 'waiting';
      const told = { state, next: { at, movedBy }, anchor: at };
      return isTask
        ? { ...told, assumes: 'task-done', from: at }
        : { ...told, assumes: 'nothing', from: null };
    }
    case 'paused': {
      const until = state.resumeAt === null ? null : new Date(state.resumeAt);
      const from = until === null ? now : latest(until, now);
      const resumed = resume(state);
      if ('refused' in resumed || resumed.status === 'completed') return null;
      const assumes = until === null ? 'resumed-now' : 'resumed-then';
      const then = { ...circumstances, now: from };
      return { assumes, from, state: resumed, next: heldTime(before, then), anchor: from };
    }
  }
}

const latest = (a: Date, b: Date) => (a > b ? a : b);

function shownShift({ reason, detail }: { readonly reason: string; readonly detail?: string }) {
  return detail === undefined ? reason : `${reason} (${detail})`;
}

function past(state: EnrolmentState, { cadence }: Circumstances): EnrolmentState {
  const { cursor } = state;
  return cursor === null
    ? state
    : advanceCursor(state, cadence, { run: touchRun(state), stepId: cursor });
}

/** When a touch that is held would go once it is resumed, as a resume plans it. */
function heldTime(before: EnrolmentSnapshot, then: Circumstances): Begin['next'] {
  const { open } = before;
  if (open === null) return null;
  if (open.status === 'waiting') return { at: latest(open.plannedAt, then.now), movedBy: [] };
  const own = ofMailbox(then, open.mailbox);
  const step = findStep(own.cadence, open.stepId);
  const facts = { ...before.prospect, lastTouchAt: before.lastTouchAt };
  const { dueAt, shifts } = planTime({ touchId: open.id, step }, facts, open.plannedAt, own);
  return { at: dueAt, movedBy: shifts.map(shownShift) };
}

interface Walk extends Begin {
  readonly before: EnrolmentSnapshot;
  readonly own: Circumstances;
  readonly who: {
    readonly prospect: ClaimedProspect;
    readonly owner: string | null;
    readonly variables: Readonly<Record<string, unknown>>;
  };
  readonly spent: readonly { readonly run: number; readonly stepId: string }[];
  readonly history: History;
}

function walk({ before, own, who, spent, history, ...begin }: Walk): TouchAhead[] {
  const { cadence, senderZone } = own;
  const sent = [...history.sent];
  const skipped = [...history.skipped];
  const road: TouchAhead[] = [];
  let { state, next, anchor } = begin;
  let { lastTouchAt } = before;
  while (state.status === 'active' && state.cursor !== null && road.length < touchesAtMost) {
    const step: Step = findStep(cadence, state.cursor);
    const [planned] = simulate({
      cadence: { ...cadence, steps: [step] },
      prospect: before.prospect,
      ...{ senderZone, from: anchor, lastTouchAt },
    });
    if (planned === undefined) break;
    const { at, movedBy } = next ?? timeOf(planned);
    const asked = conditionOf(cadence, step, who, { ...history, sent, skipped });
    const leftOut = asked === null || asked.holds ? null : (step.when ?? '');
    const { zone, channel, stage } = planned;
    road.push({ step: step.id, stage, track: state.track, channel, at, zone, movedBy, leftOut });
    if (leftOut !== null) skipped.push(step.id);
    else if (channel === 'email') {
      sent.push(step.id);
      lastTouchAt = at;
    }
    anchor = at;
    next = null;
    const passed = advanceCursor(state, cadence, { run: touchRun(state), stepId: step.id });
    state = spent.length === 0 ? passed : pastSpent(passed, cadence, spent);
  }
  return road;
}

function timeOf({ at, shifts }: SimulatedTouch) {
  return { at: new Date(at), movedBy: shifts.map(shiftText) };
}
