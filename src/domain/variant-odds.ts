/**
 * What helps to read a comparison of variants: the chance of each to be the best, and how many mails tell two apart. Nothing
 * here decides; see `variant.ts`.
 */
import { chanceOfLuck, type VariantCount } from './variant.ts';

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

/** More mails than anybody sends. */
const sampleAtMost = 2 ** 30;

/**
 * How many mails of each of two variants it takes until `judgeVariants` tells them apart, if their rates stay what they are.
 *
 * @param level  how large a chance of luck is let pass, as 0.05
 * @returns null where there is no difference to find
 */
export function sampleToTell(
  [one, other]: readonly [number, number],
  level: number,
): number | null {
  const isTold = (sent: number) => {
    const [best, second] = [one, other].map((rate) => ({ id: '', sent, successes: rate * sent }));
    return best !== undefined && second !== undefined && chanceOfLuck(best, second) <= level;
  };
  if (one === other || !isTold(sampleAtMost)) return null;
  let [few, enough] = [0, sampleAtMost];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (isTold(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
