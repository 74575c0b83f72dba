/**
 * Variants of a mail: which one a person gets, and which one is better.
 *
 * The choice is a weighted rendezvous: each variant has a number drawn from the person, the step and its own id, and the best
 * one wins. So it is the same at every retry and in every version, a new variant takes people only to itself, and a change
 * of weights moves as few as it can. (Thaler and Ravishankar, 1998; weights by Schindelhauer and Schomaker, 2005.)
 */
import { createHash } from 'node:crypto';

export interface Variant {
  readonly id: string;
  /** In percent, or any other unit; 0 takes nobody new. */
  readonly weight: number;
}

/** @returns the id of the variant of this person; null when all weights are 0 */
export function pickVariant(
  variants: readonly Variant[],
  who: { readonly prospectId: string; readonly cadence: string; readonly stepId: string },
): string | null {
  let best: { readonly id: string; readonly score: number } | null = null;
  for (const { id, weight } of variants) {
    if (weight <= 0) continue;
    const score = -Math.log(drawnFrom([who.prospectId, who.cadence, who.stepId, id])) / weight;
    if (best === null || score < best.score) best = { id, score };
  }
  return best?.id ?? null;
}

/** A number between 0 and 1, both excluded, that looks drawn and is always the same. */
function drawnFrom(parts: readonly string[]): number {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  return (digest.readUIntBE(0, 6) + 0.5) / 2 ** 48;
}

export const winnerMetrics = ['reply', 'meeting', 'won'] as const;

export interface WinnerRule {
  readonly metric: (typeof winnerMetrics)[number];
  /** Mails of each variant before anything is said. */
  readonly minSample: number;
  /** In percent, as 95. */
  readonly confidence: number;
  /** `apply`: everybody who has not got a variant yet gets the winner. */
  readonly mode: 'suggest' | 'apply';
}

export interface VariantCount {
  readonly id: string;
  readonly sent: number;
  /** Of those, how many led to what the metric counts. */
  readonly successes: number;
}

export interface Verdict {
  /** Null: none is better yet. */
  readonly winner: string | null;
  /** How sure it is that the best is better than the second, in percent; null without enough mails. */
  readonly confidence: number | null;
  readonly because: 'winner' | 'too_few' | 'too_close' | 'one_variant';
}

/**
 * Whether the best variant is better than each other one, with the level divided by the number of comparisons (Bonferroni),
 * since with five variants one looks better by chance. It may be asked every day: see `chanceOfLuck`.
 */
export function judgeVariants(counts: readonly VariantCount[], rule: WinnerRule): Verdict {
  if (counts.length < 2) return { winner: null, confidence: null, because: 'one_variant' };
  if (counts.some(({ sent }) => sent < rule.minSample)) {
    return { winner: null, confidence: null, because: 'too_few' };
  }
  const [best, ...others] = counts.toSorted((a, b) => rateOf(b) - rateOf(a));
  if (best === undefined) return { winner: null, confidence: null, because: 'one_variant' };
  const chance = Math.max(...others.map((other) => chanceOfLuck(best, other)));
  const confidence = 100 * Math.max(0, 1 - chance * others.length);
  return confidence >= rule.confidence
    ? { winner: best.id, confidence, because: 'winner' }
    : { winner: null, confidence, because: 'too_close' };
}

/** @returns from 0 to 1; 0 where none was sent */
export const rateOf = ({ sent, successes }: VariantCount): number =>
  sent === 0 ? 0 : successes / sent;

/** Differences between variants are of this order: what the mixture below spreads its bets over. */
const usualDifference = 0.03;

/**
 * How likely a difference like this is ever seen when there is none, whenever and however often one looks: the always-valid
 * p-value of the mixture sequential probability ratio test with a normal mixture (Johari, Koomen, Pekelis and Walsh,
 * "Peeking at A/B Tests", KDD 2017, equation 5). Whoever looks every day and stops at the first "95 % sure" of a test that
 * is meant for one look at a planned end is fooled far more often than one time in twenty.
 *
 * @returns from 0 to 1
 */
export function chanceOfLuck(one: VariantCount, other: VariantCount): number {
  if (one.sent === 0 || other.sent === 0) return 1;
  // A success and a failure more than were seen: of rates at 0 or 1 the variance would not be known at all.
  const spread = [one, other].map(({ sent, successes }) => (successes + 1) / (sent + 2));
  const variance = spread.reduce((sum, rate) => sum + rate * (1 - rate), 0);
  const pairs = 2 / (1 / one.sent + 1 / other.sent);
  const mixed = usualDifference ** 2;
  const logRatio =
    0.5 * Math.log(variance / (variance + pairs * mixed)) +
    (pairs ** 2 * mixed * (rateOf(one) - rateOf(other)) ** 2) /
      (2 * variance * (variance + pairs * mixed));
  return Math.min(1, Math.exp(-logRatio));
}
