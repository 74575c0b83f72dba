/**
 * What our own links and images hear. Whoever follows a link is answered before anything is written: the hits wait here and
 * are applied in sets, by the way that all events go. Each link of a mail counts once, and so does its image.
 */
import { createHash } from 'node:crypto';
import { isTooSoon } from '../domain/tracking.ts';
import type { TrackedPart } from '../email/tracking-token.ts';
import { messageOf } from '../errors.ts';
import { readTrackedMails, type TrackedMail } from '../store/clicks.ts';
import { isConnectionLoss } from '../store/db.ts';
import { applyEvents, type ReceivedEvent } from './apply-events.ts';
import type { App } from './context.ts';

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
const waitingAtMost = 50_000;
const rememberedAtMost = 50_000;
const retryMs = 500;

/** Key of the source that these events are told by. */
export const trackingSource = 'tracking';

export function createHitRecorder(app: App): HitRecorder {
  const waiting = new Map<string, Hit>();
  const applied = new Set<string>();
  let running: Promise<void> | null = null;
  let giveUpAt = Number.POSITIVE_INFINITY;
  let lost = 0;

  const run = async () => {
    while (waiting.size > 0 && performance.now() < giveUpAt) {
      // One turn of the event loop: the answers go out, and what is ready joins.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const set = firstOf(waiting);
      if (!(await applySet(app, set))) {
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        continue;
      }
      for (const [key] of set) {
        waiting.delete(key);
        applied.add(key);
      }
      for (const key of applied) {
        if (applied.size <= rememberedAtMost) break;
        applied.delete(key);
      }
    }
  };
  const start = () => {
    running ??= run().finally(() => {
      running = null;
      if (waiting.size > 0 && performance.now() < giveUpAt) start();
    });
  };
  return {
    record: (hit) => {
      const key = keyOf(hit);
      if (waiting.has(key) || applied.has(key)) return;
      if (waiting.size >= waitingAtMost) {
        lost += 1;
        if (lost === 1) app.log.warn({ waiting: waiting.size }, 'clicks and opens are not counted');
        return;
      }
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

/** One link of one mail, once for machines and once for people: a scanner that came first takes nothing from the reader. */
function keyOf({ touchId, url, automatic }: Hit): string {
  const link =
    url === null ? 'open' : createHash('sha256').update(url).digest('base64url').slice(0, 16);
  return `${touchId} ${link}${automatic ? ' automatic' : ''}`;
}

function firstOf(waiting: ReadonlyMap<string, Hit>): readonly WaitingHit[] {
  const set: WaitingHit[] = [];
  for (const one of waiting) {
    if (set.length >= setSize) break;
    set.push(one);
  }
  return set;
}

type WaitingHit = readonly [key: string, hit: Hit];

/** @returns false when the database cannot be reached: nothing was applied, and it is worth another try */
async function applySet(app: App, set: readonly WaitingHit[]): Promise<boolean> {
  try {
    await applyHits(
      app,
      set.map(([, hit]) => hit),
    );
    return true;
  } catch (error) {
    if (isConnectionLoss(error)) return false;
    const [first] = set;
    if (set.length > 1) {
      for (const one of set) if (!(await applySet(app, [one]))) return false;
    } else if (first !== undefined) {
      app.log.warn({ touchId: first[1].touchId, err: messageOf(error) }, 'a click is not counted');
    }
    return true;
  }
}

/** Of mails that are gone, whose reader was erased or has objected, nothing is kept. */
async function applyHits(app: App, hits: readonly Hit[]): Promise<void> {
  const mails = await readTrackedMails(app.db, [...new Set(hits.map(({ touchId }) => touchId))]);
  const byTouch = new Map(mails.map((mail) => [mail.touchId, mail]));
  const events = hits.flatMap((hit) => {
    const mail = byTouch.get(hit.touchId);
    return mail === undefined || mail.objected ? [] : [eventOf(hit, mail)];
  });
  if (events.length > 0) await applyEvents(app, events);
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
