/** A text in pieces, of which some are marked. */
export interface Piece {
  readonly text: string;
  readonly isMarked: boolean;
}

/** The words that decided a reading, as its reason quotes them: `price: "too expensive", "budget"; names …`. */
export function wordsIn(because: string): string[] {
  const [own = ''] = because.split('; ');
  return [...own.matchAll(/"([^"]{1,100})"/g)].map(([, words = '']) => words);
}

/**
 * A text with some of its words marked, wherever they stand by themselves, in any case and over line breaks.
 *
 * @param words  what to mark; words that are not in the text change nothing
 */
export function markWords(text: string, words: readonly string[]): Piece[] {
  const wanted = words
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .toSorted((a, b) => b.length - a.length)
    .map(alone);
  if (wanted.length === 0) return text === '' ? [] : [{ text, isMarked: false }];
  const found = new RegExp(wanted.join('|'), 'giu');
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: hit, index } of text.matchAll(found)) {
    if (index > from) pieces.push({ text: text.slice(from, index), isMarked: false });
    pieces.push({ text: hit, isMarked: true });
    from = index + hit.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isMarked: false });
  return pieces;
}

/** A pattern for words that stand by themselves, not within a longer one; a sign such as `?` stands behind a word. */
function alone(words: string): string {
  const letter = '[\\p{L}\\p{N}]';
  const escaped = words.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+');
  const before = /^[\p{L}\p{N}]/u.test(words) ? `(?<!${letter})` : '';
  const after = /[\p{L}\p{N}]$/u.test(words) ? `(?!${letter})` : '';
  return `${before}${escaped}${after}`;
}
