/**
 * What somebody chooses on the page behind an opt-out link: decided and written in one transaction under the prospect's lock,
 * so that no claim misses it; the answer waits for a mail that is in the air.
 *
 * A choice remembers what it changed. Taken back, it puts back only that, and only where it still stands as it was left and
 * nothing has been heard of the person since.
 */

import { pastSpent } from '../../domain/edit/map-state.ts';
import { canonicalJson } from '../../domain/language/canonical.ts';
import {
  chosenState,
  endOfMailPause,
  type MailScope,
  mayThinkAgain,
} from '../../domain/mail-choice.ts';
import { type Changes, joinChanges, writeChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import { settleEvents } from '../../store/heard.ts';
import {
  type ChangedEnrolment,
  countHeardOf,
  deleteMailChoice,
  type EarlierChoice,
  type MailChoice,
  putMailChoice,
  readMailChoice,
} from '../../store/mail-choices.ts';
import { lockProspects } from '../../store/prospect-locks.ts';
import { type EnrolmentSnapshot, readSnapshotsOfProspects } from '../../store/snapshots.ts';
import {
  insertSuppressions,
  readSuppressedBy,
  revokeSuppression,
} from '../../store/suppressions.ts';
import { readSpentTouches } from '../../store/touches.ts';
import type { App } from '../context.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { consequences } from '../enrolments/consequences.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { waitUntilLanded } from '../sending/in-flight.ts';

/** Who holds the link. */
export interface LinkHolder {
  readonly prospectId: string;
  /** Normalised address. */
  readonly address: string;
  readonly enrolmentId: string;
  /** Of that enrolment. */
  readonly cadenceKey: string;
}

/** What holds for somebody now, as far as the page of one link can tell. */
export interface MailStanding {
  /** Null: they get mail. */
  readonly scope: MailScope | null;
  readonly until: Date | null;
  /** What the page may take back; null when there is nothing of its own, or it is too long ago. */
  readonly takeBack: string | null;
}

/** What is asked for: a scope, or that a choice of this page is taken back. */
export type MailWish =
  | {
      readonly do: 'choose';
      readonly scope: MailScope;
      /** The choice that the page showed, and could have taken back, when this one was made there. */
      readonly instead?: string | undefined;
    }
  | { readonly do: 'take-back'; readonly choice: string };

/** Reads it; nothing is changed. */
export async function readStanding(
  app: App,
  db: Queryable,
  { address, enrolmentId }: Pick<LinkHolder, 'address' | 'enrolmentId'>,
): Promise<MailStanding> {
  const choice = await readMailChoice(db, enrolmentId);
  const suppressed = await readSuppressedBy(db, address);
  return standingOf(choice, suppressed, app.clock.now());
}

type Suppressed = Awaited<ReturnType<typeof readSuppressedBy>>;

function standingOf(choice: MailChoice | null, suppressed: Suppressed, now: Date): MailStanding {
  const own = choice !== null && isInForce(choice, suppressed, now) ? choice : null;
  const takeBack = own !== null && mayThinkAgain(own.chosenAt, now) ? own.id : null;
  if (suppressed !== null) {
    const revocable = suppressed === 'page' && own?.scope === 'all';
    return { scope: 'all', until: null, takeBack: revocable ? takeBack : null };
  }
  return { scope: own?.scope ?? null, until: own?.until ?? null, takeBack };
}

function isInForce({ scope, until }: MailChoice, suppressed: Suppressed, now: Date): boolean {
  if (scope === 'all') return suppressed !== null;
  return until === null || until > now;
}

export interface WishGranted extends MailStanding {
  /** A mail may still be in the air. */
  readonly inFlight: boolean;
}

/** Does what the holder of a link asks for, once or twice alike. */
export async function grantMailWish(
  app: App,
  holder: LinkHolder,
  wish: MailWish,
): Promise<WishGranted> {
  const since = performance.now();
  const done = await app.db.transaction(async (tx) => {
    await lockProspects(tx, [holder.prospectId]);
    const now = app.clock.now();
    const choice = await readMailChoice(tx, holder.enrolmentId);
    const suppressed = await readSuppressedBy(tx, holder.address);
    const before = standingOf(choice, suppressed, now);
    const planned: Changes[] = [];
    if (wish.do === 'take-back') {
      if (choice !== null && before.takeBack === wish.choice) {
        planned.push(await takeBack(app, tx, holder, choice, now));
        if (choice.earlier !== null) {
          planned.push(await choose(app, tx, holder, again(choice.earlier), now));
        }
      }
    } else if (isNew(wish, before, choice)) {
      const earlier = earlierOf(choice, suppressed, now);
      const gives = choice !== null && before.scope !== null && wish.scope !== 'all';
      if (gives) planned.push(await takeBack(app, tx, holder, choice, now));
      const { scope } = wish;
      const until = scope === 'pause' ? endOfMailPause(now) : null;
      const chosen = { scope, until, chosenAt: now, earlier, first: suppressed === null };
      planned.push(await choose(app, tx, holder, chosen, now));
    }
    const enrolments = await readSnapshotsOfProspects(tx, [holder.prospectId]);
    return {
      changes: joinChanges(planned),
      standing: await readStanding(app, tx, holder),
      enrolments,
    };
  });
  await dispatchSoon(app, [...done.changes.newTouches, ...done.changes.touchPlans]);
  const { scope } = done.standing;
  if (scope === null) return { ...done.standing, inFlight: false };
  const stopped = done.enrolments.filter(
    ({ cadenceKey }) => scope !== 'cadence' || cadenceKey === holder.cadenceKey,
  );
  const flying = await waitUntilLanded(
    app.db,
    stopped.map(({ id }) => id),
    since,
  );
  return { ...done.standing, inFlight: flying.size > 0 };
}

/**
 * Whether a choice changes anything. The same again is nothing new, but a pause may be begun anew later. A weaker choice
 * takes the place of a stronger one only from a page that showed that one: a form that is posted late or twice does not.
 */
function isNew(
  { scope, instead }: Extract<MailWish, { readonly do: 'choose' }>,
  before: MailStanding,
  choice: MailChoice | null,
): boolean {
  if (scope === 'all') return before.scope !== 'all' || choice?.scope !== 'all';
  if (before.scope === 'all' || (before.scope === 'cadence' && scope === 'pause')) {
    return before.takeBack !== null && instead === before.takeBack;
  }
  return before.scope !== scope || (scope === 'pause' && before.takeBack === null);
}

function earlierOf(
  choice: MailChoice | null,
  suppressed: Suppressed,
  now: Date,
): EarlierChoice | null {
  if (choice === null || choice.scope === 'all' || !isInForce(choice, suppressed, now)) {
    return choice?.scope === 'all' ? choice.earlier : null;
  }
  const { scope, until, chosenAt } = choice;
  return { scope, until: until?.toISOString() ?? null, chosenAt: chosenAt.toISOString() };
}

interface NewChoice extends Pick<MailChoice, 'scope' | 'until' | 'chosenAt' | 'earlier'> {
  /** Nobody has suppressed the address before: what others have told, another link among them, is not this one's to lift. */
  readonly first: boolean;
}

function again({ scope, until, chosenAt }: EarlierChoice): NewChoice {
  return {
    scope,
    until: until === null ? null : new Date(until),
    chosenAt: new Date(chosenAt),
    earlier: null,
    first: false,
  };
}

/** Where `all` was told by somebody else as well, it stays, and nobody goes on. */
async function takeBack(
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
  const parts: Partial<Changes>[] = [told(holder, 'preferences.taken_back', choice, now)];
  if (suppressed === null && silent) parts.push(...(await restored(app, tx, holder, choice)));
  return write(tx, parts, now);
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

async function choose(
  app: App,
  tx: Queryable,
  holder: LinkHolder,
  choice: NewChoice,
  now: Date,
): Promise<Changes> {
  const { prospectId, address, enrolmentId, cadenceKey } = holder;
  const { first: revocable, ...kept } = choice;
  const changed: ChangedEnrolment[] = [];
  const parts: Partial<Changes>[] = [told(holder, 'preferences.chosen', choice, now)];
  if (choice.scope === 'all') {
    const said = { value: address, reason: 'opted_out', source: 'opt-out link', revocable };
    await insertSuppressions(tx, [said], now);
  }
  for (const before of await readSnapshotsOfProspects(tx, [prospectId])) {
    const state = chosenState(before, { ...choice, cadenceKey });
    if (state === null) continue;
    const circumstances = await circumstancesOf(app, before.cadenceHash, tx);
    changed.push({ id: before.id, before: before.state, after: state, anchorAt: anchorOf(before) });
    parts.push(consequences(before, { state, base: null }, circumstances, now));
  }
  const heard = await countHeardOf(tx, prospectId);
  const id = app.newId();
  await putMailChoice(tx, { ...kept, id, prospectId, enrolmentId, cadenceKey, changed, heard });
  return write(tx, parts, now);
}

function anchorOf({ open }: EnrolmentSnapshot): string | null {
  return open?.anchorAt.toISOString() ?? null;
}

async function write(
  tx: Queryable,
  parts: readonly Partial<Changes>[],
  now: Date,
): Promise<Changes> {
  const changes = joinChanges(parts);
  await settleEvents(
    tx,
    changes.enrolments.map(({ id }) => id),
  );
  await writeChanges(tx, changes, now);
  return changes;
}

function told(
  { prospectId, enrolmentId }: LinkHolder,
  type: 'preferences.chosen' | 'preferences.taken_back',
  { scope, until }: Pick<MailChoice, 'scope' | 'until'>,
  at: Date,
): Partial<Changes> {
  const data = { scope, ...(until === null ? {} : { until }) };
  return { timeline: [{ at, prospectId, enrolmentId, type, data }] };
}
