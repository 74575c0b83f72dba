import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/domain/random.ts';
import type { VariantCount } from '../../../src/domain/variant.ts';
import {
  chancesToBeBest,
  peekProofConfidence,
  sampleToTell,
} from '../../../src/domain/variant-odds.ts';

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

test('0.45 against 0.25 takes 127.23 of each (Zar, Biostatistical Analysis, 4th ed. 1999, example 24.26)', () => {
  // As the guide of Unistat works it: unistat.com/guide/sample-size-and-power-two-proportions.
  expect(sampleToTell([0.45, 0.25], 0.95, 0.9)).toBeCloseTo(127.2343, 3);
  expect(sampleToTell([0.25, 0.45], 0.95, 0.9)).toBeCloseTo(127.2343, 3);
  expect(sampleToTell([0.1, 0.1], 0.95)).toBeNull();
});

test('whoever looks after every mail at two equal variants is fooled less often than one time in twenty', () => {
  const random = seededRandom(7);
  const trials = 400;
  let fooled = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const sums = [0, 0];
    for (let sent = 1; sent <= 1_000; sent += 1) {
      for (const arm of [0, 1]) sums[arm] = (sums[arm] ?? 0) + (random() < 0.08 ? 1 : 0);
      // Before a few successes the variance is not known at all.
      if (sent < 100) continue;
      if (peekProofConfidence(count(sums[0] ?? 0, sent), count(sums[1] ?? 0, sent)) >= 0.95) {
        fooled += 1;
        break;
      }
    }
  }
  expect(fooled / trials).toBeLessThan(0.05);
});

test('a real difference is seen in the end, and nothing is said of nothing', () => {
  expect(peekProofConfidence(count(250, 5_000), count(400, 5_000))).toBeGreaterThan(0.99);
  expect(peekProofConfidence(count(0, 0), count(4, 10))).toBe(0);
  expect(peekProofConfidence(count(0, 10), count(0, 10))).toBe(0);
});
