import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseStorableJson, storableText } from '../../../src/domain/storable.ts';

test.each([
  ['a\\u0000b', 'ab'],
  ['a\\ud83db', 'a\ufffdb'],
  ['\\udc4d', '\ufffd'],
  ['\\uD83D\\uDC4D', '\ud83d\udc4d'],
  ['a\\\\u0000b', 'a\\u0000b'],
  ['plain', 'plain'],
])('%s is kept as %j', (escaped, kept) => {
  expect(parseStorableJson(`{"${escaped}":["${escaped}",1,null]}`)).toEqual({
    [kept]: [kept, 1, null],
  });
});

test('whatever JSON holds, what comes out can be kept, and what could be kept is as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const parsed = parseStorableJson(JSON.stringify(value));
      expect(JSON.stringify(parsed)).not.toMatch(/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i);
      const text = JSON.stringify(value);
      if (!/\\u(0000|d[89a-f])/i.test(text)) expect(JSON.stringify(parsed)).toBe(text);
    }),
  );
});

test('what is nested deeply is refused, whatever is in it', () => {
  const nested = (levels: number, inside: string) =>
    `${'['.repeat(levels)}${inside}${']'.repeat(levels)}`;
  for (const inside of ['1', '"\\u0000"']) {
    expect(parseStorableJson(nested(100, inside))).toBeDefined();
    expect(() => parseStorableJson(nested(101, inside))).toThrow('more than 100 levels');
  }
});

test('text loses nothing else', () => {
  expect(storableText('Blåbær \ud83d\udc4d\n')).toBe('Blåbær \ud83d\udc4d\n');
});
