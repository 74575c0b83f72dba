import { expect, test } from 'vitest';
import { parseCadence } from '../../../../src/domain/language/parse-cadence.ts';
import { type CadenceSource, checkReferences } from '../../../../src/domain/language/references.ts';

function cadence(file: string, source: string): CadenceSource {
  const parsed = parseCadence(source, file);
  if (parsed.cadence === null) throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

const main = cadence(
  'main.yaml',
  `key: main
title: Main
locale: nb-NO
steps:
  - { id: one, email: { template: prospecting/intro } }
  - { id: two, email: { template: prospecting/intor } }
on:
  deal_lost: { enrol: { cadence: win-bak } }
  deal_won: { enrol: { cadence: main } }
  objection: { price: { track: price, enrol: { cadence: archived } } }
tracks:
  price: { stage: closing, steps: [{ id: t1, email: { template: closing/price } }] }
`,
);
const winBack = cadence(
  'win-back.yaml',
  'key: win-back\ntitle: W\nsteps: [{ id: one, email: { template: prospecting/intro } }]\n',
);

function check(cadences: CadenceSource[], templates: Record<string, (string | null)[]>): string[] {
  const known = {
    templates: new Map(Object.entries(templates)),
    cadenceKeys: new Set(['archived']),
  };
  return checkReferences(cadences, known).map(
    ({ file, line, column, severity, code }) => `${file}:${line}:${column} ${severity} ${code}`,
  );
}

test('templates and cadences that do not exist are errors at their place', () => {
  const templates = { 'prospecting/intro': [null], 'closing/other': [null] };
  expect(check([main, winBack], templates)).toEqual([
    'main.yaml:6:35 error unknown-template',
    'main.yaml:8:34 error unknown-cadence',
    'main.yaml:12:65 error unknown-template',
  ]);
});

test('the message says what was probably meant', () => {
  const known = {
    templates: new Map([['prospecting/intro', [null]]]),
    cadenceKeys: new Set(['archived']),
  };
  const messages = checkReferences([main, winBack], known).map(({ message }) => message);
  expect(messages).toContain(
    'There is no template prospecting/intor, did you mean prospecting/intro?',
  );
  expect(messages).toContain('There is no cadence win-bak, did you mean win-back?');
});

test.each([
  ['the file without a locale does for all', [null], []],
  ['the language does for its region', ['nb'], []],
  ['the very tag', ['nb-NO', 'en'], []],
  ['another language does not', ['en'], ['main.yaml:5:35 warning missing-locale']],
])('languages: %s', (_name, locales, expected) => {
  const templates = {
    'prospecting/intro': locales,
    'prospecting/intor': [null],
    'closing/price': [null],
  };
  const found = check([main], templates).filter((line) => line.includes('locale'));
  expect(found).toEqual(expected);
});

test('a cadence without a language wants a file without a locale', () => {
  expect(check([winBack], { 'prospecting/intro': ['nb'] })).toEqual([
    'win-back.yaml:3:39 warning missing-locale',
  ]);
});

test('two files with one key: the second is told where the first is', () => {
  const again = { ...winBack, file: 'z.yaml' };
  expect(check([winBack, again], { 'prospecting/intro': [null] })).toEqual([
    'z.yaml:1:6 error duplicate-cadence',
  ]);
});
