/**
 * What our own links and images hear. Whoever follows a link is answered before anything is written: the hits wait here and
 * are applied in sets, by the way that all events go. Each link of a mail counts once, and so does its image.
 */
import { createHash } from 'node:crypto';
import { isTooSoon, tooSoonMs } from '../../domain/tracking.ts';
import type { TrackedPart } from '../../email/tracking-token.ts';
import { messageOf, Unavailable } from '../../errors.ts';
import { readTrackedMails, type TrackedMail } from '../../store/clicks.ts';
import { isConnectionLoss, isUnfitValue, sqlState } from '../../store/db.ts';
import type { App } from '../context.ts';
import { applyEvents, type ReceivedEvent } from './apply-events.ts';

/** Somebody, or something, asked for a tracked part of a mail. */
export interface Hit extends TrackedPart {
  /** Clock time. */
  readonly at: Date;
  /** It was a machine, as far as the request itself tells. */
  readonly automatic: boolean;
}

export interface HitRecorder {
  /** Returns at once; what was heard before, or waits already, costs nothing. */
  record(hit: Hit): void;
  /** Applies what waits. @param withinMs  machine time after which the rest is given up */
  drain(withinMs: number): Promise<void>;
}

/** Hits that one transaction takes. */
const setSize = 100;
/** More can only be a flood, or a database that has been away for long: the rest is answered and not counted. */
const waitingAtMost = 20_000;
const rememberedAtMost = 50_000;
const retryMs = 500;

/** Key of the source that these events are told by. */
export const trackingSource = 'tracking';

export function createHitRecorder(app: App): HitRecorder {
  const waiting = new Map<string, Hit>();
  const kept = new Set<string>();
  let running: Promise<void> | null = null;
  let giveUpAt = Number.POSITIVE_INFINITY;
  let isLosing = false;
  let isHeldUp = false;

  const run = async () => {
    while (waiting.size > 0 && performance.now() < giveUpAt) {
      // One turn of the event loop: the answers go out, and what is ready joins.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const set = firstOf(waiting);
      const done = await applySet(
        app,
        set.map(([, hit]) => hit),
      ).catch(heldUp);
      if (done === null) {
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        continue;
      }
      isHeldUp = false;
      for (const [key, hit] of set) if (waiting.get(key) === hit) waiting.delete(key);
      remember(kept, done);
    }
  };
  const heldUp = (error: unknown) => {
    if (!isHeldUp) {
      app.log.warn({ waiting: waiting.size, err: messageOf(error) }, 'clicks and opens wait');
    }
    isHeldUp = true;
    return null;
  };
  const start = () => {
    running ??= run().finally(() => {
      running = null;
      isLosing = false;
      if (waiting.size > 0 && performance.now() < giveUpAt) start();
    });
  };
  const lose = () => {
    if (!isLosing) app.log.warn({ waiting: waiting.size }, 'clicks and opens are not counted');
    isLosing = true;
  };
  return {
    record: (hit) => {
      if (kept.has(keyOf(hit))) return;
      // The reader who comes after a scanner is another one, though only what is known of the mail tells them apart: of
      // what is alike the first waits, and the last.
      const first = `${keyOf(hit)} ${Math.floor(hit.at.getTime() / tooSoonMs)}`;
      const key = waiting.has(first) ? `${first} last` : first;
      if (waiting.size >= waitingAtMost && !waiting.has(key)) return lose();
      waiting.set(key, hit);
      start();
    },
    drain: async (withinMs) => {
      giveUpAt = performance.now() + withinMs;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      while (running !== null && performance.now() < giveUpAt) {
        await Promise.race([running, late]);
      }
      clearTimeout(timer);
      if (waiting.size > 0) app.log.warn({ lost: waiting.size }, 'clicks and opens are lost');
    },
  };
}

function firstOf(waiting: ReadonlyMap<string, Hit>): readonly (readonly [string, Hit])[] {
  const set: (readonly [string, Hit])[] = [];
  for (const one of waiting) {
    if (set.length >= setSize) break;
    set.push(one);
  }
  return set;
}

function remember(kept: Set<string>, keys: readonly string[]): void {
  for (const key of keys) kept.add(key);
  for (const oldest of kept) {
    if (kept.size <= rememberedAtMost) break;
    kept.delete(oldest);
  }
}

/** One link of one mail, once for machines and once for people: a scanner that came first takes nothing from the reader. */
function keyOf({ touchId, url, automatic }: Pick<Hit, 'touchId' | 'url' | 'automatic'>): string {
  const link =
    url === null ? 'open' : createHash('sha256').update(url).digest('base64url').slice(0, 16);
  return `${touchId} ${link}${automatic ? ' automatic' : ''}`;
}

/**
 * @returns the keys of the events that are kept: of all hits but those that are at fault themselves
 * @throws whatever another try may get over: the database is away, full, read-only or busy
 */
async function applySet(app: App, hits: readonly Hit[]): Promise<readonly string[]> {
  try {
    return await applyHits(app, hits);
  } catch (error) {
    if (!isOwnFault(error)) throw error;
    const [first] = hits;
    if (hits.length === 1 && first !== undefined) {
      const { touchId } = first;
      app.log.warn({ touchId, err: messageOf(error) }, 'a click or open is not counted');
      return [];
    }
    const kept: string[] = [];
    for (const hit of hits) kept.push(...(await applySet(app, [hit])));
    return kept;
  }
}

/** A value that cannot be stored, or a mistake of ours: it would fail again, and keep the others waiting for ever. */
function isOwnFault(error: unknown): boolean {
  if (sqlState(error) !== undefined) return isUnfitValue(error);
  return !isConnectionLoss(error) && !(error instanceof Unavailable);
}

/** Of mails that are gone, whose reader was erased or has objected, nothing is kept. */
async function applyHits(app: App, hits: readonly Hit[]): Promise<readonly string[]> {
  const mails = await readTrackedMails(app.db, [...new Set(hits.map(({ touchId }) => touchId))]);
  const byTouch = new Map(mails.map((mail) => [mail.touchId, mail]));
  const events = hits.flatMap((hit) => {
    const mail = byTouch.get(hit.touchId);
    return mail === undefined || mail.objected ? [] : [eventOf(hit, mail)];
  });
  if (events.length > 0) await applyEvents(app, events);
  return events.map(({ eventId }) => eventId);
}

function eventOf(hit: Hit, { handedOverAt }: TrackedMail): ReceivedEvent {
  const automatic = hit.automatic || isTooSoon(handedOverAt, hit.at);
  const type = hit.url === null ? 'email.opened' : 'email.clicked';
  const base = {
    source: trackingSource,
    eventId: keyOf({ ...hit, automatic }),
    type,
    occurredAt: hit.at,
  } as const;
  const link = hit.url === null ? {} : { link: hit.url };
  const match = { touchId: hit.touchId };
  return { ...base, event: { ...base, match, automatic, ...link } };
}
