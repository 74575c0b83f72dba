import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { pages } from '../../../src/console/pages.ts';
import { sharedWords } from '../../../src/console/words/shared.ts';
import { languageOf, languages, type Words } from '../../../src/console/words.ts';

const room = resolve(import.meta.dirname, '../../../src/console');
const all: [string, Words][] = [
  ['shared', sharedWords],
  ...pages.map(({ key, words }): [string, Words] => [key, words]),
];

test.each(all)('the words of %s stand in every language, with the same in them', (_key, words) => {
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).toSorted();
  for (const language of languages) {
    expect(Object.keys(words[language])).toEqual(Object.keys(words.en));
    for (const [key, text] of Object.entries(words[language])) {
      expect(text.trim(), key).not.toBe('');
      expect(holes(text), key).toEqual(holes(words.en[key] ?? ''));
    }
  }
});

test('every word that a view says is there', () => {
  const known = new Set(all.flatMap(([, words]) => Object.keys(words.en)));
  const views = readdirSync(join(room, 'views'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.hbs'),
  );
  expect(views.length).toBeGreaterThan(5);
  for (const view of views) {
    const text = readFileSync(join(room, 'views', view), 'utf8');
    for (const [, key = ''] of text.matchAll(/\{\{t "([^"]+)"/g)) {
      expect(known, `${view} says "${key}"`).toContain(key);
    }
    // All else that is said comes from the data, and is escaped: only the layout takes a page as it is.
    expect(text.match(/\{\{\{/g)?.length ?? 0, view).toBe(view === 'layout.hbs' ? 1 : 0);
  }
});

test.each([
  [undefined, undefined, 'en'],
  ['nb', 'en', 'nb'],
  ['xx', 'nb-NO,nb;q=0.9,en;q=0.8', 'nb'],
  [undefined, 'no', 'nb'],
  [undefined, 'de-DE,de;q=0.9,en;q=0.5,nb;q=0.4', 'en'],
  [undefined, 'en;q=0.1,nn', 'nb'],
  [undefined, 'nb;q=0', 'en'],
  [undefined, ';;;,q=', 'en'],
])('chosen %s, accepted %s: %s', (chosen, accepted, language) => {
  expect(languageOf(chosen, accepted)).toBe(language);
});
