import type { EnrolmentState } from '../../domain/enrolment/state.ts';
import { resumeInTime } from '../../domain/enrolment/transitions.ts';
import { enrolmentsWithoutBasis } from '../../store/bases.ts';
import { joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import { settleEvents } from '../../store/heard.ts';
import { type EnrolmentSnapshot, readSnapshots } from '../../store/snapshots.ts';
import type { App } from '../context.ts';
import { goingOn } from '../enrolments/change-enrolment.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { consequences } from '../enrolments/consequences.ts';
import { lacksOf } from './lawful-basis.ts';

/**
 * Lets go what was held for want of a lawful basis, of these people, where nothing forbids it any more: in the transaction
 * in which something new was told of them. Their next touches are due within a tick. The caller holds their locks.
 */
export async function goOnWithBasis(
  app: App,
  tx: Queryable,
  prospectIds: readonly string[],
  now: Date,
): Promise<void> {
  if (app.workspace.policy?.lawfulBasis == null || prospectIds.length === 0) return;
  const held = await enrolmentsWithoutBasis(tx, prospectIds);
  if (held.length === 0) return;
  const snapshots = await readSnapshots(tx, held);
  const people = snapshots.map(({ prospectId }) => prospectId);
  const lacks = await lacksOf(app, tx, people, now);
  const parts = [];
  for (const before of snapshots) {
    if (lacks.has(before.prospectId)) continue;
    const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
    parts.push(consequences(before, letGo(before, now), circumstances, now));
  }
  const changes = joinChanges(parts);
  await settleEvents(
    tx,
    changes.enrolments.flatMap(({ id, base }) => (base === null ? [id] : [])),
  );
  await writeChanges(tx, changes, now);
}

/** What was heard before stays open for what comes after it: a basis is nothing that the person has said or done. */
function letGo(before: EnrolmentSnapshot, now: Date) {
  const { state, base } = before;
  return {
    state: goingOn(before, released(state, now)),
    base: base === null ? null : released(base, now),
  };
}

function released(state: EnrolmentState, now: Date): EnrolmentState {
  if (state.pauseReason !== 'missing_basis') return state;
  const resumed = resumeInTime(state, now);
  return 'refused' in resumed ? state : resumed;
}
