import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCadence } from '../../../../src/domain/language/parse-cadence.ts';
import type { Problem } from '../../../../src/domain/language/problem.ts';
import { isProblemCode, problemCodes } from '../../../../src/domain/language/problem-codes.ts';
import { parseWorkspace } from '../../../../src/domain/language/workspace.ts';

const root = new URL('../../../fixtures/cadences/', import.meta.url);

function filesIn(folder: string): { name: string; source: string; expected: string[] }[] {
  const names = readdirSync(new URL(folder, root)).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => {
    const source = readFileSync(new URL(`${folder}${name}`, root), 'utf8');
    const expected = [...source.matchAll(/^# expect: (\S+ \d+:\d+)$/gm)].map(
      (match) => match[1] ?? '',
    );
    return { name, source, expected };
  });
}

function shown(problems: readonly Problem[]): string[] {
  return problems.map(({ code, line, column }) => `${code} ${line}:${column}`).sort();
}

const cadences = filesIn('invalid/');
const workspaces = filesIn('workspace-invalid/');

describe('each wrong cadence file gives exactly the problems that it names', () => {
  test.each(cadences)('$name', ({ name, source, expected }) => {
    const { cadence, problems } = parseCadence(source, name);
    expect(expected).not.toEqual([]);
    const relevant = problems.filter(
      ({ code }) => code !== 'few-touches' || name === 'few-touches.yaml',
    );
    expect(shown(relevant), problems.map(({ message }) => message).join('\n')).toEqual(
      expected.sort(),
    );
    expect(cadence === null).toBe(problems.some(({ severity }) => severity === 'error'));
  });
});

describe('each wrong workspace file gives exactly the problems that it names', () => {
  test.each(workspaces)('$name', ({ name, source, expected }) => {
    const { workspace, problems } = parseWorkspace(source, name);
    expect(expected).not.toEqual([]);
    expect(shown(problems), problems.map(({ message }) => message).join('\n')).toEqual(
      expected.sort(),
    );
    expect(workspace === null).toBe(problems.some(({ severity }) => severity === 'error'));
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});

test('every code that a single file can show is shown by one of these files', () => {
  const covered = new Set(
    [...cadences, ...workspaces].flatMap(({ expected }) =>
      expected.map((line) => line.split(' ')[0] ?? ''),
    ),
  );
  const elsewhere = [
    'file-too-large', // parse-cadence.test.ts
    'too-large',
    'yaml-warning',
    'unknown-template', // references.test.ts
    'unknown-cadence',
    'missing-locale',
    'duplicate-cadence',
    'unknown-calendar', // pin-calendars.test.ts
    'no-common-window',
  ];
  expect([...covered].filter((code) => !isProblemCode(code))).toEqual([]);
  const missing = Object.keys(problemCodes).filter((code) => !covered.has(code));
  expect(missing.sort()).toEqual(elsewhere.sort());
});

test('messages are one line, name what to do, and never repeat a code', () => {
  for (const { name, source } of cadences) {
    for (const { message } of parseCadence(source, name).problems) {
      expect(message).toMatch(/^[^\n]{10,300}$/);
      expect(message).not.toMatch(/undefined|\[object|Invalid input/);
    }
  }
});
