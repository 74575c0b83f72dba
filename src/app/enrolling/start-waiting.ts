import type { Cadence } from '../../domain/cadence.ts';
import { exit, start } from '../../domain/enrolment/transitions.ts';
import { type StartingDay, startingDay } from '../../domain/entry-day.ts';
import { readCurrentVersion } from '../../store/cadences.ts';
import { type Changes, joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import { settleEvents } from '../../store/heard.ts';
import { lockProspectsOfEnrolments } from '../../store/prospect-locks.ts';
import { type EnrolmentSnapshot, readSnapshots } from '../../store/snapshots.ts';
import {
  countWaiting,
  firstWaiting,
  lockStartQueue,
  readStartQueue,
  startQueuesDue,
  versionOfFirstWaiting,
  writeStartQueue,
} from '../../store/start-queues.ts';
import { readSuppressed, readSuppressionReason } from '../../store/suppressions.ts';
import type { App } from '../context.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { type Circumstances, consequences } from '../enrolments/consequences.ts';
import { exitReasonOf } from '../people/suppress.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { inSets } from './in-sets.ts';

/** Enrolments that one transaction starts. */
const batchSize = 500;

/** Batches of one cadence in one round, so that the others are not kept waiting. */
const batchesAtMost = 20;

/**
 * Starts those who wait in cadences that let so many start a day: as many as are free today, in the order in which they
 * came. Safe to run at any time, by any number of processes at once.
 *
 * @returns how many have started
 */
export async function startWaiting(app: App): Promise<number> {
  let started = 0;
  for (const cadence of await startQueuesDue(app.db, app.clock.now())) {
    for (let batch = 0; batch < batchesAtMost; batch += 1) {
      const ids = await nextOf(app, cadence);
      const some = (set: readonly string[]) => startThese(app, cadence, set);
      const count = ids.length === 0 ? await some([]) : await inSets(app, 'started', ids, some);
      started += count;
      if (count < batchSize) break;
    }
  }
  return started;
}

/** Asked without a lock: who is first is asked again under it. */
async function nextOf(app: App, cadence: string): Promise<readonly string[]> {
  const now = app.clock.now();
  const first = await firstWaiting(app.db, cadence, now, batchSize);
  const rules = await rulesOf(app, app.db, cadence);
  if (rules === null) return [];
  const { free } = startingDay(rules, await readStartQueue(app.db, cadence), now);
  return first.slice(0, free);
}

/** The rules of the current version; of a cadence that is not published any more those of who is first. Null: nobody waits. */
async function rulesOf(app: App, db: Queryable, cadence: string): Promise<Cadence | null> {
  const current = await readCurrentVersion(db, cadence);
  if (current !== null) return current.definition;
  const hash = await versionOfFirstWaiting(db, cadence);
  return hash === null ? null : (await app.versions.load(hash, db)).cadence;
}

async function startThese(app: App, cadence: string, ids: readonly string[]): Promise<number> {
  const { touches, started } = await app.db.transaction(async (tx) => {
    await lockProspectsOfEnrolments(tx, ids);
    const queue = await lockStartQueue(tx, cadence);
    const now = app.clock.now();
    const rules = await rulesOf(app, tx, cadence);
    const day = rules === null ? null : startingDay(rules, queue, now);
    const { changes, starting } = await startEntitled(app, tx, cadence, ids, day?.free ?? 0);
    await writeChanges(tx, changes, now);
    const { firstFrom } = await countWaiting(tx, cadence, now);
    const after = day === null ? queue : { countedOn: day.date, started: day.started + starting };
    const nextStartAt =
      day === null ? null : nextStart({ ...day, free: day.free - starting }, firstFrom, now);
    await writeStartQueue(tx, cadence, { ...after, nextStartAt });
    return { touches: changes.newTouches, started: starting };
  });
  await dispatchSoon(app, touches);
  return started;
}

/** When somebody may start next: now, when the first of the rest has come to their time, or on another day. */
function nextStart({ free, endsAt }: StartingDay, firstFrom: Date | null, now: Date): Date | null {
  if (firstFrom === null) return null;
  const earliest = free > 0 ? now : endsAt;
  return firstFrom > earliest ? firstFrom : earliest;
}

/** Starts those of them who are among the first in the queue; the lock of the queue is held. */
async function startEntitled(
  app: App,
  tx: Queryable,
  cadence: string,
  ids: readonly string[],
  free: number,
): Promise<{ readonly changes: Changes; readonly starting: number }> {
  const nobody = { changes: joinChanges([]), starting: 0 };
  if (free === 0 || ids.length === 0) return nobody;
  const first = await firstWaiting(tx, cadence, app.clock.now(), Math.min(free, batchSize));
  const entitled = first.filter((id) => ids.includes(id));
  const snapshots = await readSnapshots(tx, entitled);
  const addresses = snapshots.map(({ prospect }) => prospect.address);
  // A suppression that is not through with ending people yet.
  const suppressed = await readSuppressed(tx, addresses);
  const parts: Partial<Changes>[] = [];
  const ended: string[] = [];
  for (const before of snapshots.toSorted(
    (a, b) => entitled.indexOf(a.id) - entitled.indexOf(b.id),
  )) {
    const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
    if (suppressed.has(before.prospect.address)) {
      ended.push(before.id);
      parts.push(await endSuppressed(tx, before, circumstances));
    } else {
      parts.push(begin(before, circumstances));
    }
  }
  await settleEvents(tx, ended);
  return { changes: joinChanges(parts), starting: parts.length - ended.length };
}

async function endSuppressed(
  tx: Queryable,
  before: EnrolmentSnapshot,
  circumstances: Circumstances,
): Promise<Partial<Changes>> {
  const reason = await readSuppressionReason(tx, before.prospect.address);
  const state = exit(before.state, exitReasonOf(reason));
  if ('refused' in state) return {};
  return consequences(before, { state, base: null }, circumstances, circumstances.now);
}

function begin(before: EnrolmentSnapshot, circumstances: Circumstances): Partial<Changes> {
  const { now } = circumstances;
  const base = before.base === null ? null : start(before.base);
  return consequences(before, { state: start(before.state), base }, circumstances, now);
}
