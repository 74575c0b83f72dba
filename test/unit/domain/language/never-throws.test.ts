import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseCadence } from '../../../../src/domain/language/parse-cadence.ts';
import { excerpt, formatProblem } from '../../../../src/domain/language/problem.ts';
import { isProblemCode } from '../../../../src/domain/language/problem-codes.ts';
import { parseWorkspace } from '../../../../src/domain/language/workspace.ts';

const root = new URL('../../../fixtures/cadences/', import.meta.url);
const sources = ['valid/', 'invalid/', 'workspace-invalid/'].flatMap((folder) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(new URL(`${folder}${name}`, root), 'utf8')),
);

/** Reads a text both ways and looks at what must hold of any answer. */
function readsAnything(source: string): void {
  const lineCount = source.split(/\r\n|\n|\r/).length;
  const { cadence, problems } = parseCadence(source, 'any.yaml');
  const workspace = parseWorkspace(source, 'any.yaml');
  if (cadence === null) expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
  const all = [...problems, ...workspace.problems];
  const misplaced = all.filter(({ line, column }) => line < 1 || line > lineCount || column < 1);
  expect(misplaced).toEqual([]);
  expect(all.filter(({ code }) => !isProblemCode(code))).toEqual([]);
  expect(all.filter((problem) => formatProblem(problem).includes('\n'))).toEqual([]);
  for (const problem of all) excerpt(source, problem);
}

const snippets = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom(
    '&a ',
    '*a',
    '{',
    '}',
    '[',
    ']',
    ': ',
    '- ',
    '\n',
    '\t',
    '? ',
    '!!map ',
    '<<: *a',
  ),
  fc.constantFrom('null', '~', '0', '.nan', 'true', '|', '>', '---', '...', '__proto__', 'steps'),
);

/** A file that people wrote, with a few spans taken out and something else put in. */
const mutated = fc
  .tuple(
    fc.constantFrom(...sources),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), snippets), { minLength: 1, maxLength: 6 }),
  )
  .map(([source, changes]) =>
    changes.reduce((text, [at, length, put]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + put + text.slice(start + length);
    }, source),
  );

/** Well-formed YAML with the right keys and anything under them. */
const wellFormed = fc
  .dictionary(
    fc.constantFrom(
      'key',
      'title',
      'stages',
      'schedule',
      'steps',
      'on',
      'tracks',
      'sources',
      'pools',
    ),
    fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.dictionary(
          fc.constantFrom('id', 'email', 'task', 'stage', 'after', 'key', 'scheme', '__proto__'),
          fc.jsonValue(),
        ),
      ),
    ),
  )
  .map((value) => stringify(value));

// Much to compute: a machine that is busy takes several times the ten seconds that a quiet one does.
const takesMs = 120_000;

test('any text at all', { timeout: takesMs }, () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), readsAnything));
});

test('mutated files', { timeout: takesMs }, () => {
  fc.assert(fc.property(mutated, readsAnything), { numRuns: 600 });
});

test('well-formed files with anything in them', { timeout: takesMs }, () => {
  fc.assert(fc.property(wellFormed, readsAnything), { numRuns: 200 });
});
