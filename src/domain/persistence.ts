/** What touches bring, the one after the other, and what those lose who give up early. */

export interface TouchCounts {
  readonly touch: number;
  readonly reached: number;
  readonly replies: number;
  readonly wins: number;
}

export interface PersistenceRow extends TouchCounts {
  /** Replies and wins up to this touch, of all; null without any. From 0 to 1. */
  readonly replyShare: number | null;
  readonly winShare: number | null;
}

/** What stopping after so many touches would have cost. */
export interface GivingUp {
  readonly after: number;
  /** Of sellers, as it is often quoted; from 0 to 1. */
  readonly sellers: number;
  readonly lostReplies: number;
  readonly lostWins: number;
  /** Of all replies and wins; null without any. From 0 to 1. */
  readonly lostReplyShare: number | null;
  readonly lostWinShare: number | null;
}

export interface Persistence {
  readonly rows: readonly PersistenceRow[];
  readonly replies: number;
  readonly wins: number;
  readonly givingUp: readonly GivingUp[];
  /** What a team would have lost of ours whose sellers give up as quoted: the mean over them. */
  readonly asQuoted: { readonly lostReplies: number; readonly lostWins: number };
}

/**
 * Of sellers, after how many touches they give up. Quoted everywhere, of unknown origin (it is ascribed to surveys that
 * nobody can show): a yardstick, no finding.
 */
export const quotedGivingUp: readonly (readonly [after: number, sellers: number])[] = [
  [1, 0.44],
  [2, 0.22],
  [3, 0.14],
  [4, 0.12],
];

/** @param counts  by number of touches; a number that is left out had nothing */
export function persistenceOf(counts: readonly TouchCounts[]): Persistence {
  const sum = (key: 'replies' | 'wins', most = Number.POSITIVE_INFINITY) =>
    counts.reduce((total, row) => total + (row.touch <= most ? row[key] : 0), 0);
  const [replies, wins] = [sum('replies'), sum('wins')];
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const rows = everyTouch(counts).map((row) => ({
    ...row,
    replyShare: share(sum('replies', row.touch), replies),
    winShare: share(sum('wins', row.touch), wins),
  }));
  const givingUp = quotedGivingUp.map(([after, sellers]) => {
    const lostReplies = replies - sum('replies', after);
    const lostWins = wins - sum('wins', after);
    return {
      ...{ after, sellers, lostReplies, lostWins },
      lostReplyShare: share(lostReplies, replies),
      lostWinShare: share(lostWins, wins),
    };
  });
  const mean = (key: 'lostReplies' | 'lostWins') =>
    givingUp.reduce((total, one) => total + one.sellers * one[key], 0);
  const asQuoted = { lostReplies: mean('lostReplies'), lostWins: mean('lostWins') };
  return { rows, replies, wins, givingUp, asQuoted };
}

/** Every number of touches from the first to the last, so that a chart has no holes; 0 only where something came of it. */
function everyTouch(counts: readonly TouchCounts[]): TouchCounts[] {
  const sorted = counts.toSorted((a, b) => a.touch - b.touch);
  const last = sorted.at(-1)?.touch ?? 0;
  const rows: TouchCounts[] = [];
  for (let touch = 0; touch <= last; touch += 1) {
    const found = sorted.find((row) => row.touch === touch);
    const reached = sorted.find((row) => row.touch >= touch)?.reached ?? 0;
    if (touch === 0 && (found === undefined || found.replies + found.wins === 0)) continue;
    rows.push(found ?? { touch, reached, replies: 0, wins: 0 });
  }
  return rows;
}
