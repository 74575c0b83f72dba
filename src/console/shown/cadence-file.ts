import type { CadenceFile } from '../../app/desk/cadence-file.ts';
import { isSecretive, type Problem } from '../../domain/language/problem.ts';
import { type Reader, toldMessage } from './sentence.ts';

/** Lines that one page can hold: more than any cadence has. */
const linesAtMost = 1_000;

/** A file by its lines, each with the marks of lint; a line that may hold a secret is not shown, as lint does not. */
export function shownFile(file: CadenceFile, reader: Reader) {
  const shownMark = (problem: Problem) => markOf(problem, reader);
  const { source, problems, ofTemplates, number, isAsPublished } = file;
  const texts = source.replace(/^\uFEFF/, '').split(/\r?\n/);
  const lines = texts.slice(0, linesAtMost).map((text, index) => {
    const own = problems.filter(({ line }) => line === index + 1);
    const isHidden = own.some(isSecretive);
    const worst = own.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
    return {
      number: index + 1,
      text: isHidden ? '' : text,
      isHidden,
      isComment: /^\s*#/.test(text),
      severity: own.length === 0 ? null : worst,
      marks: own.map(shownMark),
    };
  });
  const all = [...problems, ...ofTemplates];
  const errors = all.filter(({ severity }) => severity === 'error').length;
  return {
    file: file.file,
    lines,
    isCut: texts.length > linesAtMost,
    lineCount: texts.length,
    problems: problems.map(shownMark),
    ofTemplates: ofTemplates.map(shownMark),
    ...{ errors, warnings: all.length - errors, number, isAsPublished },
    isClean: all.length === 0,
  };
}

function markOf({ file, line, column, severity, code, message, said }: Problem, reader: Reader) {
  const told = toldMessage(message, said, reader);
  return { file, line, column, code, told, severity, word: `severity.${severity}` };
}
