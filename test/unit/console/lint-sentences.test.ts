import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readLibrary } from '../../../src/app/library/library.ts';
import { toldSentence } from '../../../src/console/shown/sentence.ts';
import { sentenceWords } from '../../../src/console/words/sentences.ts';
import { parseCadence } from '../../../src/domain/language/parse-cadence.ts';
import type { Problem } from '../../../src/domain/language/problem.ts';
import { problemAt } from '../../../src/domain/language/report.ts';
import { parseWorkspace } from '../../../src/domain/language/workspace.ts';
import {
  inEnglish,
  type Sentence,
  type SentenceValue,
  sentence,
} from '../../../src/domain/sentence.ts';
import { fixtures } from '../../helpers/lint-fixtures.ts';

const reader = {
  language: 'nb',
  zone: 'Europe/Oslo',
  now: new Date('2026-11-26T12:00:00Z'),
} as const;
const none = await mkdtemp(join(tmpdir(), 'cadence-no-cadences-'));
afterAll(() => rm(none, { recursive: true }));

const filesIn = (folder: string) =>
  readdirSync(join(fixtures, folder)).map((name) => ({
    name,
    text: readFileSync(join(fixtures, folder, name), 'utf8'),
  }));

async function problemsOfFixtures(): Promise<readonly Problem[]> {
  const libraries = await Promise.all([
    readLibrary(none, join(fixtures, 'templates/invalid')),
    ...readdirSync(join(fixtures, 'libraries')).map((name) =>
      readLibrary(
        join(fixtures, 'libraries', name, 'cadences'),
        join(fixtures, 'libraries', name, 'templates'),
      ),
    ),
  ]);
  return [
    ...filesIn('cadences/invalid').flatMap(({ name, text }) => parseCadence(text, name).problems),
    ...filesIn('cadences/workspace-invalid').flatMap(
      ({ name, text }) => parseWorkspace(text, name).problems,
    ),
    ...libraries.flatMap(({ problems }) => problems),
  ];
}

/** A sentence and those that stand in it. */
function withParts({ key, values = {} }: Sentence): readonly Sentence[] {
  return [{ key, values }, ...Object.values(values).flatMap(partsOf)];
}

function partsOf(value: SentenceValue): readonly Sentence[] {
  if (typeof value !== 'object') return [];
  if ('list' in value) return value.list.flatMap(partsOf);
  return 'key' in value ? withParts(value) : [];
}

const problems = await problemsOfFixtures();

test('every problem is the English of its sentence, and reads differently in Norwegian', () => {
  expect(problems.length).toBeGreaterThan(400);
  for (const { said, message } of problems) {
    expect(inEnglish(said)).toBe(message);
    const told = toldSentence(said, reader);
    expect(told).not.toBe(message);
    expect(told).not.toMatch(/undefined|\[object|\s{2}|\p{Cc}/u);
  }
});

test('what stands in a sentence of lint is what it has room for: no hole stays empty, and nothing is kept that is not told', () => {
  for (const { key, values } of problems.flatMap(({ said }) => withParts(said))) {
    const holes = [...sentenceWords.nb[key].matchAll(/\{(\w+)\}/g)].map(([, hole]) => hole);
    expect(Object.keys(values ?? {}).toSorted(), key).toEqual([...new Set(holes)].toSorted());
  }
});

test('whatever a sentence quotes, its problem is told in one line in both languages', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const part = sentence('lint.slug', { text });
      const said = sentence('lint.of-value', { name: text, what: part });
      const problem = problemAt('a.yaml', { line: 1, column: 1 }, 'invalid-slug', said);
      expect(problem.message).not.toMatch(/\p{Cc}/u);
      expect(toldSentence(problem.said, reader)).not.toMatch(/\p{Cc}/u);
    }),
  );
});
