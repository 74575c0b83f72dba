import { expect, test } from 'vitest';
import {
  excerpt,
  formatProblem,
  inOrder,
  type PlainProblem,
} from '../../../../src/domain/language/problem.ts';

function problem(over: Partial<PlainProblem> = {}): PlainProblem {
  return {
    file: 'a.yaml',
    line: 2,
    column: 8,
    severity: 'error',
    code: 'unknown-stage',
    message: 'No such stage.',
    ...over,
  };
}

test('the line of lint', () => {
  expect(formatProblem(problem())).toBe('a.yaml:2:8 error unknown-stage No such stage.');
});

test('the caret stands under the column, tabs and CRLF or not', () => {
  expect(excerpt('key: k\nstage: closng\n', problem())).toBe('2 | stage: closng\n           ^');
  expect(excerpt('key: k\r\n\tstage: closng\r\n', problem())).toBe(
    '2 |  stage: closng\n           ^',
  );
});

test('of a long line, the part around the column', () => {
  const shown = excerpt(`key: k\n${'x'.repeat(300)}Y${'x'.repeat(300)}`, problem({ column: 301 }));
  const [line = '', caret = ''] = shown.split('\n');
  expect(line.length).toBeLessThan(130);
  expect(line[caret.indexOf('^')]).toBe('Y');
});

test('nothing of a line that may hold a secret, or that is not there', () => {
  expect(excerpt('a\nsecret: hunter2', problem({ code: 'secret-in-file' }))).toBe('');
  expect(excerpt('a\nsmtp_env: hunter2', problem({ code: 'invalid-env-name' }))).toBe('');
  expect(excerpt('a', problem({ line: 9 }))).toBe('');
});

test('order: by file, from the top, each once', () => {
  const list = [
    problem({ file: 'b.yaml', line: 1 }),
    problem({ line: 10 }),
    problem({ line: 9 }),
    problem({ line: 9, column: 3 }),
    problem({ line: 9 }),
  ];
  expect(inOrder(list).map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
    'a.yaml:9:3',
    'a.yaml:9:8',
    'a.yaml:10:8',
    'b.yaml:1:8',
  ]);
});
