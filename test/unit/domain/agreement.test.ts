import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareOf } from '../../../src/domain/agreement.ts';

test.each([
  // Newcombe (1998), table I.
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i lies between %f and %f', (agreed, of, low, high) => {
  const share = shareOf(agreed, of);
  expect(share.low).toBeCloseTo(low, 3);
  expect(share.high).toBeCloseTo(high, 3);
});

test('of nothing there is no share', () => {
  expect(shareOf(0, 0)).toEqual({ agreed: 0, of: 0, share: null, low: null, high: null });
});

test('the share lies in its interval', () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.nat(1_000), (agreed, others) => {
      fc.pre(agreed + others > 0);
      const { share, low, high } = shareOf(agreed, agreed + others);
      expect(low).toBeLessThanOrEqual((share ?? 0) + 1e-9);
      expect(high).toBeGreaterThanOrEqual((share ?? 0) - 1e-9);
    }),
  );
});
