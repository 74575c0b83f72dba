/**
 * How many mails may leave, and who waits until when. Limits stack: a mail leaves when every scope that it counts in has
 * room for it, and the smallest wins.
 *
 * | scope                       | counted over                    | set in                                |
 * |-----------------------------|---------------------------------|---------------------------------------|
 * | a mailbox                   | the last hour, the last 24 hours | `mailboxes[].caps`, with gap and ramp-up |
 * | a pool                      | the same                        | `caps.pools` of the workspace         |
 * | the domain of the recipient | the same                        | `caps.per_domain` of the workspace    |
 * | its provider                | the same                        | `caps.providers` of the workspace     |
 * | a cadence                   | the same                        | `cap` of the cadence                  |
 *
 * Counted is what has been accepted, and what is being handed over just now.
 */
import { dayMs, hourMs, type RecentMails, roomAt, withMail } from './recent-mails.ts';
import { type Sentence, sentence } from './sentence.ts';

/** What may leave within an hour and within 24 hours, each over a window that moves; absent: no limit. */
export interface Caps {
  readonly perHour?: number;
  readonly perDay?: number;
}

/** A mailbox besides: between two of its mails, and how a new one begins. */
export interface MailboxCaps extends Caps {
  readonly gap?: { readonly fromMs: number; readonly toMs: number };
  /** So many on its first day, and so many more on each day after it. */
  readonly rampUp?: { readonly start: number; readonly add: number };
}

/** Something that mails are counted in. */
export interface SendScope {
  /** As it is kept: `mailbox:kari`, `domain:example.com`. */
  readonly key: string;
  /** What is counted: `the mailbox kari has sent`. */
  readonly said: Sentence;
  readonly caps: MailboxCaps;
  /** When its first mail left is kept, also while it has no ramp-up. */
  readonly isMailbox: boolean;
}

/** What is known of a scope. */
export interface ScopeUse {
  /** What counts in it. */
  readonly recent: RecentMails;
  /** When its first mail left, and not before when its next may; null where nothing says. */
  readonly firstAt: Date | null;
  readonly nextAt: Date | null;
  /** The place behind all who wait for room in it; null while nobody has waited. */
  readonly tailAt: Date | null;
}

/** A scope of which something has changed, as it is from now on. */
export interface ChangedScope extends ScopeUse {
  readonly key: string;
  /** Nothing but what counts is new. */
  readonly isCountOnly: boolean;
}

export const unusedScope: ScopeUse = { recent: [], firstAt: null, nextAt: null, tailAt: null };

/** A mail that is to leave now. */
export interface LimitedMail {
  readonly touchId: string;
  readonly scopes: readonly SendScope[];
  /** Goes before first mails. */
  readonly isFollowUp: boolean;
  readonly plannedAt: Date;
  /** It has waited for room before: it has its place in the line already. */
  readonly hasWaited: boolean;
  /** From 0 up to 1: its part of the gap that follows it. */
  readonly fraction: () => number;
}

export interface LimitedOut {
  readonly touchId: string;
  readonly until: Date;
  /** The limit that holds it the longest. */
  readonly because: Sentence;
}

/** A mail with which more than a number has begun: a gap, a ramp-up, the first day of a mailbox. */
export interface BegunMail {
  readonly touchId: string;
  readonly scope: string;
  /** Until when the gap after it lasts; null where there is none. */
  readonly nextAt: Date | null;
}

export interface LimitVerdict {
  /** They count, in all their scopes. */
  readonly allowed: readonly LimitedMail[];
  readonly begun: readonly BegunMail[];
  readonly refused: readonly LimitedOut[];
  readonly changed: readonly ChangedScope[];
}

/** Nobody is sent further back than this: whoever stands before them may have left the line. */
const lineMs = dayMs;

/**
 * Decides about mails that are due together: follow-ups first, then whoever has waited the longest.
 *
 * @param claimedAt  since when they count: the time of their claim, which others may have held up since
 */
export function limitMails(
  mails: readonly LimitedMail[],
  uses: ReadonlyMap<string, ScopeUse>,
  now: Date,
  claimedAt = now,
): LimitVerdict {
  const counters = new Map<string, Counter>();
  const counterOf = (key: string): Counter => {
    const known = counters.get(key);
    if (known !== undefined) return known;
    const made = createCounter(key, uses.get(key) ?? unusedScope, now, claimedAt);
    counters.set(key, made);
    return made;
  };
  const allowed: LimitedMail[] = [];
  const begun: BegunMail[] = [];
  const refused: LimitedOut[] = [];
  for (const mail of mails.toSorted(inTurn)) {
    const goesFirst = mail.hasWaited || mail.isFollowUp;
    const longest = longestWait(mail.scopes, (scope) =>
      counterOf(scope.key).wait(scope, goesFirst),
    );
    if (longest !== null) {
      refused.push({ touchId: mail.touchId, ...longest });
      continue;
    }
    for (const scope of mail.scopes) {
      const { key, caps } = scope;
      const isFirst = scope.isMailbox && counterOf(key).isUnused();
      const nextAt = counterOf(key).take(scope, mail.fraction);
      const begins = caps.gap !== undefined || caps.rampUp !== undefined || isFirst;
      if (begins) begun.push({ touchId: mail.touchId, scope: key, nextAt });
    }
    allowed.push(mail);
  }
  const changed = [...counters.values()].flatMap((counter) => counter.changed() ?? []);
  return { allowed, begun, refused, changed };
}

type Wait = Pick<LimitedOut, 'until' | 'because'>;

/** Asks each, since each that is full keeps a place for the mail. */
function longestWait(
  scopes: readonly SendScope[],
  waitIn: (scope: SendScope) => Wait | null,
): Wait | null {
  let longest: Wait | null = null;
  for (const scope of scopes) {
    const wait = waitIn(scope);
    if (wait !== null && (longest === null || wait.until > longest.until)) longest = wait;
  }
  return longest;
}

function inTurn(a: LimitedMail, b: LimitedMail): number {
  if (a.isFollowUp !== b.isFollowUp) return a.isFollowUp ? -1 : 1;
  return a.plannedAt.getTime() - b.plannedAt.getTime() || (a.touchId < b.touchId ? -1 : 1);
}

/** Why a scope is full: when it has room again, and how far apart mails can follow from then on. */
interface Full {
  readonly at: number;
  readonly apartMs: number;
  readonly because: Sentence;
}

interface Counter {
  /**
   * When a mail is to try again, or null when there is room for it now.
   *
   * @param scope  as its mail has it: two versions of a cadence may have two limits
   * @param goesFirst  does not stand in line behind first mails that have never been tried
   */
  wait(scope: SendScope, goesFirst: boolean): Wait | null;
  /** @returns until when the gap after it lasts; null where there is none */
  take(scope: SendScope, fraction: () => number): Date | null;
  /** Nothing has ever left. */
  isUnused(): boolean;
  /** Null when all is as it was. */
  changed(): ChangedScope | null;
}

function createCounter(key: string, use: ScopeUse, now: Date, claimedAt: Date): Counter {
  let { recent, firstAt, nextAt } = use;
  let tail = use.tailAt?.getTime() ?? 0;
  let waited = 0;
  const nowMs = now.getTime();
  const fullWithin = (who: Sentence, most: number | undefined, ms: number, per: 'day' | 'hour') => {
    const at = most === undefined ? null : roomAt(recent, ms, most, nowMs);
    if (most === undefined || at === null) return null;
    const because = sentence(`limit.full-${per}`, { who, most });
    return { at, apartMs: ms / most, because };
  };
  const inGap = (who: Sentence, apartMs: number) => {
    if (nextAt === null || nextAt <= now) return null;
    const because = sentence('limit.gap', { who });
    return { at: nextAt.getTime(), apartMs, because };
  };
  const fullBy = ({ said, caps }: SendScope, gapMs: number): Full | null =>
    later(
      later(
        fullWithin(said, dailyCap(caps, use.firstAt, now), dayMs, 'day'),
        fullWithin(said, caps.perHour, hourMs, 'hour'),
      ),
      inGap(said, gapMs),
    );
  return {
    wait: (scope, goesFirst) => {
      const { gap } = scope.caps;
      const gapMs = gap === undefined ? 0 : (gap.fromMs + gap.toMs) / 2;
      const full = fullBy(scope, gapMs);
      if (full === null) return null;
      const { at, because } = full;
      const apartMs = Math.max(full.apartMs, gapMs);
      if (goesFirst) {
        waited += 1;
        return { until: new Date(at + (waited - 1) * apartMs), because };
      }
      const place = Math.min(Math.max(tail, at), at + lineMs);
      tail = place + apartMs;
      return { until: new Date(Math.floor(place)), because };
    },
    take: ({ caps: { gap }, isMailbox }, fraction) => {
      recent = withMail(recent, claimedAt.getTime());
      if (isMailbox) firstAt ??= claimedAt;
      if (gap === undefined) return null;
      nextAt = new Date(
        now.getTime() + gap.fromMs + Math.floor((gap.toMs - gap.fromMs) * fraction()),
      );
      return nextAt;
    },
    isUnused: () => firstAt === null,
    changed: () => {
      const hasTail = tail !== (use.tailAt?.getTime() ?? 0);
      const isCountOnly = !hasTail && firstAt === use.firstAt && nextAt === use.nextAt;
      if (isCountOnly && recent === use.recent) return null;
      const tailAt = tail === 0 ? null : new Date(tail);
      return { key, recent, firstAt, nextAt, tailAt, isCountOnly };
    },
  };
}

function later(a: Full | null, b: Full | null): Full | null {
  return b === null || (a !== null && a.at >= b.at) ? a : b;
}

/** What a mailbox may send within 24 hours: less while it is new. */
export function dailyCap(
  { perDay, rampUp }: MailboxCaps,
  firstAt: Date | null,
  now: Date,
): number | undefined {
  if (rampUp === undefined) return perDay;
  const days = firstAt === null ? 0 : Math.floor((now.getTime() - firstAt.getTime()) / dayMs);
  return Math.min(
    perDay ?? Number.POSITIVE_INFINITY,
    rampUp.start + Math.max(0, days) * rampUp.add,
  );
}
