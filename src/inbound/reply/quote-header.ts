import { dayAndMonthStems, quoteLeads, wroteWords } from './mail-words.ts';

/** A header of more lines, or of more characters, is none. */
const mostLines = 6;
const mostBlankLines = 2;
const mostChars = 500;

const notLetter = '(?![\\p{L}\\p{N}])';
const stem = `(?:${dayAndMonthStems})\\p{L}{0,9}`;
const beginning = new RegExp(
  `^\\W{0,3}(?:(?:${quoteLeads})${notLetter}[\\s,]{1,3}(?:[\\d(]|${stem}${notLetter})|${stem}[.,]{0,2}\\s{1,3}(?:\\d|${stem}[.,]{0,2}\\s)|\\d{1,4}[.\\-/ ]{1,2}\\s?(?:\\d|${stem}))`,
  'iu',
);
const midLineLead = `\\s(?=(?:${quoteLeads})\\s(?:${stem}[.,]{0,2}\\s{1,2}(?:\\d|${stem})|\\d{1,4}[.\\-/ ]))`;
const midLine = new RegExp(midLineLead, 'giu');
const midLineOnce = new RegExp(midLineLead, 'iu');
const wrote = new RegExp(`(?<![\\p{L}\\p{N}])(?:${wroteWords})${notLetter}`, 'iu');
const wroteAtEnd = new RegExp(`(?<![\\p{L}\\p{N}])(?:${wroteWords})\\s{0,3}[:：]?\\W{0,3}$`, 'iu');
const dashed = new RegExp(`^[-–—]{2,}\\s?.{1,250}\\s(?:${wroteWords})\\s?:?\\s?[-–—]{2,}$`, 'iu');
const colonAtEnd = /[:：]\W{0,3}$/u;
const moment = /\d[\d.\-/: ]{0,4}[:.h]\s?\d\d|\b\d{4}\b/u;
const address = /[^\s@<>]@[^\s@<>]/u;
const sentenceEnd = /\p{L}{4}[.!?]$/u;

/**
 * The line behind a header that says who wrote what follows (`On …, Kari wrote:`, wrapped over several lines or not),
 * or null where none begins at `start`.
 *
 * `beforeQuote` answers whether a line is followed by a quoted one: then a header may leave out the date.
 */
export function quoteHeaderEnd(
  lines: readonly string[],
  start: number,
  beforeQuote: (line: number) => boolean,
): number | null {
  const first = lines[start]?.trim() ?? '';
  if (first === '' || first.length > mostChars) return null;
  if (dashed.test(first)) return start + 1;
  const dated = beginning.test(first);
  if (!dated && wroteAtEnd.test(first) && midLineOnce.test(first)) return null;
  // A name in front (`Kari <kari@fjord.example> skrev:`): no further than an address wraps, as anything may begin like that.
  const reach = dated ? mostLines : /[<@]/.test(first) ? 2 : 1;
  let joined = '';
  let blanks = 0;
  for (let at = start, taken = 0; at < lines.length && taken < reach; at += 1) {
    const line = lines[at]?.trim() ?? '';
    if (line === '') {
      blanks += 1;
      if (!dated || blanks > mostBlankLines) return null;
      continue;
    }
    taken += 1;
    joined = joined === '' ? line : `${joined} ${line}`;
    if (joined.length > mostChars) return null;
    const isOver = colonAtEnd.test(joined) || wroteAtEnd.test(joined);
    if (isOver && isHeader(joined, dated, () => beforeQuote(at))) return at + 1;
    if (sentenceEnd.test(line)) return null;
  }
  return null;
}

function isHeader(text: string, dated: boolean, isBeforeQuote: () => boolean): boolean {
  const hasMoment = moment.test(text);
  const hasAddress = address.test(text);
  if (!colonAtEnd.test(text)) return dated && hasMoment && hasAddress;
  if (dated && hasMoment && hasAddress) return true;
  if (!wrote.test(text)) return false;
  if (dated && hasMoment) return true;
  if (wroteAtEnd.test(text) && (hasAddress || hasMoment)) return true;
  if (hasAddress && hasMoment) return true;
  return isBeforeQuote() && (dated || wroteAtEnd.test(text));
}

/** Where in a line a header begins behind the person's own words, or null. */
export function midLineHeader(
  lines: readonly string[],
  line: number,
  beforeQuote: (line: number) => boolean,
): { readonly column: number; readonly end: number } | null {
  const text = lines[line] ?? '';
  if (text.length > 2 * mostChars) return null;
  const places = [...text.matchAll(midLine)].slice(-3);
  for (const { index } of places) {
    const tail = [text.slice(index + 1), ...lines.slice(line + 1, line + 4)];
    const end = quoteHeaderEnd(tail, 0, (at) => beforeQuote(line + at));
    const joined = tail
      .slice(0, end ?? 0)
      .join(' ')
      .trim();
    if (end !== null && moment.test(joined) && wroteAtEnd.test(joined)) {
      return { column: index, end: line + end };
    }
  }
  return null;
}
