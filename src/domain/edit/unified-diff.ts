import { longestKept } from './longest-kept.ts';

/** Lines around a change that are shown with it. */
const contextLines = 3;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/**
 * The difference between two texts as `diff -u` shows it, without the names of files: `-` and `+` lines with three lines
 * around them; `@@` stands for what is left out before. Empty when the texts are the same.
 */
export function unifiedDiff(from: string, to: string): string[] {
  const lines = editLines(from.split('\n'), to.split('\n'));
  const near = lines.map((_, index) =>
    lines
      .slice(Math.max(0, index - contextLines), index + contextLines + 1)
      .some(({ sign }) => sign !== ' '),
  );
  return lines.flatMap(({ sign, text }, index) => {
    if (near[index] !== true) return [];
    const gap = index > 0 && near[index - 1] !== true;
    return [...(gap ? ['@@'] : []), `${sign}${text}`];
  });
}

function editLines(from: readonly string[], to: readonly string[]): Line[] {
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  const rest = (a: number, b: number) => {
    for (; i < a; i += 1) lines.push({ sign: '-', text: from[i] ?? '' });
    for (; j < b; j += 1) lines.push({ sign: '+', text: to[j] ?? '' });
  };
  for (const text of longestKept(from, to)) {
    rest(from.indexOf(text, i), to.indexOf(text, j));
    lines.push({ sign: ' ', text });
    i += 1;
    j += 1;
  }
  rest(from.length, to.length);
  return lines;
}
