import { type ReportTable, reportCsv } from '../app/reports/csv-tables.ts';
import { isKnownError, Misconfigured, messageOf } from '../errors.ts';

/** Data goes to standard output, everything else to standard error. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Progress and remarks. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** A report as a file of lines, for a spreadsheet. */
export function printCsv(table: ReportTable): void {
  process.stdout.write(reportCsv(table));
}

/** What went wrong, in the words of the error; a stack only for what nobody expected. */
export function printError(error: unknown): void {
  if (isKnownError(error)) say(`${error.code}: ${error.message}`);
  else say(error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
}

/** 2: an operator must act; 1: everything else. */
export function exitCodeOf(error: unknown): number {
  return error instanceof Misconfigured ? 2 : 1;
}

/** Columns as wide as their widest cell. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(headers), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join(
    '\n',
  );
}
