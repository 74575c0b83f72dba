import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCadence } from '../../../../src/domain/language/parse-cadence.ts';
import type { Problem } from '../../../../src/domain/language/problem.ts';
import { parseWorkspace } from '../../../../src/domain/language/workspace.ts';
import { expectedIn } from '../../../helpers/lint-fixtures.ts';

const root = new URL('../../../fixtures/cadences/', import.meta.url);

function filesIn(folder: string): { name: string; source: string; expected: string[] }[] {
  const names = readdirSync(new URL(folder, root)).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => {
    const source = readFileSync(new URL(`${folder}${name}`, root), 'utf8');
    return { name, source, expected: expectedIn(source) };
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

test('messages are one line, name what to do, and never repeat a code', () => {
  for (const { name, source } of cadences) {
    for (const { message } of parseCadence(source, name).problems) {
      expect(message).toMatch(/^[^\n]{10,300}$/);
      expect(message).not.toMatch(/undefined|\[object|Invalid input/);
    }
  }
});
