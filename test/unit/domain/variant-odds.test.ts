import { expect, test } from 'vitest';
import { chanceOfLuck, type VariantCount } from '../../../src/domain/variant.ts';
import { chancesToBeBest, sampleToTell } from '../../../src/domain/variant-odds.ts';

const count = (successes: number, sent: number): VariantCount => ({ id: 'x', sent, successes });

test('Piazza against Aaron: 0.606 to 0.608 (Robinson, "Understanding Bayesian A/B testing", varianceexplained.org, 2016)', () => {
  // Hits and at-bats, over the prior beta(76.451, 218.639) of that post; ours is uniform, beta(1, 1).
  const over = (hits: number, at: number) => count(hits + 76.451 - 1, at + 76.451 + 218.639 - 2);
  const [piazza = 0, aaron = 0] = chancesToBeBest([over(2127, 6911), over(3771, 12_364)]);
  expect(piazza).toBeGreaterThan(0.6055);
  expect(piazza).toBeLessThan(0.6085);
  expect(piazza + aaron).toBeCloseTo(1, 12);
});

test.each([
  [count(20, 100), count(30, 100)],
  [count(1, 10), count(3, 12)],
  [count(0, 40), count(2, 35)],
  [count(0, 0), count(5, 10)],
])('the chance of %o against %o is that of the closed form (Miller, 2015)', (one, other) => {
  const [chance = 0] = chancesToBeBest([one, other]);
  expect(chance).toBeCloseTo(1 - chanceOfSecond(one, other), 4);
});

/** Pr(p_B > p_A) = Σ B(α_A + i, β_A + β_B) / ((β_B + i) B(1 + i, β_B) B(α_A, β_A)), i from 0 to α_B - 1. */
function chanceOfSecond(one: VariantCount, other: VariantCount): number {
  const [alphaA, betaA] = [one.successes + 1, one.sent - one.successes + 1];
  const [alphaB, betaB] = [other.successes + 1, other.sent - other.successes + 1];
  let sum = 0;
  for (let i = 0; i < alphaB; i += 1) {
    const log = logBeta(alphaA + i, betaA + betaB) - logBeta(1 + i, betaB) - logBeta(alphaA, betaA);
    sum += Math.exp(log) / (betaB + i);
  }
  return sum;
}

/** Of whole numbers: B(a, b) = (a - 1)! (b - 1)! / (a + b - 1)! */
function logBeta(a: number, b: number): number {
  const logFactorial = (n: number) =>
    Array.from({ length: n }, (_, index) => Math.log(index + 1)).reduce((x, y) => x + y, 0);
  return logFactorial(a - 1) + logFactorial(b - 1) - logFactorial(a + b - 1);
}

test('of many variants the chances add up, and equal ones are equal', () => {
  const chances = chancesToBeBest([count(50, 1_000), count(50, 1_000), count(80, 1_000)]);
  expect(chances.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
  expect(chances[0]).toBeCloseTo(chances[1] ?? 0, 10);
  expect(chances[2]).toBeGreaterThan(0.98);
});

test.each([
  [[0.45, 0.25], 0.05],
  [[0.05, 0.08], 0.025],
  [[0.004, 0.005], 0.05],
  [[0, 1], 0.01],
] as const)('%o takes as many mails of each as the verdict needs at %d', (rates, level) => {
  const needed = sampleToTell(rates, level) ?? 0;
  const [one = 0, other = 0] = rates;
  const luck = (sent: number) => chanceOfLuck(count(one * sent, sent), count(other * sent, sent));
  expect(luck(needed)).toBeLessThanOrEqual(level);
  expect(luck(needed - 1)).toBeGreaterThan(level);
});

test('there is no difference to find between equal rates', () => {
  expect(sampleToTell([0.1, 0.1], 0.05)).toBeNull();
  expect(sampleToTell([0, 0], 0.05)).toBeNull();
});
