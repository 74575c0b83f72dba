/**
 * How sure a comparison of variants is: the chance of each to be the best, the sample that is still needed, and a confidence
 * that holds however often one looks. Nothing here decides; see `variant.ts`.
 */
import { errorFunction, probit } from 'simple-statistics';
import type { VariantCount } from './variant.ts';

const gridPoints = 4_000;

/**
 * How likely each variant is to have the highest true rate, given its counts and nothing else known before (a beta posterior
 * over a uniform prior). The integral of Miller, "Formulas for Bayesian A/B Testing" (2015), here over a grid, so that it
 * holds for any number of variants.
 *
 * @returns from 0 to 1, in the order given; together 1
 */
export function chancesToBeBest(counts: readonly VariantCount[]): number[] {
  const posteriors = counts.map(({ sent, successes }) => ({
    a: successes + 1,
    b: sent - successes + 1,
  }));
  const reach = posteriors.map(({ a, b }) => {
    const mean = a / (a + b);
    const deviation = Math.sqrt((mean * (1 - mean)) / (a + b + 1));
    return [Math.max(0, mean - 9 * deviation), Math.min(1, mean + 9 * deviation)] as const;
  });
  const low = Math.min(...reach.map(([from]) => from));
  const high = Math.max(...reach.map(([, to]) => to));
  // The middles of its cells: a density may be highest at the very edge.
  const step = (high - low) / gridPoints;
  const grid = Array.from({ length: gridPoints }, (_, index) => low + (index + 0.5) * step);
  const curves = posteriors.map(({ a, b }) => curveOf(grid, a, b));
  const chances = curves.map((own) =>
    own.density.reduce((total, density, index) => {
      const others = curves.reduce(
        (product, other) => (other === own ? product : product * (other.below[index] ?? 0)),
        1,
      );
      return total + density * others;
    }, 0),
  );
  const total = chances.reduce((sum, one) => sum + one, 0);
  return chances.map((one) => one / total);
}

/** Density of a beta distribution on a grid, of sum 1, and how much lies below each point. */
function curveOf(grid: readonly number[], a: number, b: number) {
  const logs = grid.map((x) => term(a - 1, x) + term(b - 1, 1 - x));
  const highest = Math.max(...logs);
  const raw = logs.map((log) => Math.exp(log - highest));
  const total = raw.reduce((sum, one) => sum + one, 0);
  const density = raw.map((one) => one / total);
  let sum = 0;
  const below = density.map((one) => {
    sum += one;
    // Half of what lies at a point lies below it.
    return sum - one / 2;
  });
  return { density, below };
}

const term = (power: number, x: number) => (power === 0 ? 0 : power * Math.log(x));

/** How much power the sample is planned for: that a real difference is found in four of five cases. */
export const plannedPower = 0.8;

/**
 * How many mails of each of two variants tell their rates apart: the formula of Fleiss, "Statistical Methods for Rates and
 * Proportions", with its correction for continuity, two-sided.
 *
 * @param confidence  from 0 to 1, as 0.95
 * @returns not rounded; null where there is no difference to find
 */
export function sampleToTell(
  [one, other]: readonly [number, number],
  confidence: number,
  power: number = plannedPower,
): number | null {
  const gap = Math.abs(one - other);
  if (gap === 0) return null;
  const middle = (one + other) / 2;
  const spread = Math.sqrt(2 * middle * (1 - middle));
  const own = Math.sqrt(one * (1 - one) + other * (1 - other));
  const plain = ((quantile(1 - (1 - confidence) / 2) * spread + quantile(power) * own) / gap) ** 2;
  return (plain / 4) * (1 + Math.sqrt(1 + 4 / (plain * gap))) ** 2;
}

/** Of the normal distribution: the approximation of the library, good to three digits, made better by two steps of Newton's. */
function quantile(share: number): number {
  let x = probit(share);
  for (let round = 0; round < 2; round += 1) {
    const below = (1 + errorFunction(x / Math.SQRT2)) / 2;
    x -= ((below - share) * Math.sqrt(2 * Math.PI)) / Math.exp(-(x ** 2) / 2);
  }
  return x;
}

/** Differences between variants are of this order: what the mixture below spreads its bets over. */
const usualDifference = 0.03;

/**
 * How sure it is that two rates differ, whenever and however often one looks: one minus the always-valid p-value of the
 * mixture sequential probability ratio test with a normal mixture (Johari, Koomen, Pekelis and Walsh, "Peeking at A/B
 * Tests", KDD 2017, equation 5). It says less than a single look at a planned end, and is never fooled by looking early.
 *
 * @returns from 0 to 1
 */
export function peekProofConfidence(one: VariantCount, other: VariantCount): number {
  if (one.sent === 0 || other.sent === 0) return 0;
  const rates = [one, other].map(({ sent, successes }) => successes / sent);
  const [p = 0, q = 0] = rates;
  const variance = p * (1 - p) + q * (1 - q);
  if (variance === 0) return 0;
  const pairs = 2 / (1 / one.sent + 1 / other.sent);
  const mixed = usualDifference ** 2;
  const logRatio =
    0.5 * Math.log(variance / (variance + pairs * mixed)) +
    (pairs ** 2 * mixed * (p - q) ** 2) / (2 * variance * (variance + pairs * mixed));
  return 1 - Math.min(1, Math.exp(-logRatio));
}
