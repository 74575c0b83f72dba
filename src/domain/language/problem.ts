import type { Sentence } from '../sentence.ts';

export type Severity = 'error' | 'warning';

/** One thing that is wrong in a file, as `cadence lint --json` prints it. */
export interface PlainProblem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units, as editors count. */
  readonly column: number;
  readonly severity: Severity;
  /** Kebab-case and stable; all are in `problem-codes.ts`. */
  readonly code: string;
  /** What is wrong and what to do about it, in one line. */
  readonly message: string;
}

/** One thing that is wrong in a file. */
export interface Problem extends PlainProblem {
  /** The message before it has words, for readers of other languages. */
  readonly said: Sentence;
}

/** What of a problem is part of the public interface. */
export function plainProblem(problem: Problem): PlainProblem {
  const { said: _said, ...plain } = problem;
  return plain;
}

/** The line of `cadence lint`: `file:line:col severity code message`, which editors and CI turn into a link. */
export function formatProblem(problem: PlainProblem): string {
  const { file, line, column, severity, code, message } = problem;
  return `${file}:${line}:${column} ${severity} ${code} ${message}`;
}

/** Problems in the order in which a person works through files: from the top of each, each problem once. */
export function inOrder<Each extends PlainProblem>(problems: readonly Each[]): readonly Each[] {
  const distinct = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...distinct.values()].sort(byPosition);
}

function byPosition(a: PlainProblem, b: PlainProblem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || a.code.localeCompare(b.code, 'en');
}

/** Whether any of the problems stands in the way of publishing. */
export function hasErrors(problems: readonly PlainProblem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

const excerptWidth = 120;
const secretive: ReadonlySet<string> = new Set(['secret-in-file', 'invalid-env-name']);

/** Whether the line of a problem may hold a secret, so that it is shown nowhere. */
export function isSecretive({ code }: PlainProblem): boolean {
  return secretive.has(code);
}

/**
 * The offending line with a caret under the column, or an empty text when there is no such line.
 * A line that may hold a secret is not shown: lint output ends up in the logs of CI.
 */
export function excerpt(source: string, problem: PlainProblem): string {
  if (isSecretive(problem)) return '';
  const text = source.replace(/^\uFEFF/, '').split(/\r?\n/)[problem.line - 1];
  if (text === undefined) return '';
  const start = problem.column > excerptWidth ? problem.column - excerptWidth / 2 : 0;
  const shown = printable(text.slice(start, start + excerptWidth));
  const gutter = `${problem.line} | `;
  const indent = ' '.repeat(gutter.length + Math.max(0, problem.column - 1 - start));
  return `${gutter}${shown}\n${indent}^`;
}

/** Control characters would move the caret, or the terminal of whoever reads it. One for one, so columns stay right. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
