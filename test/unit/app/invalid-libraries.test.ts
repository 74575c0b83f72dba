import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readLibrary } from '../../../src/app/library/library.ts';
import { problemCodes } from '../../../src/domain/language/problem-codes.ts';
import { expectedIn, fixtures, texts } from '../../helpers/lint-fixtures.ts';

const none = await mkdtemp(join(tmpdir(), 'cadence-no-cadences-'));
afterAll(() => rm(none, { recursive: true }));

/** What a library shows, and what its files say that it shows; each as `file code line:column`. */
async function compare(cadencesDir: string, templatesDir: string, without: string) {
  const library = await readLibrary(cadencesDir, templatesDir);
  const shown = library.problems
    .filter(({ code }) => code !== without)
    .map(({ file, code, line, column }) => `${file} ${code} ${line}:${column}`);
  const expected = [...library.sources].flatMap(([file, text]) =>
    expectedIn(text).map((line) => `${file} ${line}`),
  );
  return { library, shown: shown.sort(), expected: expected.sort() };
}

test('each wrong template file gives exactly the problems that it names', async () => {
  const folder = join(fixtures, 'templates/invalid');
  const { library, shown, expected } = await compare(none, folder, 'unused-template');
  expect(expected.length).toBeGreaterThan(60);
  expect(shown).toEqual(expected);
  expect(library.cadences).toEqual([]);
});

test.each([
  'references',
  'threads',
  'loops',
  'unused',
  'schedules',
  'entries',
  'attachments',
  'senders',
])('what only shows when the files are seen together: %s', async (name) => {
  const folder = join(fixtures, 'libraries', name);
  const { shown, expected } = await compare(
    join(folder, 'cadences'),
    join(folder, 'templates'),
    '',
  );
  expect(expected).not.toEqual([]);
  expect(shown).toEqual(expected);
});

test('messages are one line and say something', async () => {
  const folder = join(fixtures, 'libraries/references');
  const libraries = [
    await readLibrary(none, join(fixtures, 'templates/invalid')),
    await readLibrary(join(folder, 'cadences'), join(folder, 'templates')),
  ];
  for (const { message, severity, code } of libraries.flatMap(({ problems }) => problems)) {
    expect(message).toMatch(/^[^\n]{10,400}$/);
    expect(message).not.toMatch(/undefined|\[object|Invalid input/);
    expect(Object.entries(problemCodes)).toContainEqual([
      code,
      expect.objectContaining({ severity }),
    ]);
  }
});

test('the table of codes is complete: every code is shown by a fixture, and none is without', async () => {
  const covered = new Set(
    (await texts(fixtures)).flatMap((text) =>
      expectedIn(text).map((line) => line.split(' ')[0] ?? ''),
    ),
  );
  // A file of a megabyte is made by parse-cadence.test.ts rather than kept.
  covered.add('file-too-large');
  // Nor are attachments of five, which assets.test.ts makes.
  covered.add('attachments-too-large');
  expect([...covered].sort()).toEqual(Object.keys(problemCodes).sort());
});

test('a code stands in one family of the table, is kebab-case, and says what to do', async () => {
  const families = await Promise.all([
    import('../../../src/domain/language/codes/form-codes.ts'),
    import('../../../src/domain/language/codes/cadence-codes.ts'),
    import('../../../src/domain/language/codes/test-codes.ts'),
    import('../../../src/domain/language/codes/workspace-codes.ts'),
    import('../../../src/domain/language/codes/template-codes.ts'),
  ]);
  const codes = families.flatMap((family) =>
    Object.values<object>({ ...family }).flatMap((table) => Object.keys(table)),
  );
  expect(codes.sort()).toEqual(Object.keys(problemCodes).sort());
  for (const [code, { meaning, fix }] of Object.entries(problemCodes)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(meaning).toMatch(/^[^\n]{10,200}\.$/);
    expect(fix).toMatch(/^[^\n]{6,250}\.$/);
  }
});
