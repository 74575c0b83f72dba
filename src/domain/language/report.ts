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
export type Report = (code: ProblemCode, position: Position, said: Sentence) => void;

/** A problem with the severity that the table of codes gives it. It is told in one line, whatever it quotes. */
export function problemAt(
  file: string,
  { line, column }: Position,
  code: ProblemCode,
  said: Sentence,
): Problem {
  const { severity } = problemCodes[code];
  const told = inOneLine(said);
  const message = spacesAsOne(inEnglish(told)).trim();
  return { file, line, column, severity, code, message, said: told };
}

/** A list of problems of one file and the function that adds to it. */
export function problemList(file: string): { problems: Problem[]; report: Report } {
  const problems: Problem[] = [];
  const report: Report = (code, position, said) => {
    problems.push(problemAt(file, position, code, said));
  };
  return { problems, report };
}
