/** A word of a reply. */
export interface Token {
  /** In lower case, without accents. */
  readonly word: string;
  readonly sentence: number;
  /** Within the text: a new one begins at each comma and at each turn (`but`). */
  readonly clause: number;
  readonly start: number;
  readonly end: number;
}

/** `e-mail` is one word. */
const wordPattern = /(?:\be-)?[\p{L}\p{N}]+/giu;
const mostTokens = 1_500;

/** The form in which words are compared. */
export function folded(text: string): string {
  return text.toLowerCase().replaceAll(/\be-/g, 'e').normalize('NFD').replaceAll(/\p{M}/gu, '');
}

/** The words of a text with their places; what comes after the first 1,500 is left out. */
export function tokenise(text: string, turns: ReadonlySet<string>): readonly Token[] {
  const tokens: Token[] = [];
  let [sentence, clause, behind] = [0, 0, 0];
  for (const match of text.matchAll(wordPattern)) {
    const between = text.slice(behind, match.index);
    const word = folded(match[0]);
    const last = tokens.at(-1);
    if (last !== undefined && endsSentence(between, last.word)) {
      sentence += 1;
      clause += 1;
    } else if (last !== undefined && (/[,;:()–—"«»]|\s-\s/.test(between) || turns.has(word))) {
      clause += 1;
    }
    behind = match.index + match[0].length;
    tokens.push({ word, sentence, clause, start: match.index, end: behind });
    if (tokens.length >= mostTokens) break;
  }
  return tokens;
}

/** A full stop behind a number belongs to it: `8. mars`. */
function endsSentence(between: string, before: string): boolean {
  if (/[!?;]|\n\s{0,20}\n/.test(between)) return true;
  return /\.(?:\s|$)/.test(between) && !/^\d{1,2}$/.test(before);
}
