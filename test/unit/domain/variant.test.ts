import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/domain/random.ts';
import {
  chanceOfLuck,
  judgeVariants,
  pickVariant,
  type WinnerRule,
} from '../../../src/domain/variant.ts';

const people = Array.from({ length: 4_000 }, (_, index) => `person-${index}`);
const pick = (
  variants: readonly { readonly id: string; readonly weight: number }[],
  prospectId: string,
) => pickVariant(variants, { prospectId, cadence: 'new-business', stepId: 'intro' });
const share = (variants: Parameters<typeof pick>[0], id: string) =>
  people.filter((person) => pick(variants, person) === id).length / people.length;

test('people spread as the weights say', () => {
  const variants = [
    { id: 'question', weight: 20 },
    { id: 'gift', weight: 50 },
    { id: 'product', weight: 30 },
    { id: 'off', weight: 0 },
  ];
  expect(share(variants, 'question')).toBeCloseTo(0.2, 1);
  expect(share(variants, 'gift')).toBeCloseTo(0.5, 1);
  expect(share(variants, 'product')).toBeCloseTo(0.3, 1);
  expect(share(variants, 'off')).toBe(0);
  expect(pick([{ id: 'off', weight: 0 }], 'anybody')).toBeNull();
});

test('two steps of one person are drawn apart', () => {
  const variants = [
    { id: 'a', weight: 50 },
    { id: 'b', weight: 50 },
  ];
  const other = (prospectId: string) =>
    pickVariant(variants, { prospectId, cadence: 'new-business', stepId: 'proposal' });
  const same = people.filter((person) => pick(variants, person) === other(person)).length;
  expect(same / people.length).toBeCloseTo(0.5, 1);
});

const variantList = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 8 }),
    weight: fc.integer({ min: 1, max: 100 }),
  }),
  { minLength: 1, maxLength: 5, selector: ({ id }) => id },
);

test('the order of the list changes nobody; a new variant or a larger one takes people only to itself', () => {
  fc.assert(
    fc.property(
      variantList,
      fc.string(),
      fc.integer({ min: 1, max: 100 }),
      (variants, person, weight) => {
        const before = pick(variants, person);
        expect(pick(variants.toReversed(), person)).toBe(before);
        const added = pick([...variants, { id: 'the-new-one', weight }], person);
        expect([before, 'the-new-one']).toContain(added);
        const [first, ...rest] = variants;
        if (first === undefined) return;
        const raised = pick([{ ...first, weight: first.weight + weight }, ...rest], person);
        expect([before, first.id]).toContain(raised);
      },
    ),
  );
});

const rule: WinnerRule = { metric: 'reply', minSample: 100, confidence: 95, mode: 'suggest' };

test.each([
  [
    'clearly better',
    [
      [500, 60],
      [500, 25],
    ],
    'winner',
    'v0',
  ],
  [
    'better the other way round',
    [
      [500, 25],
      [500, 60],
    ],
    'winner',
    'v1',
  ],
  [
    'too close',
    [
      [500, 30],
      [500, 25],
    ],
    'too_close',
    null,
  ],
  [
    'too few of one',
    [
      [500, 60],
      [99, 2],
    ],
    'too_few',
    null,
  ],
  [
    'the same',
    [
      [500, 30],
      [500, 30],
    ],
    'too_close',
    null,
  ],
  [
    'nothing heard at all',
    [
      [500, 0],
      [500, 0],
    ],
    'too_close',
    null,
  ],
  ['one alone', [[500, 60]], 'one_variant', null],
  [
    'enough for two, not for three',
    [
      [500, 60],
      [500, 31],
      [500, 31],
    ],
    'too_close',
    null,
  ],
  [
    'of two of those one is better',
    [
      [500, 60],
      [500, 31],
    ],
    'winner',
    'v0',
  ],
  [
    'all of one, none of the other',
    [
      [100, 100],
      [100, 0],
    ],
    'winner',
    'v0',
  ],
] as const)('%s', (_what, figures, because, winner) => {
  const counts = figures.map(([sent, successes], index) => ({ id: `v${index}`, sent, successes }));
  expect(judgeVariants(counts, rule)).toMatchObject({ because, winner });
});

test('whoever looks after every mail at two equal variants is fooled less often than one time in twenty', () => {
  const random = seededRandom(7);
  const trials = 400;
  let fooled = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const sums = [0, 0];
    for (let sent = 1; sent <= 1_000; sent += 1) {
      for (const arm of [0, 1]) sums[arm] = (sums[arm] ?? 0) + (random() < 0.08 ? 1 : 0);
      const counts = sums.map((successes, arm) => ({ id: `v${arm}`, sent, successes }));
      if (judgeVariants(counts, rule).winner === null) continue;
      fooled += 1;
      break;
    }
  }
  expect(fooled / trials).toBeLessThan(0.05);
});

test('a real difference is seen in the end, and nothing is said of nothing', () => {
  const count = (successes: number, sent: number) => ({ id: 'x', sent, successes });
  expect(chanceOfLuck(count(250, 5_000), count(400, 5_000))).toBeLessThan(0.01);
  expect(chanceOfLuck(count(0, 0), count(4, 10))).toBe(1);
  expect(chanceOfLuck(count(0, 10), count(0, 10))).toBe(1);
});
