import type { Readable } from 'node:stream';

/** What may stand between two values. */
export const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

/** A header line that is longer is none. */
const headerAtMost = 100_000;

/**
 * Reads a list as text: UTF-8 with or without a mark, every line ended by `\n` alone. Bytes that are no UTF-8 become
 * U+FFFD, which is how they are found later.
 */
export async function* linesAsText(input: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let held = '';
  for await (const chunk of input) {
    const text =
      held + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
    // The second half of a line end may come with the next piece.
    held = text.endsWith('\r') ? '\r' : '';
    yield plainLines(held === '' ? text : text.slice(0, -1));
  }
  yield plainLines(held + decoder.decode());
}

const plainLines = (text: string) => text.replace(/\r\n?/g, '\n');

/**
 * Looks at the header line before anything is split: a list has one delimiter, and the others are part of its values.
 *
 * @returns the one that the header has most of, a comma when it has none, and the text from its beginning
 */
export async function withDelimiter(
  texts: AsyncGenerator<string>,
): Promise<{ readonly delimiter: Delimiter; readonly texts: AsyncGenerator<string> }> {
  let head = '';
  for (;;) {
    const { done, value } = await texts.next();
    if (done === true) break;
    head += value;
    if (headerOf(head).ended || head.length > headerAtMost) break;
  }
  return { delimiter: delimiterOf(headerOf(head).line), texts: startingWith(head, texts) };
}

async function* startingWith(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  // A text that came as a string still has its mark.
  yield head.replace(/^\ufeff/, '');
  yield* rest;
}

/** The first line that is not empty, without what stands in quotation marks. */
function headerOf(head: string): { readonly line: string; readonly ended: boolean } {
  const bare = head.replace(/^\s+/, '').replace(/"[^"]*("|$)/g, '');
  const end = bare.indexOf('\n');
  return { line: end < 0 ? bare : bare.slice(0, end), ended: end >= 0 };
}

function delimiterOf(line: string): Delimiter {
  const count = (delimiter: string) => line.split(delimiter).length - 1;
  return delimiters.reduce((best, one) => (count(one) > count(best) ? one : best), delimiters[0]);
}
