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
  let length = 0;
  for (const line of lines) {
    starts.push(length);
    length += line.text.length + 1;
  }
  return {
    text: lines.map((line) => line.text).join('\n'),
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
    offsetOf: (line, column) => (starts[line - 1] ?? 0) + column - 1,
  };
}
