import { headerBlockEnd, isRule, isSeparator } from './header-block.ts';
import { midLineHeader, quoteHeaderEnd } from './quote-header.ts';
import { isClosing, isDeviceSignature, isSignatureDelimiter } from './signature.ts';

/** What is longer is no reply that anybody typed; the rest is left out. */
export const mostReplyChars = 200_000;
const mostLines = 5_000;

/** Above a quote that the HTML of a mail marks as one; a private-use character, so nobody writes it. */
export const quoteMark = '\uE000';
/** Where the HTML of a mail marks the beginning of a signature. */
export const signatureMark = '\uE001';

/**
 * What the person wrote in a reply: its plain text without quotes, their headers and the signature, whether the answer
 * stands above, below or between. Pure, linear, never throws.
 *
 * Goes through the lines once. Where in doubt it keeps a line: a leaked quote is a nuisance, a lost word an answer lost.
 */
export function visibleText(text: string): string {
  const lines = text
    .slice(0, mostReplyChars)
    .replaceAll(/\r\n?/g, '\n')
    .split('\n', mostLines)
    .map((line) => line.trimEnd());
  const withSignatures = visibleLines(lines, false);
  const visible = visibleLines(lines, true);
  return visible === '' ? withSignatures : visible;
}

function visibleLines(lines: readonly string[], hideSignatures: boolean): string {
  const shown = new Shown();
  const source = new Lines(lines);
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const quoteEnd = source.quoteEnd(at);
    if (quoteEnd !== null) {
      shown.hide();
      at = quoteEnd;
      continue;
    }
    const shared = midLineHeader(lines, at, source.isBeforeQuote);
    if (shared !== null) {
      shown.show(line.slice(0, shared.column).replace(/\s{0,9}-{2,80}\s{0,9}$/, ''));
      shown.hide();
      at = source.behind(shared.end);
      continue;
    }
    const hides = hideSignatures && source.isSignature(at, shown.isEmpty);
    if (hides) shown.hide();
    else shown.show(line);
    at = hides && !shown.isEmpty ? source.nextQuote(at + 1) : at + 1;
  }
  return shown.text();
}

/** The lines that are shown; what is hidden between two of them leaves an empty line if one stood before it. */
class Shown {
  readonly #lines: string[] = [];
  #gap = false;
  isEmpty = true;

  show(line: string): void {
    const isBlank = line.trim() === '';
    if (this.#gap && isBlank) return;
    if (!isBlank) {
      this.#gap = false;
      this.isEmpty = false;
    }
    this.#lines.push(line);
  }

  /** A rule above a quote belongs to it. */
  hide(): void {
    this.#gap = true;
    const last = this.#lines.findLastIndex((line) => line.trim() !== '');
    const blanks = this.#lines.length - 1 - last;
    if (last >= 0 && isRule(this.#lines[last] ?? '')) {
      this.#lines.length = last;
      this.hide();
    } else if (blanks > 1) this.#lines.length = last + 2;
  }

  text(): string {
    const first = this.#lines.findIndex((line) => line.trim() !== '');
    const last = this.#lines.findLastIndex((line) => line.trim() !== '');
    return first < 0 ? '' : this.#lines.slice(first, last + 1).join('\n');
  }
}

/** Questions about the lines of one mail; each looks a bounded number of lines ahead. */
class Lines {
  readonly #lines: readonly string[];
  /** For each line the next one, itself included, that is not empty. */
  readonly #next: readonly number[];
  readonly #nextQuote = new Map<number, number>();

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    const next: number[] = Array.from({ length: lines.length + 1 }, () => lines.length);
    for (let at = lines.length - 1; at >= 0; at -= 1) {
      next[at] = lines[at]?.trim() === '' ? (next[at + 1] ?? lines.length) : at;
    }
    this.#next = next;
  }

  #isQuoted(at: number): boolean {
    const line = this.#lines[at];
    // Arrows at both ends are an ornament.
    return line !== undefined && /^\s{0,3}>/.test(line) && !/<<$/.test(line);
  }

  readonly isBeforeQuote = (at: number): boolean => this.#isQuoted(this.#nextFilled(at + 1));

  #nextFilled(at: number): number {
    return this.#next[Math.min(at, this.#lines.length)] ?? this.#lines.length;
  }

  /** The line behind a quote that begins at `at`, with its header; null where none begins. */
  quoteEnd(at: number): number | null {
    const line = this.#lines[at] ?? '';
    if (this.#isQuoted(at)) return this.#behindMarked(at);
    if (line.startsWith(quoteMark)) return this.#lines.length;
    if (isSeparator(line)) return this.behind(at + 1);
    const head =
      headerBlockEnd(this.#lines, at) ?? quoteHeaderEnd(this.#lines, at, this.isBeforeQuote);
    return head === null ? null : this.behind(head);
  }

  /** Where a quote ends whose header ended before `at`: with its `>`, or else with the mail. */
  behind(at: number): number {
    const next = this.#nextFilled(at);
    if (this.#isQuoted(next)) return this.#behindMarked(next);
    const nested =
      headerBlockEnd(this.#lines, next) ?? quoteHeaderEnd(this.#lines, next, this.isBeforeQuote);
    if (nested !== null && this.#isQuoted(this.#nextFilled(nested))) {
      return this.#behindMarked(this.#nextFilled(nested));
    }
    return this.#lines.length;
  }

  #behindMarked(start: number): number {
    let at = start;
    let openLink = false;
    while (at < this.#lines.length) {
      const line = this.#lines[at] ?? '';
      if (this.#isQuoted(at)) {
        openLink = /[<(]https?:[^>)]{0,2000}$/u.test(line.slice(-2_000));
        at += 1;
      } else if (openLink && line.trim() !== '') {
        // A link that was broken over two lines has lost its mark.
        openLink = !/[>)]/.test(line);
        at += 1;
      } else if (this.#isWrapped(at)) {
        at += 1;
      } else if (this.#isQuoted(this.#nextFilled(at))) {
        at = this.#nextFilled(at);
      } else if (this.#isLinkBetween(at)) {
        at += 1;
      } else break;
    }
    return at;
  }

  /** The rest of a quoted sentence that a program wrapped without its mark: between two quoted lines, the first a long one. */
  #isWrapped(at: number): boolean {
    const before = this.#lines[at - 1] ?? '';
    const isBetween = this.#isQuoted(at - 1) && this.#isQuoted(at + 1);
    return (
      isBetween &&
      before.length > 60 &&
      !/[.!?:]$/.test(before) &&
      /^\p{Ll}/u.test(this.#lines[at] ?? '')
    );
  }

  #isLinkBetween(at: number): boolean {
    const line = this.#lines[at] ?? '';
    return /^\s?[(<]https?:\/\/\S{1,2000}[)>]?\s?>?$/u.test(line) && this.isBeforeQuote(at);
  }

  isSignature(at: number, isFirst: boolean): boolean {
    const line = this.#lines[at] ?? '';
    if (line.startsWith(signatureMark) || isDeviceSignature(line)) return true;
    if (isFirst) return false;
    if (isSignatureDelimiter(line)) return true;
    return isClosing(this.#lines, at, Math.min(this.nextQuote(at + 1), at + 40));
  }

  /** The next line at which a quote begins, at `from` or behind it. */
  nextQuote(from: number): number {
    const known = this.#nextQuote.get(from);
    if (known !== undefined) return known;
    let at = from;
    while (at < this.#lines.length && this.quoteEnd(at) === null) at += 1;
    for (let each = from; each <= at; each += 1) this.#nextQuote.set(each, at);
    return at;
  }
}
