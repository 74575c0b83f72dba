import type { Problem, Severity } from './problem.ts';
import type { ProblemCode } from './problem-codes.ts';

/** Where a value is in a document: the keys and indexes that lead to it. */
export type Path = readonly (string | number)[];

/** A place in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Makes problems of one file. */
export type Report = (
  code: ProblemCode,
  position: Position,
  message: string,
  severity?: Severity,
) => void;

/** A list of problems of one file and the function that adds to it. */
export function problemList(file: string): { problems: Problem[]; report: Report } {
  const problems: Problem[] = [];
  const report: Report = (code, position, message, severity = 'error') => {
    problems.push({ file, line: position.line, column: position.column, severity, code, message });
  };
  return { problems, report };
}
