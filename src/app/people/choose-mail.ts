/**
 * What somebody chooses on the page behind an opt-out link: decided and written in one transaction under the prospect's lock,
 * so that no claim misses it; the answer waits for a mail that is in the air.
 *
 * A choice remembers what it changed. Taken back, it lets begin again only what it has ended, and only where that still
 * stands as it was left and nothing has been heard of the person since. A pause is known by its end, and lets go what it
 * holds then.
 */
import { chosenState, endOfMailPause, type MailScope } from '../../domain/mail-choice.ts';
import { type Changes, joinChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/db.ts';
import {
  type ChangedEnrolment,
  countHeardOf,
  type EarlierChoice,
  type MailChoice,
  putMailChoice,
  readMailChoice,
} from '../../store/mail-choices.ts';
import { lockProspects } from '../../store/prospect-locks.ts';
import { readProspect } from '../../store/prospects.ts';
import { type EnrolmentSnapshot, readSnapshotsOfProspects } from '../../store/snapshots.ts';
import { insertSuppressions, readSuppressedBy } from '../../store/suppressions.ts';
import type { App } from '../context.ts';
import { circumstancesOf } from '../enrolments/circumstances.ts';
import { consequences } from '../enrolments/consequences.ts';
import { dispatchSoon } from '../sending/dispatch.ts';
import { waitUntilLanded } from '../sending/in-flight.ts';
import {
  isInForce,
  type LinkHolder,
  type MailStanding,
  readStanding,
  type Suppressed,
  standingOf,
  standingOfErased,
} from './mail-standing.ts';
import { takeBack } from './take-back-mail.ts';
import { toldOfChoice, writeChoice } from './write-choice.ts';

/** What is asked for: a scope, or that a choice of this page is taken back. */
export type MailWish =
  | {
      readonly do: 'choose';
      readonly scope: MailScope;
      /** The choice that the page showed, and could have taken back, when this one was made there. */
      readonly instead?: string | undefined;
    }
  | { readonly do: 'take-back'; readonly choice: string };

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
    // An erasure may be what was waited for.
    const prospect = await readProspect(tx, holder.prospectId);
    if (prospect === null || prospect.erasedAt !== null) return null;
    const now = app.clock.now();
    const choice = await readMailChoice(tx, holder.enrolmentId);
    const suppressed = await readSuppressedBy(tx, holder.address);
    const before = standingOf(choice, suppressed, now);
    const planned: Changes[] = [];
    if (wish.do === 'take-back') {
      if (choice !== null && before.takeBack === wish.choice) {
        planned.push(await takeBack(app, tx, holder, choice, now));
        const earlier = choice.earlier ?? pauseBeside(choice, now);
        if (earlier !== null) planned.push(await choose(app, tx, holder, again(earlier), now));
      }
    } else if (isNew(wish, before, choice)) {
      const earlier = earlierOf(choice, suppressed, now);
      const kept = pauseKept(wish, before);
      const gives = choice !== null && before.scope !== null && wish.scope !== 'all';
      if (gives && kept === null) planned.push(await takeBack(app, tx, holder, choice, now));
      const { scope } = wish;
      const until = scope === 'pause' ? endOfMailPause(now) : kept;
      const anew = { chosenAt: now, earlier, first: suppressed === null, stood: null };
      planned.push(await choose(app, tx, holder, { scope, until, ...anew }, now));
    }
    const enrolments = await readSnapshotsOfProspects(tx, [holder.prospectId]);
    return {
      changes: joinChanges(planned),
      standing: await readStanding(app, tx, holder),
      enrolments,
    };
  });
  if (done === null) return { ...standingOfErased, inFlight: false };
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

/**
 * The end of the pause that stands beside a choice of a series: a form that did not show the pause, such as one that is posted
 * late, ends the series and takes no pause away. Null where none stands, or the form says that it is meant instead.
 */
function pauseKept(
  { scope, instead }: Extract<MailWish, { readonly do: 'choose' }>,
  before: MailStanding,
): Date | null {
  if (scope !== 'cadence' || before.scope !== 'pause') return null;
  return before.takeBack !== null && instead === before.takeBack ? null : before.until;
}

/** The pause that stood beside a choice of a series, when that is taken back and has no memory of it. */
function pauseBeside(
  { scope, until, chosenAt, heard }: MailChoice,
  now: Date,
): EarlierChoice | null {
  if (scope !== 'cadence' || until === null || until <= now) return null;
  const [end, at] = [until.toISOString(), chosenAt.toISOString()];
  return { scope: 'pause', until: end, chosenAt: at, changed: [], heard };
}

function earlierOf(
  choice: MailChoice | null,
  suppressed: Suppressed,
  now: Date,
): EarlierChoice | null {
  if (choice === null || choice.scope === 'all' || !isInForce(choice, suppressed, now)) {
    return choice?.scope === 'all' ? choice.earlier : null;
  }
  const { scope, until, chosenAt, changed, heard } = choice;
  const [end, at] = [until?.toISOString() ?? null, chosenAt.toISOString()];
  return { scope, until: end, chosenAt: at, changed, heard };
}

interface NewChoice extends Pick<MailChoice, 'scope' | 'until' | 'chosenAt' | 'earlier'> {
  /** Nobody has suppressed the address before: what others have told, another link among them, is not this one's to lift. */
  readonly first: boolean;
  /** Of one that is put back: what it had changed, and how much the person had said by then. */
  readonly stood: Pick<MailChoice, 'changed' | 'heard'> | null;
}

function again({ scope, until, chosenAt, ...stood }: EarlierChoice): NewChoice {
  return {
    scope,
    until: until === null ? null : new Date(until),
    chosenAt: new Date(chosenAt),
    earlier: null,
    first: false,
    stood,
  };
}

async function choose(
  app: App,
  tx: Queryable,
  holder: LinkHolder,
  choice: NewChoice,
  now: Date,
): Promise<Changes> {
  const { prospectId, address, enrolmentId, cadenceKey } = holder;
  const { first: revocable, stood, ...kept } = choice;
  const changed: ChangedEnrolment[] = [];
  const parts: Partial<Changes>[] = [toldOfChoice(holder, 'preferences.chosen', choice, now)];
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
  const fresh = new Set(changed.map(({ id }) => id));
  const before = stood?.changed.filter(({ id }) => !fresh.has(id)) ?? [];
  await putMailChoice(tx, {
    ...{ ...kept, id: app.newId(), prospectId, enrolmentId, cadenceKey },
    changed: [...before, ...changed],
    heard: stood?.heard ?? (await countHeardOf(tx, prospectId)),
  });
  return writeChoice(tx, parts, now);
}

function anchorOf({ open }: EnrolmentSnapshot): string | null {
  return open?.anchorAt.toISOString() ?? null;
}
