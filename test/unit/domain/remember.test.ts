import { expect, test } from 'vitest';
import { rememberBy } from '../../../src/domain/remember.ts';

test('what was reckoned from the same objects and the same key is not reckoned again', () => {
  const remember = rememberBy<object, object, number>(2);
  let reckoned = 0;
  const next = () => {
    reckoned += 1;
    return reckoned;
  };
  const [a, b, c] = [{}, {}, {}];
  expect(remember(a, b, 'x', next)).toBe(1);
  expect(remember(a, b, 'x', next)).toBe(1);
  expect(remember(a, b, 'y', next)).toBe(2);
  expect(remember(a, c, 'x', next), 'another second object').toBe(3);
  expect(remember(c, b, 'x', next), 'another first object').toBe(4);
  expect(remember(a, b, 'z', next), 'more than it may hold: it begins anew').toBe(5);
  expect(remember(a, b, 'z', next)).toBe(5);
  expect(remember(a, b, 'x', next)).toBe(6);
  expect(remember(a, b, 'z', next), 'one that is full still knows').toBe(5);
});

test('what cannot be reckoned is tried again', () => {
  const remember = rememberBy<object, object, number>(2);
  const [a, b] = [{}, {}];
  const fail = () => {
    throw new Error('no opening');
  };
  expect(() => remember(a, b, 1, fail)).toThrow('no opening');
  expect(remember(a, b, 1, () => 7)).toBe(7);
});
