import { pastSpent } from '../../domain/edit/map-state.ts';
import { askedToWait } from '../../domain/enrolment/transitions.ts';
import { canonicalJson } from '../../domain/language/canonical.ts';
import { withoutPause } from '../../domain/mail-choice.ts';
import type { Changes } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import {
  countHeardOf,
  deleteMailChoice,
  type MailChoice,
  readMailWishes,
} from '../../store/mail-choices.ts';
import { type EnrolmentSnapshot, readSnapshotsOfProspects } from '../../store/snapshots.ts';
import { readSuppressedBy, revokeSuppression } from '../../store/suppressions.ts';
import { readSpentTouches } from '../../store/touches.ts';
import type { App } from '../context.ts';
import { goingOn } from '../enrolments/change-enrolment.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { consequences } from '../enrolments/consequences.ts';
import type { LinkHolder } from './mail-standing.ts';
import { toldOfChoice, writeChoice } from './write-choice.ts';

/** Where `all` was told by somebody else as well, it stays, and nobody goes on. */
export async function takeBack(
  app: App,
  tx: Queryable,
  holder: LinkHolder,
  choice: MailChoice,
  now: Date,
): Promise<Changes> {
  await deleteMailChoice(tx, holder.enrolmentId);
  if (choice.scope === 'all') await revokeSuppression(tx, holder.address);
  const suppressed = await readSuppressedBy(tx, holder.address);
  const parts: Partial<Changes>[] = [toldOfChoice(holder, 'preferences.taken_back', choice, now)];
  if (suppressed === null) parts.push(...(await restored(app, tx, choice, now)));
  return writeChoice(tx, parts, now);
}

async function restored(
  app: App,
  tx: Queryable,
  choice: MailChoice,
  now: Date,
): Promise<Partial<Changes>[]> {
  const { scope, until, prospectId } = choice;
  const snapshots = await readSnapshotsOfProspects(tx, [prospectId]);
  if (scope === 'pause' && until !== null)
    return goingOnAgain(app, tx, { ...choice, until }, snapshots, now);
  const silent = (await countHeardOf(tx, prospectId)) === choice.heard;
  return silent ? begunAgain(app, tx, choice, snapshots) : [];
}

/** What a pause holds goes on, unless another one of theirs holds it still. What they have said since holds for itself. */
async function goingOnAgain(
  app: App,
  tx: Queryable,
  { prospectId, cadenceKey, changed, until }: MailChoice & { readonly until: Date },
  snapshots: readonly EnrolmentSnapshot[],
  now: Date,
): Promise<Partial<Changes>[]> {
  const found = new Map(changed.map(({ id, before }) => [id, before]));
  const wishes = (await readMailWishes(tx, cadenceKey, [prospectId], now)).get(prospectId);
  const parts: Partial<Changes>[] = [];
  for (const before of snapshots) {
    const free = withoutPause(before.state, until, found.get(before.id) ?? null, now);
    if (free === null) continue;
    const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
    const on = goingOn(before, free);
    const state = wishes?.pausedUntil == null ? on : askedToWait(on, wishes.pausedUntil);
    parts.push(consequences(before, { state, base: null }, circumstances, now));
  }
  return parts;
}

/** What has ended stands where it stood, where it has not moved since. */
async function begunAgain(
  app: App,
  tx: Queryable,
  { changed }: MailChoice,
  snapshots: readonly EnrolmentSnapshot[],
): Promise<Partial<Changes>[]> {
  const known = new Map(changed.map((one) => [one.id, one]));
  const spent = await readSpentTouches(tx, [...known.keys()]);
  const parts: Partial<Changes>[] = [];
  for (const before of snapshots) {
    const was = known.get(before.id);
    if (was === undefined || canonicalJson(was.after) !== canonicalJson(before.state)) continue;
    const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
    const own = spent.filter(({ enrolmentId }) => enrolmentId === before.id);
    // A mail that was in the air then may have been sent: nobody gets it twice.
    const state = pastSpent(was.before, circumstances.cadence, own);
    const stays = state.cursor === was.before.cursor && was.anchorAt !== null;
    const anchor = stays ? new Date(was.anchorAt) : circumstances.now;
    parts.push(consequences(before, { state, base: null }, circumstances, anchor));
  }
  return parts;
}
