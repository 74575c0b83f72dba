import { isRule } from './header-block.ts';
import { midLineHeader } from './quote-header.ts';
import { quotesOf } from './quotes.ts';
import { isClosing, isDeviceSignature, isSignatureDelimiter } from './signature.ts';

/** What is longer is no reply that anybody typed; the rest is left out. */
const mostReplyChars = 200_000;
const mostLines = 5_000;
/** So far below its closing words a signature ends. */
const signatureReach = 40;

/** Where the HTML of a mail marks the beginning of a signature; a private-use character, so nobody writes it. */
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
  // Words that look like a signature, and nothing else: they are the answer.
  return visibleLines(lines, true) || visibleLines(lines, false);
}

function visibleLines(lines: readonly string[], hideSignatures: boolean): string {
  const quotes = quotesOf(lines);
  const shown: string[] = [];
  let isEmpty = true;
  let behindGap = false;
  const show = (line: string) => {
    const isBlank = line.trim() === '';
    if (behindGap && isBlank) return;
    behindGap &&= isBlank;
    isEmpty &&= isBlank;
    shown.push(line);
  };
  const hide = () => {
    behindGap = true;
    dropEnd(shown);
  };
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const quoteEnd = quotes.endAt(at);
    const shared = quoteEnd === null ? midLineHeader(lines, at, quotes.isBeforeQuote) : null;
    if (shared !== null) show(line.slice(0, shared.column).replace(/\s{0,9}-{2,80}\s{0,9}$/, ''));
    if (quoteEnd !== null || shared !== null) {
      hide();
      at = quoteEnd ?? quotes.endBehind(shared?.end ?? at);
    } else if (hideSignatures && isSignature(lines, at, isEmpty, (line) => quotes.nextFrom(line))) {
      hide();
      // Above the answer it is one line: a telephone puts it there.
      at = isEmpty ? at + 1 : quotes.nextFrom(at + 1);
    } else {
      show(line);
      at += 1;
    }
  }
  const first = shown.findIndex((line) => line.trim() !== '');
  return first < 0 ? '' : shown.slice(first).join('\n').trimEnd();
}

/** Takes the empty lines but one, and the rule that programs draw above a quote, off the end of what is shown. */
function dropEnd(shown: string[]): void {
  let last = shown.length - 1;
  while (last >= 0 && (shown[last]?.trim() === '' || isRule(shown[last] ?? ''))) last -= 1;
  shown.length = Math.min(shown.length, last + 2);
  if (isRule(shown.at(-1) ?? '')) shown[shown.length - 1] = '';
}

function isSignature(
  lines: readonly string[],
  at: number,
  isFirst: boolean,
  nextQuote: (line: number) => number,
): boolean {
  const line = lines[at] ?? '';
  if (line.startsWith(signatureMark) || isDeviceSignature(line)) return true;
  if (isFirst) return false;
  if (isSignatureDelimiter(line)) return true;
  return isClosing(lines, at, Math.min(nextQuote(at + 1), at + signatureReach));
}
