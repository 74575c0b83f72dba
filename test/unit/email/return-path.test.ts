import { expect, test } from 'vitest';
import { returnPathOf, touchOfReturnPath } from '../../../src/email/return-path.ts';

const key = Buffer.alloc(32, 7);
const touchId = '0198f0a2-1c3d-7e4f-8a5b-6c7d8e9f0a1b';

const tagOf = (address: string) => /\+([^@]+)@/.exec(address)?.[1] ?? '';

test('a return path names its touch, also when a server shouts it back', () => {
  const address = returnPathOf(key, 'bounces@fjord.example', touchId);
  expect(address).toMatch(/^bounces\+[0-9a-f]{48}@fjord\.example$/);
  expect(address.indexOf('@')).toBeLessThanOrEqual(64);
  expect(touchOfReturnPath(key, tagOf(address))).toBe(touchId);
  expect(touchOfReturnPath(key, tagOf(address).toUpperCase())).toBe(touchId);
});

test('what was not signed with this key names nothing', () => {
  const tag = tagOf(returnPathOf(key, 'bounces@fjord.example', touchId));
  const other = tagOf(returnPathOf(Buffer.alloc(32, 8), 'bounces@fjord.example', touchId));
  const forged = [other, `f${tag.slice(1)}`, tag.slice(1), `${tag}0`, '', touchId];
  expect(forged.map((each) => touchOfReturnPath(key, each))).toEqual(forged.map(() => null));
});
