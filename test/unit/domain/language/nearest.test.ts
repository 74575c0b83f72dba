import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest, suggestion } from '../../../../src/domain/language/nearest.ts';

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['teh', 'the', 1],
  ['closing', 'closing', 0],
])('%j and %j are %i apart', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

test('the distance is symmetric and zero only between equal words', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
    }),
  );
});

const words = ['closing', 'min_gap', 'days', 'on'];
test.each([
  ['closng', 'closing'],
  ['minGap', 'min_gap'],
  ['day', 'days'],
  ['presentation', null],
  ['x', null],
  ['closing-time', 'closing'],
  ['min', 'min_gap'],
  ['no', 'on'],
])('%s is nearest to %s', (word, expected) => {
  expect(nearest(word, words)).toBe(expected);
});

test('without a near word the known ones are listed, a dozen at most', () => {
  expect(suggestion('zzzzz', ['alpha', 'beta'])).toBe('; there is alpha, beta');
  expect(suggestion('zzzzz', [])).toBe('');
  const many = Array.from({ length: 20 }, (_, index) => `word-${index}`);
  expect(suggestion('zzzzz', many)).toMatch(/word-11 and 8 more$/);
});
