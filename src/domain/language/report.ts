import type { Problem } from './problem.ts';
import { type ProblemCode, problemCodes } from './problem-codes.ts';

/** Where a value is in a document: the keys and indexes that lead to it. */
export type Path = readonly (string | number)[];

/** A place in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Makes problems of one file; how bad each is stands in the table of codes. */
export type Report = (code: ProblemCode, position: Position, message: string) => void;

/** A problem with the severity that the table of codes gives it. Its message is one line, whatever it quotes. */
export function problemAt(
  file: string,
  { line, column }: Position,
  code: ProblemCode,
  message: string,
): Problem {
  const inOneLine = message.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return { file, line, column, severity: problemCodes[code].severity, code, message: inOneLine };
}

/** A list of problems of one file and the function that adds to it. */
export function problemList(file: string): { problems: Problem[]; report: Report } {
  const problems: Problem[] = [];
  const report: Report = (code, position, message) => {
    problems.push(problemAt(file, position, code, message));
  };
  return { problems, report };
}
