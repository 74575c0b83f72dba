/** The end of a hold of a company: by a person for all colleagues at once; by its time each enrolment goes on by itself. */
import { withHold } from '../../domain/enrolment/company-hold.ts';
import { isLive } from '../../domain/enrolment/state.ts';
import type { Owners } from '../../domain/viewer.ts';
import { type Changes, joinChanges, writeChanges } from '../../store/changes.ts';
import {
  enrolmentsHeldBy,
  holdsToFree,
  lockHolds,
  markFreed,
  readHold,
  readHoldsInForce,
  releaseHolds,
} from '../../store/company-holds.ts';
import type { Queryable } from '../../store/db.ts';
import { settleEvents } from '../../store/heard.ts';
import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { type EnrolmentSnapshot, readSnapshots } from '../../store/snapshots.ts';
import type { App } from '../context.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { unknownWork } from '../unknown.ts';
import { goingOn } from './change-enrolment.ts';
import { circumstancesByVersion } from './circumstances.ts';
import { holdsOn, type NewHolds } from './company-holds.ts';
import { type Circumstances, consequences } from './consequences.ts';

/** Enrolments that one transaction lets go. */
const setSize = 500;

/** Holds that one round of the reconciler goes on with. */
const holdsAtMost = 20;

/**
 * Releases what holds a company: this hold, and all others that are about the same company, by the word of somebody who is
 * seen. Whoever another hold keeps, too, stays held by that one. What a crash leaves over the reconciler does.
 *
 * @param actor  who did it, for the history
 * @returns how many holds were released, and how many enrolments no hold keeps any more
 * @throws NotFound `unknown_hold`
 */
export async function releaseCompany(
  app: App,
  holdId: string,
  actor: string,
  owners: Owners,
): Promise<{ readonly released: number; readonly enrolments: number }> {
  const ids = await app.db.transaction(async (tx) => {
    const hold = await readHold(tx, holdId);
    if (hold === null) throw unknownWork('company-hold', holdId);
    await lockHolds(tx, hold.companies, 'exclusive');
    const now = app.clock.now();
    const inForce = await readHoldsInForce(tx, hold.companies, now, owners);
    return releaseHolds(
      tx,
      inForce.map(({ id }) => id),
      actor,
      now,
    );
  });
  let enrolments = 0;
  for (const id of ids) enrolments += await freeHeld(app, id, actor);
  return { released: ids.length, enrolments };
}

/** Lets go what a crash has left over of a release. */
export async function freeReleased(app: App): Promise<number> {
  let enrolments = 0;
  for (const id of await holdsToFree(app.db, holdsAtMost)) {
    enrolments += await freeHeld(app, id, 'reconciler');
  }
  return enrolments;
}

async function freeHeld(app: App, holdId: string, actor: string): Promise<number> {
  let count = 0;
  for (;;) {
    const ids = await enrolmentsHeldBy(app.db, holdId, setSize);
    if (ids.length === 0) break;
    const changes = await app.db.transaction((tx) => freeThese(app, tx, ids, holdId, actor));
    await dispatchSoon(app, [...changes.newTouches, ...changes.touchPlans]);
    // Whom another hold keeps now has not been let go.
    count += changes.enrolments.filter(({ state }) => state.held === undefined).length;
  }
  await markFreed(app.db, holdId, app.clock.now());
  return count;
}

async function freeThese(
  app: App,
  tx: Queryable,
  ids: readonly string[],
  holdId: string,
  actor: string,
): Promise<Changes> {
  await lockProspectsOfEnrolments(tx, ids);
  const kept = (await readSnapshots(tx, ids)).filter(({ state }) => state.held?.id === holdId);
  const people = [...new Set(kept.map(({ prospectId }) => prospectId))];
  const others = await holdsOn(app, tx, people);
  const now = app.clock.now();
  const circumstancesFor = await circumstancesByVersion(app, tx, kept);
  const changes = joinChanges(
    kept.map((before) => free(before, others, actor, circumstancesFor(before))),
  );
  await settleEvents(
    tx,
    changes.enrolments.flatMap(({ id, base }) => (base === null ? [id] : [])),
  );
  await writeChanges(tx, changes, now);
  return changes;
}

/** What was heard before stays open for what comes after it: a release is nothing that the person has said or done. */
function free(
  before: EnrolmentSnapshot,
  others: NewHolds,
  actor: string,
  circumstances: Circumstances,
): Partial<Changes> {
  const { now } = circumstances;
  const hold = others.get(before.prospectId) ?? null;
  const state = goingOn(before, withHold(before.state, hold));
  const base = before.base === null ? null : withHold(before.base, hold);
  const told = {
    at: now,
    prospectId: before.prospectId,
    enrolmentId: before.id,
    type: 'company.released',
    data: { by: actor },
  };
  return joinChanges([
    { timeline: hold === null && isLive(before.state) ? [told] : [] },
    consequences(before, { state, base }, circumstances, now),
  ]);
}
