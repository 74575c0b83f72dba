/**
 * An enrolment that is to go to another version goes when its touch is over: what comes next is decided by the version
 * that it goes to. A mail in the air is over when its outcome is known.
 */
import { mapState } from '../../domain/edit/map-state.ts';
import { type EnrolmentState, isLive } from '../../domain/enrolment/state.ts';
import type { Changes } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import type { TouchMemory } from '../../store/enrolment-moves.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';
import type { App } from '../context.ts';
import { circumstancesOf } from './circumstances.ts';
import type { Circumstances } from './consequences.ts';
import type { Destination } from './destinations.ts';
import { moveOf, takenBackBy, told } from './move-enrolment.ts';

/** Decides what the end of a touch changes. */
export type Decide<Part extends Partial<Changes>> = (
  before: EnrolmentSnapshot,
  circumstances: Circumstances,
) => Part;

/**
 * What the end of a touch changes: in the version that the enrolment is on, or in the one that it goes to.
 *
 * @param done  the touch that may be over by what is decided
 */
export async function decideAndMove<Part extends Partial<Changes>>(
  app: App,
  tx: Queryable,
  before: EnrolmentSnapshot,
  destination: Destination | undefined,
  done: { readonly run: number; readonly stepId: string },
  decide: Decide<Part>,
): Promise<Part> {
  const stays = decide(before, await circumstancesOf(app, before.cadenceHash, tx));
  const old = stays.enrolments?.[0]?.state;
  if (destination === undefined || old === undefined || old.status === 'exited') return stays;
  if (!isOver(stays) || !isLive(before.state)) return stays;
  const [from, to] = await Promise.all([
    app.versions.load(before.cadenceHash, tx),
    app.versions.load(destination.hash, tx),
  ]);
  const circumstances = await circumstancesOf(app, destination.hash, tx);
  const mapped = (at: EnrolmentState) => mapState(at, from.cadence, to.cadence, destination.spent);
  const state = mapped(before.state);
  const base = before.base === null ? null : mapped(before.base);
  const spent = [...destination.spent, done];
  const there = { ...before, state, base, cadenceHash: destination.hash, spent };
  const goes = decide(there, circumstances);
  const after = goes.enrolments?.[0]?.state ?? state;
  // As if it had been moved just after the end, so that it can be put back to what would have come then.
  const move = moveOf({ ...before, state: old }, after, destination, memoryOf(stays));
  return {
    ...goes,
    moves: [move],
    movesTakenBack: takenBackBy(destination),
    timeline: [
      ...(goes.timeline ?? []),
      told(before, destination, { from, to }, circumstances.now),
      ...stageEntries(before, state.stage, circumstances.now),
    ],
  };
}

const overAs: ReadonlySet<string> = new Set(['sent', 'failed', 'skipped', 'done']);

function isOver(part: Partial<Changes>): boolean {
  return [...(part.outcomes ?? []), ...(part.touchPlans ?? [])].some(({ status }) =>
    overAs.has(status),
  );
}

/** What would have come next had it stayed. */
function memoryOf(part: Partial<Changes>): TouchMemory | null {
  const [next] = part.newTouches ?? [];
  return next === undefined ? null : { ...next, id: null, status: 'scheduled' };
}

/** The new version may have put its step into another stage. */
function stageEntries(before: EnrolmentSnapshot, stage: string, at: Date): Changes['timeline'] {
  if (stage === before.state.stage) return [];
  const { prospectId, id: enrolmentId } = before;
  return [
    { at, prospectId, enrolmentId, type: 'stage.left', data: { stage: before.state.stage } },
    { at, prospectId, enrolmentId, type: 'stage.entered', data: { stage } },
  ];
}
