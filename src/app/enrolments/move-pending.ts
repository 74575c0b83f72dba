import { messageOf } from '../../errors.ts';
import { joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import {
  enrolmentsEndedByMoves,
  enrolmentsOnVersions,
  enrolmentsToPutBack,
  lockMoving,
} from '../../store/enrolment-moves.ts';
import { settleEvents } from '../../store/heard.ts';
import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { readMoveTargets } from '../../store/publications.ts';
import { type EnrolmentSnapshot, readSnapshots } from '../../store/snapshots.ts';
import type { App } from '../context.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { circumstancesOf } from './circumstances.ts';
import { type Destination, readDestinations } from './destinations.ts';
import { moveChanges } from './move-enrolment.ts';

/** Enrolments that one transaction takes: few, since a claim does not wait long for the lock of a person. */
const batchSize = 200;

/**
 * Moves enrolments that a publication moves at once, and puts back those of publications that were taken back, in
 * batches. Those whose mail is in the air are left alone: they go with its outcome.
 *
 * Which ones these are follows from the publications themselves, so this may be ended at any moment and begun again by
 * anybody; the reconciler does.
 *
 * @param batches  at most
 * @returns how many were moved
 */
export async function movePending(app: App, batches = Number.POSITIVE_INFINITY): Promise<number> {
  let moved = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const done = await moveBatch(app);
    moved += done.moved;
    if (done.decided === 0) return moved;
  }
  return moved;
}

async function findPending(db: Queryable): Promise<string[]> {
  const back = await enrolmentsToPutBack(db, batchSize);
  if (back.length > 0) return back;
  const targets = (await readMoveTargets(db, null)).filter(({ mode }) => mode === 'move-now');
  const hashes = targets.map(({ fromHash }) => fromHash);
  const live = await enrolmentsOnVersions(db, hashes, batchSize);
  return live.length > 0 ? live : enrolmentsEndedByMoves(db, targets, batchSize);
}

interface Batch {
  readonly moved: number;
  /** Those that were moved, and those of whom it is known now that they stay. */
  readonly decided: number;
}

const nobody: Batch = { moved: 0, decided: 0 };

/** One that cannot be moved does not keep the others from it. */
async function moveBatch(app: App): Promise<Batch> {
  // Asked without a lock first: nearly always there is nobody, and the reconciler asks often.
  if ((await findPending(app.db)).length === 0) return nobody;
  try {
    return await moveTogether(app, findPending);
  } catch (error) {
    app.log.warn({ err: messageOf(error) }, 'moving one by one');
  }
  let [moved, decided] = [0, 0];
  for (const id of await findPending(app.db)) {
    const one = await moveTogether(app, async () => [id]).catch((error: unknown) => {
      app.log.warn({ enrolmentId: id, err: messageOf(error) }, 'not moved');
      return nobody;
    });
    moved += one.moved;
    decided += one.decided;
  }
  return { moved, decided };
}

async function moveTogether(
  app: App,
  find: (tx: Queryable) => Promise<readonly string[]>,
): Promise<Batch> {
  const { batch, planned } = await app.db.transaction(async (tx) => {
    await lockMoving(tx);
    const ids = await find(tx);
    if (ids.length === 0) return { batch: nobody, planned: [] };
    await lockProspectsOfEnrolments(tx, ids);
    const snapshots = await readSnapshots(tx, ids);
    const destinations = await readDestinations(tx, snapshots);
    const parts = await Promise.all(
      snapshots.map((before) => decide(app, tx, before, destinations.get(before.id))),
    );
    const changes = joinChanges(parts.flat());
    await settleEvents(
      tx,
      changes.moves.map(({ enrolmentId }) => enrolmentId),
    );
    await writeChanges(tx, changes, app.clock.now());
    const { newTouches, touchPlans, reopenedTouches, moves } = changes;
    const decided = moves.length + changes.movesTakenBack.length + changes.movesAsked.length;
    return {
      batch: { moved: moves.length, decided },
      planned: [...newTouches, ...touchPlans, ...reopenedTouches],
    };
  });
  await dispatchSoon(app, planned);
  return batch;
}

async function decide(
  app: App,
  tx: Queryable,
  before: EnrolmentSnapshot,
  destination: Destination | undefined,
): Promise<ReturnType<typeof moveChanges>[]> {
  if (destination === undefined || destination.when === 'move-at-next-step') return [];
  if (isInAir(before)) return [];
  const [from, to] = await Promise.all([
    app.versions.load(before.cadenceHash, tx),
    app.versions.load(destination.hash, tx),
  ]);
  const circumstances = await circumstancesOf(app, destination.hash, tx);
  return [moveChanges(before, destination, { from, to }, circumstances)];
}

function isInAir({ inAir, state }: EnrolmentSnapshot): boolean {
  return inAir.some(({ status, stepId }) => status === 'handing_over' || stepId === state.cursor);
}
