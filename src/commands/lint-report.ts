import type { Library } from '../app/library/library.ts';
import { suggestion } from '../domain/language/nearest.ts';
import { excerpt, type PlainProblem } from '../domain/language/problem.ts';
import { isProblemCode, type ProblemCode, problemCodes } from '../domain/language/problem-codes.ts';
import { InvalidInput } from '../errors.ts';
import type { Paint } from './colour.ts';
import { table } from './print.ts';

/** One problem as people read it: the line that editors make a link of, and below it the place itself. */
export function showProblem(
  problem: PlainProblem,
  sources: Library['sources'],
  paint: Paint,
): readonly string[] {
  const { file, line, column, severity, code, message } = problem;
  const colour = severity === 'error' ? 'red' : 'yellow';
  const place = paint('bold', `${file}:${line}:${column}`);
  const told = `${place} ${paint(colour, severity)} ${paint('cyan', code)} ${message}`;
  const source = sources.get(file);
  const shown = source === undefined ? '' : excerpt(source, problem);
  if (shown === '') return [told];
  const [text = '', caret = ''] = shown.split('\n');
  return [told, text, paint(colour, caret)];
}

/** `3 errors, 2 warnings in 2 files`, or of errors alone: `3 errors in 1 file; 2 warnings not shown` */
export function summary(problems: readonly PlainProblem[], errorsOnly: boolean): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const shown = errorsOnly ? errors : problems;
  const files = counted(new Set(shown.map(({ file }) => file)).size, 'file');
  const warnings = counted(problems.length - errors.length, 'warning');
  return errorsOnly
    ? `${counted(errors.length, 'error')} in ${files}; ${warnings} not shown`
    : `${counted(errors.length, 'error')}, ${warnings} in ${files}`;
}

export function counted(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? '' : 's'}`;
}

/** The table of codes, for `--codes`. */
export function codeList(): readonly (CodeRow & { readonly code: string })[] {
  return Object.entries(problemCodes).map(([code, entry]) => ({ code, ...entry }));
}

type CodeRow = (typeof problemCodes)[ProblemCode];

export function codeTable(): string {
  const rows = codeList().map(({ code, severity, meaning, fix }) => [code, severity, meaning, fix]);
  return table(['code', 'severity', 'what is wrong', 'what to do'], rows);
}

/** What `--explain` says. @throws InvalidInput `unknown_code` */
export function explanation(code: string, paint: Paint): string {
  if (!isProblemCode(code)) {
    const meant = suggestion(code, Object.keys(problemCodes));
    const hint = meant.startsWith(',') ? meant : ': see "cadence lint --codes".';
    throw new InvalidInput('unknown_code', `lint has no code "${code}"${hint}`);
  }
  const { severity, meaning, fix } = problemCodes[code];
  const colour = severity === 'error' ? 'red' : 'yellow';
  const effect =
    severity === 'error' ? 'stands in the way of publishing' : 'does not keep from publishing';
  return `${paint('bold', code)} (${paint(colour, severity)}: ${effect})\n${meaning}\n${fix}`;
}
