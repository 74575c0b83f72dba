import { expect, test } from 'vitest';
import { parseUrl } from '../../src/url.ts';

test('a URL, or null', () => {
  expect(parseUrl('https://fjord.example/å')?.href).toBe('https://fjord.example/%C3%A5');
  expect(parseUrl('../b', 'https://fjord.example/a/')?.href).toBe('https://fjord.example/b');
  for (const text of ['', 'fjord', '//fjord', 'http://', 'https://a b']) {
    expect(parseUrl(text)).toBe(null);
  }
});

test('an address with letters beyond ASCII is one however often it is asked', () => {
  const answers = Array.from({ length: 50_000 }, () => parseUrl('https://møller.example/é'));
  expect(answers.filter((url) => url === null)).toEqual([]);
});
