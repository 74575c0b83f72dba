import { expect, test } from 'vitest';
import { toldMessage, toldSentence } from '../../../src/console/shown/sentence.ts';
import { codeWords } from '../../../src/console/words/codes.ts';
import { sentenceWords } from '../../../src/console/words/sentences.ts';
import { spanWords } from '../../../src/console/words/spans.ts';
import { at, sentence } from '../../../src/domain/sentence.ts';

const now = new Date('2026-11-26T12:00:00Z');
const norwegian = { language: 'nb', zone: 'Europe/Oslo', now } as const;
const english = { language: 'en', zone: 'Europe/Oslo', now } as const;

test('a sentence has the words of its reader: codes, times on their wall clock, parts', () => {
  const until = at(new Date('2026-12-01T08:00:00Z'));
  const values = { reason: { code: 'out_of_office', of: 'pause' }, until } as const;
  const paused = sentence('explain.paused-until', values);
  expect(toldSentence(paused, norwegian)).toBe(
    'Den er satt på pause (ikke på kontoret) til tir. 1. des., 09:00. Ingenting sendes imens.',
  );
  expect(toldSentence(paused, english)).toBe(
    'It is paused (out of the office) until Tue 1 Dec, 09:00. Nothing is sent meanwhile.',
  );
});

test('a distance in time, and a code that has no words yet', () => {
  const cooldown = { span: { days: 1, businessDays: 2, ms: 7_200_000 } };
  const values = { cadence: 'k', from: '2026-12-01 09:00', cooldown };
  expect(toldSentence(sentence('refusal.cooldown', values), norwegian)).toContain(
    '2 virkedager og 1 dag og 2 timer etter',
  );
  const reasons = { list: [{ code: 'new_one', of: 'moved' } as const] };
  expect(toldSentence(sentence('explain.moved', { reasons }), norwegian)).toBe(
    'Det ble flyttet dit av new_one.',
  );
});

test('a message without a sentence stays English, and says so', () => {
  expect(toldMessage('No.', undefined, norwegian)).toEqual({ text: 'No.', language: 'en' });
  const said = sentence('refusal.twice-on-line', { line: 2 });
  expect(toldMessage('a@b.example stands on line 2 already.', said, norwegian)).toEqual({
    text: 'står på linje 2 allerede.',
    language: 'nb',
  });
});

test.each([
  ['sentences', sentenceWords],
  ['distances in time', spanWords],
])('%s have the same holes in both languages', (_name, words) => {
  const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g))].toSorted();
  for (const [key, text] of Object.entries(words.en)) {
    expect(holes(Reflect.get(words.nb, key)), key).toEqual(holes(text));
  }
});

test('no code is told in English to Norwegians', () => {
  for (const list of ['exit', 'pause', 'moved', 'event', 'basis', 'field'] as const) {
    expect(Object.keys(codeWords.nb[list])).toEqual(Object.keys(codeWords.en[list]));
    const same = Object.entries(codeWords.en[list]).filter(
      ([code, word]) => Reflect.get(codeWords.nb[list], code) === word,
    );
    expect(same, list).toEqual([]);
  }
});
