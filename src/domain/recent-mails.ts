/**
 * When mails left that still count: moments with so many each, oldest first. Those of the same five seconds are one moment,
 * and where there are many moments those of the same slice of time, which counts until its last mail does: nothing ever
 * counts too short, and a list stays short however much is sent.
 */
export type RecentMails = readonly RecentMail[];

export interface RecentMail {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly count: number;
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/**
 * A mail counts from its claim, and what counts is when it is accepted, a moment later: so each counts this much longer
 * than its window. A hand-over that takes longer is counted from its end.
 */
export const handOverMs = 5_000;

/** Kept as they were. */
const mostMoments = 128;
const sliceOfHourMs = hourMs / 48;
const sliceOfDayMs = dayMs / 64;

export function isCounting(at: number, windowMs: number, now: number): boolean {
  return at + windowMs + handOverMs > now;
}

export function countWithin(recent: RecentMails, windowMs: number, now: number): number {
  let count = 0;
  for (const mail of recent) if (isCounting(mail.at, windowMs, now)) count += mail.count;
  return count;
}

/** @returns when fewer than `most` count, or null when that is so already */
export function roomAt(
  recent: RecentMails,
  windowMs: number,
  most: number,
  now: number,
): number | null {
  let left = countWithin(recent, windowMs, now);
  if (left < most) return null;
  for (const { at, count } of recent) {
    if (!isCounting(at, windowMs, now)) continue;
    left -= count;
    if (left < most) return at + windowMs + handOverMs;
  }
  // Only where nothing at all may leave.
  return now + windowMs;
}

/** With one that leaves now; what counts in no window any more is forgotten. */
export function withMail(recent: RecentMails, at: number): RecentMails {
  const first = recent.findIndex((mail) => isCounting(mail.at, dayMs, at));
  const kept = first === -1 ? [] : recent.slice(first);
  let place = kept.length;
  while ((kept[place - 1]?.at ?? at) > at) place -= 1;
  const before = kept[place - 1];
  const isSame = before !== undefined && sliceOf(before.at, handOverMs) === sliceOf(at, handOverMs);
  if (isSame) kept[place - 1] = { at, count: before.count + 1 };
  else kept.splice(place, 0, { at, count: 1 });
  return kept.length > mostMoments ? inSlices(kept, at) : kept;
}

/** Without one that was counted at `at`. */
export function withoutMail(recent: RecentMails, at: number): RecentMails {
  // It may have become one with later ones of its slice.
  const place = recent.findIndex((mail) => mail.at >= at);
  return recent.flatMap((mail, nth) => {
    if (nth !== place) return [mail];
    return mail.count > 1 ? [{ at: mail.at, count: mail.count - 1 }] : [];
  });
}

function sliceOf(at: number, ms: number): number {
  return Math.floor(at / ms);
}

/** The slices lie still, so that one that was made one before does not grow into the next. */
function inSlices(recent: RecentMails, now: number): RecentMails {
  const slices = new Map<string, RecentMail>();
  for (const { at, count } of recent) {
    const ms = isCounting(at, hourMs, now) ? sliceOfHourMs : sliceOfDayMs;
    const slice = `${ms} ${sliceOf(at, ms)}`;
    slices.set(slice, { at, count: count + (slices.get(slice)?.count ?? 0) });
  }
  return [...slices.values()];
}
