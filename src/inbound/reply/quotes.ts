import { headerBlockEnd, isSeparator } from './header-block.ts';
import { quoteHeaderEnd } from './quote-header.ts';

/** Above a quote that the HTML of a mail marks as one; a private-use character, so nobody writes it. */
export const quoteMark = '\uE000';

/** Where the quotes of one mail are; each question looks a bounded number of lines ahead, or is answered once. */
export interface Quotes {
  /** The line behind a quote that begins at `line`, with its header; null where none begins. */
  endAt(line: number): number | null;
  /** Where a quote ends whose header ended before `line`: with its `>`, or else with the mail. */
  endBehind(line: number): number;
  /** The first line at which a quote begins, at `line` or behind it. */
  nextFrom(line: number): number;
  isBeforeQuote(this: void, line: number): boolean;
}

/** Looks for the quotes in the lines of a mail. */
export function quotesOf(lines: readonly string[]): Quotes {
  const filled = nextFilled(lines);
  const filledFrom = (line: number) => filled[Math.min(line, lines.length)] ?? lines.length;
  const isBeforeQuote = (line: number) => isMarked(lines[filledFrom(line + 1)]);
  const headEnd = (line: number) =>
    headerBlockEnd(lines, line) ?? quoteHeaderEnd(lines, line, isBeforeQuote);
  const markedEnd = (line: number) => endOfMarked(lines, line, filledFrom);

  const endBehind = (line: number) => {
    const next = filledFrom(line);
    if (isMarked(lines[next])) return markedEnd(next);
    // `Original message` and then its head.
    const nested = headEnd(next);
    const behind = nested === null ? lines.length : filledFrom(nested);
    return isMarked(lines[behind]) ? markedEnd(behind) : lines.length;
  };
  const endAt = (line: number) => {
    const text = lines[line] ?? '';
    if (isMarked(text)) return markedEnd(line);
    if (text.startsWith(quoteMark)) return lines.length;
    if (isSeparator(text)) return endBehind(line + 1);
    const head = headEnd(line);
    return head === null ? null : endBehind(head);
  };
  const known = new Map<number, number>();
  const nextFrom = (line: number) => {
    let at = line;
    while (at < lines.length && !known.has(at) && endAt(at) === null) at += 1;
    const next = known.get(at) ?? at;
    for (let each = line; each <= at; each += 1) known.set(each, next);
    return next;
  };
  return { endAt, endBehind, nextFrom, isBeforeQuote };
}

/** For each line the next one, itself included, that is not empty. */
function nextFilled(lines: readonly string[]): readonly number[] {
  const next: number[] = Array.from({ length: lines.length + 1 }, () => lines.length);
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    next[at] = lines[at]?.trim() === '' ? (next[at + 1] ?? lines.length) : at;
  }
  return next;
}

/** A line with the mark of a quote; arrows at both ends are an ornament. */
function isMarked(line: string | undefined): boolean {
  return line !== undefined && /^\s{0,3}>/.test(line) && !line.endsWith('<<');
}

/** The line behind marked ones, with what programs have broken out of them. */
function endOfMarked(
  lines: readonly string[],
  start: number,
  filledFrom: (line: number) => number,
): number {
  let at = start;
  let openLink = false;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (isMarked(line)) {
      openLink = /[<(]https?:[^>)]{0,2000}$/u.test(line.slice(-2_000));
      at += 1;
    } else if (openLink && line !== '') {
      // A link that was broken over two lines has lost its mark.
      openLink = !/[>)]/.test(line);
      at += 1;
    } else if (isWrapped(lines, at) || isLinkBetween(lines, at)) {
      at += 1;
    } else {
      const next = filledFrom(at);
      if (next === at || !isMarked(lines[next])) return at;
      at = next;
    }
  }
  return at;
}

/** The rest of a quoted sentence that was wrapped without its mark: between two quoted lines, the first a long one. */
function isWrapped(lines: readonly string[], at: number): boolean {
  const before = lines[at - 1] ?? '';
  if (before.length <= 60 || !isMarked(before) || !isMarked(lines[at + 1])) return false;
  return !/[.!?:]$/.test(before) && /^\p{Ll}/u.test(lines[at] ?? '');
}

/** A link alone, in brackets, between two quoted lines. */
function isLinkBetween(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim();
  const isLink = /^[(<]https?:\/\/[^\s<>()]{1,2000}[)>]?\s?>?$/u.test(line);
  return isLink && isMarked(lines[at - 1]) && isMarked(lines[at + 1]);
}
