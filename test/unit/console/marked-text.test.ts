import { expect, test } from 'vitest';
import { markWords, wordsIn } from '../../../src/console/shown/marked-text.ts';

const marked = (text: string, words: readonly string[]) =>
  markWords(text, words)
    .map((piece) => (piece.isMarked ? `[${piece.text}]` : piece.text))
    .join('');

test.each([
  ['Too expensive for us', ['too expensive'], '[Too expensive] for us'],
  ['too\n  expensive, TOO EXPENSIVE', ['too expensive'], '[too\n  expensive], [TOO EXPENSIVE]'],
  ['notable, not able', ['not'], 'notable, [not] able'],
  ['Når? I år.', ['?', 'år'], 'Når[?] I [år].'],
  ['a.c abc', ['a.c'], '[a.c] abc'],
  ['pre-paid $5 (x)', ['pre-paid', '$5', '(x)'], '[pre-paid] [$5] [(x)]'],
  ['happy with what', ['happy with', 'happy with what'], '[happy with what]'],
  ['<b>now</b>', ['now'], '<b>[now]</b>'],
  ['nothing', ['', ' '], 'nothing'],
  ['', ['x'], ''],
])('%j with %j', (text, words, wanted) => {
  expect(marked(text, words)).toBe(wanted);
});

test.each([
  ['price: "too expensive", "budget"; names per@example.com', ['too expensive', 'budget']],
  ['unclear: no words that are known', []],
  ['question: "?"; written by "x"', ['?']],
])('the words of %j', (because, words) => {
  expect(wordsIn(because)).toEqual(words);
});
