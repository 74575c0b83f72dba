import type { Position } from './report.ts';

/**
 * Where a place within a text is written in a YAML file. Exact for a text that stands in one line as it is, quoted or
 * not; of others (with escapes, or over several lines) it is the beginning.
 *
 * @param start  where the value begins, its quote included
 * @param within  the place in the text, from 1
 */
export function placeInScalar(
  source: string,
  start: Position,
  text: string,
  within: Position,
): Position {
  if (within.line !== 1 || text.includes('\n')) return start;
  const line = source.replace(/^\uFEFF/, '').split(/\r?\n/)[start.line - 1] ?? '';
  const begin = line.indexOf(text, start.column - 1);
  if (begin < 0 || begin > start.column) return start;
  return { line: start.line, column: begin + within.column };
}
