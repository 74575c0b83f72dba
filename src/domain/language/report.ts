import { inEnglish, inOneLine, type Sentence, spacesAsOne } from '../sentence.ts';
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
export type Report = (code: ProblemCode, position: Position, told: Sentence | string) => void;

/** A problem with the severity that the table of codes gives it. It is told in one line, whatever it quotes. */
export function problemAt(
  file: string,
  { line, column }: Position,
  code: ProblemCode,
  told: Sentence | string,
): Problem {
  const said = typeof told === 'string' ? null : inOneLine(told);
  const message = spacesAsOne(typeof told === 'string' ? told : inEnglish(told)).trim();
  return { file, line, column, severity: problemCodes[code].severity, code, message, said };
}

/** A list of problems of one file and the function that adds to it. */
export function problemList(file: string): { problems: Problem[]; report: Report } {
  const problems: Problem[] = [];
  const report: Report = (code, position, told) => {
    problems.push(problemAt(file, position, code, told));
  };
  return { problems, report };
}
