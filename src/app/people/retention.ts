/**
 * Forgets what has been kept for as long as `policy.retention` says: in pages of a thousand, a transaction each, by one
 * process at a time. What is absent there is kept for good.
 */
import { z } from 'zod';
import { type RetentionKind, retentionKinds } from '../../domain/language/retention-shape.ts';
import type { Queryable } from '../../store/db.ts';
import { settleEndedOfProspects } from '../../store/heard.ts';
import {
  countOld,
  firstPlace,
  forgetOld,
  hasPlaces,
  isLocked,
  lockOld,
  type Place,
  readOld,
  takeRetention,
} from '../../store/retention.ts';
import { readSetting, writeSetting } from '../../store/settings.ts';
import type { App } from '../context.ts';

const pageSize = 1_000;
const dayMs = 86_400_000;

/** What went, or would go, of one kind. */
export interface Forgotten {
  readonly kind: RetentionKind;
  /** What is from before this. */
  readonly before: Date;
  readonly count: number;
}

/** The kinds that have a period, and from before when they go. */
function dueKinds({ workspace, clock }: App): { kind: RetentionKind; before: Date }[] {
  const now = clock.now().getTime();
  return retentionKinds.flatMap((kind) => {
    const ms = workspace.retention[kind];
    return ms === undefined ? [] : [{ kind, before: new Date(now - ms) }];
  });
}

/**
 * One round: of each kind some pages, so that the database has room for the mails.
 *
 * @param pagesAtMost  of each kind
 */
export async function forgetWhatIsOld(
  app: App,
  pagesAtMost: number,
  leaving?: AbortSignal,
): Promise<Forgotten[]> {
  const forgotten: Forgotten[] = [];
  const now = app.clock.now();
  for (const { kind, before } of dueKinds(app)) {
    let count = 0;
    for (let page = 0; page < pagesAtMost && leaving?.aborted !== true; page += 1) {
      const done = await app.db.transaction((tx) => forgetPage(tx, kind, before, now));
      if (done === null) break;
      count += done.count;
      if (!done.isFull) break;
    }
    if (count > 0) app.metrics.forgotten.inc({ what: kind }, count);
    forgotten.push({ kind, before, count });
  }
  return forgotten;
}

/** Null where somebody else is at it. */
async function forgetPage(
  tx: Queryable,
  kind: RetentionKind,
  before: Date,
  now: Date,
): Promise<{ readonly count: number; readonly isFull: boolean } | null> {
  if (!(await takeRetention(tx))) return null;
  const walk = await readWalk(tx, kind, now);
  const { place } = walk;
  const seen = await readOld(tx, kind, before, place, pageSize);
  // Whoever has enrolled, or replayed, one of them meanwhile held the lock: looked at again under it.
  const owners = await lockOld(tx, kind, seen.ids);
  const isSeenTwice = isLocked(kind) && seen.ids.length > 0;
  const { ids } = isSeenTwice ? await readOld(tx, kind, before, place, pageSize) : seen;
  const { last, found } = seen;
  const mine = new Set(seen.ids);
  const going = ids.filter((id) => mine.has(id));
  // An event that is not there any more cannot be folded anew.
  const settling = going.flatMap((id) => owners.get(id) ?? []);
  await settleEndedOfProspects(tx, [...new Set(settling)]);
  const count = await countOld(tx, kind, going);
  await forgetOld(tx, kind, going, before);
  const isFull = found === pageSize;
  await writeWalk(tx, kind, { ...walk, place: last ?? place, isOver: !isFull });
  return { count, isFull };
}

/** Its pages from the first on, over many rounds. */
interface Walk {
  /** Where the next page begins. */
  readonly place: Place;
  /** When its first page was taken. */
  readonly since: Date;
  /** True when it has come to the end: further pages hold what has ended since. */
  readonly isOver: boolean;
}

const walkShape = z.object({
  place: z.object({ at: z.string(), id: z.string() }),
  since: z.coerce.date(),
  isOver: z.boolean(),
});
const settingOf = (kind: RetentionKind) => `retention ${kind}`;

/**
 * One that is over is begun again: of people at once, since each may have become old meanwhile; of all else once a day,
 * since something may have been written behind the place, or what was needed there has ended.
 */
async function readWalk(db: Queryable, kind: RetentionKind, now: Date): Promise<Walk> {
  const first = { place: firstPlace, since: now, isOver: false };
  if (!hasPlaces(kind)) return first;
  const known = walkShape.safeParse(await readSetting(db, settingOf(kind)));
  if (!known.success) return first;
  const { since, isOver } = known.data;
  const rests = kind !== 'prospects_without_enrolment' && now.getTime() - since.getTime() < dayMs;
  return isOver && !rests ? first : known.data;
}

async function writeWalk(tx: Queryable, kind: RetentionKind, walk: Walk): Promise<void> {
  if (hasPlaces(kind)) await writeSetting(tx, settingOf(kind), walk);
}

/** What would go now, all of it; nothing is done. */
export async function tellWhatIsOld(app: App): Promise<Forgotten[]> {
  const told: Forgotten[] = [];
  const now = app.clock.now();
  for (const { kind, before } of dueKinds(app)) {
    let { place } = await readWalk(app.db, kind, now);
    let count = 0;
    if (kind === 'prospects_without_enrolment') place = firstPlace;
    for (;;) {
      // The pages of refused lines begin where the one before has taken away what it saw.
      const limit = hasPlaces(kind) && kind !== 'refused_lines' ? pageSize : null;
      const { ids, last, found } = await readOld(app.db, kind, before, place, limit);
      count += await countOld(app.db, kind, ids);
      if (last === null || limit === null || found < limit) break;
      place = last;
    }
    told.push({ kind, before, count });
  }
  return told;
}
