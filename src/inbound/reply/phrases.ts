import { folded, type Token } from './tokens.ts';

/** A phrase that was found: the tokens from `first` to `last`, both included. */
export interface Found<Key> {
  readonly key: Key;
  readonly first: number;
  readonly last: number;
}

interface Part {
  /** Up to so many words may stand before it. */
  readonly gap: number;
  readonly words: ReadonlySet<string>;
  readonly beginnings: readonly string[];
}

interface Phrase<Key> {
  readonly key: Key;
  readonly parts: readonly Part[];
}

export interface PhraseIndex<Key> {
  readonly byWord: ReadonlyMap<string, readonly Phrase<Key>[]>;
  readonly byBeginning: ReadonlyMap<string, readonly Phrase<Key>[]>;
  /** Lengths of the beginnings. */
  readonly lengths: readonly number[];
}

const longestGap = 4;

/** Makes phrases ready to be looked for; their syntax stands at `ReplyWords`. */
export function indexPhrases<Key>(
  entries: Iterable<{ readonly key: Key; readonly phrase: string }>,
): PhraseIndex<Key> {
  const byWord = new Map<string, Phrase<Key>[]>();
  const byBeginning = new Map<string, Phrase<Key>[]>();
  for (const { key, phrase: text } of entries) {
    const phrase = { key, parts: partsOf(text) };
    const [first] = phrase.parts;
    for (const word of first?.words ?? []) add(byWord, word, phrase);
    for (const beginning of first?.beginnings ?? []) add(byBeginning, beginning, phrase);
  }
  const lengths = [...new Set([...byBeginning.keys()].map((beginning) => beginning.length))];
  return { byWord, byBeginning, lengths };
}

function add<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let gap = 0;
  for (const written of folded(text).split(/[\s'’-]+/u)) {
    if (written === '..') {
      gap = longestGap;
      continue;
    }
    const alternatives = written.split('/').filter((word) => word !== '');
    if (alternatives.length === 0) continue;
    parts.push({
      gap: parts.length === 0 ? 0 : gap,
      words: new Set(alternatives.filter((word) => !word.endsWith('*'))),
      beginnings: alternatives
        .filter((word) => word.endsWith('*') && word.length > 1)
        .map((word) => word.slice(0, -1)),
    });
    gap = 0;
  }
  return parts;
}

/** All phrases in a text; each stays within a sentence. */
export function findPhrases<Key>(
  tokens: readonly Token[],
  index: PhraseIndex<Key>,
): readonly Found<Key>[] {
  const found: Found<Key>[] = [];
  for (const [first, { word }] of tokens.entries()) {
    const candidates = [index.byWord.get(word) ?? []];
    for (const length of index.lengths) {
      const begun = word.length < length ? undefined : index.byBeginning.get(word.slice(0, length));
      if (begun !== undefined) candidates.push(begun);
    }
    for (const { key, parts } of candidates.flat()) {
      const last = lastOf(tokens, parts, first);
      if (last !== null) found.push({ key, first, last });
    }
  }
  return found;
}

function lastOf(tokens: readonly Token[], parts: readonly Part[], first: number): number | null {
  const sentence = tokens[first]?.sentence;
  let at = first;
  for (const part of parts.slice(1)) {
    let next = at + 1;
    const reach = next + part.gap;
    while (next <= reach && !matches(tokens[next], part, sentence)) next += 1;
    if (next > reach) return null;
    at = next;
  }
  return at;
}

function matches(token: Token | undefined, part: Part, sentence: number | undefined): boolean {
  if (token === undefined || token.sentence !== sentence) return false;
  return (
    part.words.has(token.word) ||
    part.beginnings.some((beginning) => token.word.startsWith(beginning))
  );
}
