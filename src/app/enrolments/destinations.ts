import type { SpentTouch } from '../../domain/edit/map-state.ts';
import type { Queryable } from '../../store/db.ts';
import { readStandingMoves, type StandingMove } from '../../store/enrolment-moves.ts';
import { type MoveTarget, readMoveTargets } from '../../store/publications.ts';
import type { EnrolmentSnapshot } from '../../store/snapshots.ts';
import { readSpentTouches } from '../../store/touches.ts';

/** The version that an enrolment is to go to. */
export interface Destination {
  readonly hash: string;
  readonly publicationId: number;
  /** `put-back`: its publication was taken back. */
  readonly when: MoveTarget['mode'] | 'put-back';
  /** Its moves that stand, the newest first. */
  readonly moves: readonly StandingMove[];
  readonly spent: readonly SpentTouch[];
}

/**
 * Where these enrolments are to go; those that stay are not in the answer. It follows from what was published and taken
 * back, and nothing has to be remembered for it: whoever looks, after a crash as well, comes to the same answer.
 *
 * The caller holds the locks of their prospects.
 */
export async function readDestinations(
  tx: Queryable,
  snapshots: readonly EnrolmentSnapshot[],
): Promise<ReadonlyMap<string, Destination>> {
  if (snapshots.length === 0) return new Map();
  const hashes = [...new Set(snapshots.map(({ cadenceHash }) => cadenceHash))];
  const targets = new Map(
    (await readMoveTargets(tx, hashes)).map((target) => [target.fromHash, target]),
  );
  const moved = snapshots.filter(({ moves }) => moves > 0).map(({ id }) => id);
  const standing = byEnrolment(await readStandingMoves(tx, moved));
  const going = snapshots.flatMap((before) => {
    const moves = standing.get(before.id) ?? [];
    const place = placeToGo(before, targets.get(before.cadenceHash), moves[0]);
    return place === null ? [] : [{ id: before.id, ...place, moves }];
  });
  const ids = going.map(({ id }) => id);
  const spent = byEnrolment(await readSpentTouches(tx, ids));
  return new Map(going.map(({ id, ...place }) => [id, { ...place, spent: spent.get(id) ?? [] }]));
}

function byEnrolment<Row extends { readonly enrolmentId: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.enrolmentId);
    if (group === undefined) groups.set(row.enrolmentId, [row]);
    else group.push(row);
  }
  return groups;
}

function placeToGo(
  before: EnrolmentSnapshot,
  target: MoveTarget | undefined,
  newest: StandingMove | undefined,
): Pick<Destination, 'hash' | 'publicationId' | 'when'> | null {
  const takenBackBy = newest?.takenBackBy ?? null;
  if (newest !== undefined && takenBackBy !== null) {
    return { hash: newest.fromHash, publicationId: takenBackBy, when: 'put-back' };
  }
  if (target === undefined || target.toHash === before.cadenceHash) return null;
  return { hash: target.toHash, publicationId: target.publicationId, when: target.mode };
}
