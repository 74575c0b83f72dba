import { lastAtMost } from '../domain/language/places.ts';
import type { Position } from '../domain/language/report.ts';
import type { SourceLine } from './partials.ts';

/** A template with its partials put in, as one text that knows where each place of it was written. */
export interface ExpandedText {
  readonly text: string;
  /** The file and place of an offset. */
  readonly locate: (offset: number) => Position & { readonly file: string };
  /** The offset of a line and column of the whole text, both from 1. */
  readonly offsetOf: (line: number, column: number) => number;
}

export function expandedText(lines: readonly SourceLine[]): ExpandedText {
  const starts: number[] = [];
  const lineStarts: number[] = [];
  let text = '';
  for (const line of lines) {
    const begins = line.continues !== true || lineStarts.length === 0;
    if (begins && lineStarts.length > 0) text += '\n';
    if (begins) lineStarts.push(text.length);
    starts.push(text.length);
    text += line.text;
  }
  return {
    text,
    locate: (offset) => {
      const index = lastAtMost(starts, offset);
      const line = lines[index];
      if (line === undefined) return { file: '', line: 1, column: 1 };
      return {
        file: line.file,
        line: line.line,
        column: line.column + offset - (starts[index] ?? 0),
      };
    },
    offsetOf: (line, column) => (lineStarts[line - 1] ?? 0) + column - 1,
  };
}
