import { expect, test } from 'vitest';
import { parseJitter } from '../../../../src/domain/language/jitter.ts';
import { InvalidInput } from '../../../../src/errors.ts';

test.each([
  ['0s', 0],
  ['2s', 2_000],
  ['10m', 600_000],
  [' 5 minutes ', 300_000],
  ['2 hours', 7_200_000],
  ['24h', 86_400_000],
  ['PT1H30M', 5_400_000],
  ['PT45S', 45_000],
])('%j is %i ms', (text, jitterMs) => {
  expect(parseJitter(text)).toBe(jitterMs);
});

test.each(['', '10', '-5m', '1.5h', '1 day', '1 business day', '25 hours', 'PT', 'P1D', '10m 5s'])(
  '%j is no jitter',
  (text) => {
    expect(() => parseJitter(text)).toThrow(InvalidInput);
  },
);
