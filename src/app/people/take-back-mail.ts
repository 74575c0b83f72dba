import { pastSpent } from '../../domain/edit/map-state.ts';
import { canonicalJson } from '../../domain/language/canonical.ts';
import type { Changes } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import { countHeardOf, deleteMailChoice, type MailChoice } from '../../store/mail-choices.ts';
import { readSnapshotsOfProspects } from '../../store/snapshots.ts';
import { readSuppressedBy, revokeSuppression } from '../../store/suppressions.ts';
import { readSpentTouches } from '../../store/touches.ts';
import type { App } from '../context.ts';
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
  const silent = (await countHeardOf(tx, holder.prospectId)) === choice.heard;
  const parts: Partial<Changes>[] = [toldOfChoice(holder, 'preferences.taken_back', choice, now)];
  if (suppressed === null && silent) parts.push(...(await restored(app, tx, holder, choice)));
  return writeChoice(tx, parts, now);
}

async function restored(
  app: App,
  tx: Queryable,
  { prospectId }: LinkHolder,
  { changed }: MailChoice,
): Promise<Partial<Changes>[]> {
  const known = new Map(changed.map((one) => [one.id, one]));
  const snapshots = await readSnapshotsOfProspects(tx, [prospectId]);
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
