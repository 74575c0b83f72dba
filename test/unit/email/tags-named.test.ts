import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf, tagsNamed } from '../../../src/email/markup.ts';
import { hostileText } from './hostile-text.ts';

const names = new Set(['a', 'area']);
/** By cutting all of it. */
const cutOut = (html: string) =>
  piecesOf(html).filter((piece) => piece.kind === 'open' && names.has(piece.name));

test.each([
  ['in the value of another tag', `<img alt='<a href="https://x.example/">'><a href="/y">`],
  ['in a value with the end of a tag in it', '<p title="a > b"><a href="/y">'],
  ['behind quotes that are none', `<p it's><a href="/y">don't</a>`],
  ['behind a value that holds a quote', '<p b=x="><a href="/y">"'],
  ['in a comment', '<!--<a href="/x">--><a href="/y">'],
  ['in a style', '<STYLE><a href="/x"></style><a href="/y">'],
  ['behind a style that is closed at once', '<style/><a href="/y">'],
  ['behind a tag without an end', '<p class="b" <a href="/y">'],
  ['in a merge field', '{{<a href="/x">}}<p class="{{">}}"><a href="/y">'],
])('a tag %s is found only where it is one', (_where, html) => {
  const found = tagsNamed(html, names);
  expect(found).toEqual(cutOut(html));
  expect(found.at(-1)?.name).toBe('a');
});

test('of shipped mails the links are found, whatever is passed over', () => {
  const folder = 'test/golden/mails/presentation/';
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.html'))) {
    const html = readFileSync(folder + file, 'utf8');
    expect(tagsNamed(html, names).length).toBeGreaterThan(0);
    expect(tagsNamed(html, names)).toEqual(cutOut(html));
  }
});

test('whatever the markup is, the same tags are found as by cutting all of it', () => {
  const part = fc.oneof(
    hostileText,
    fc.constantFrom('<a href="', '">', '</a>', '<area ', "='", "'", '{{', '}}', '<!--', '-->'),
    fc.constantFrom(
      '<p',
      '<p>',
      '<style>',
      '</style>',
      '<br/>',
      '/>',
      ' x=',
      '="y"',
      ' ',
      '=',
      '/',
      'z',
    ),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const html = parts.join('');
      expect(tagsNamed(html, names)).toEqual(cutOut(html));
    }),
    { numRuns: 1_000 },
  );
});
