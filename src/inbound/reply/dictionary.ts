import { type DateIndex, indexDates } from './dates.ts';
import { indexPhrases, type PhraseIndex } from './phrases.ts';
import type { PhraseList, ReplyWords } from './reply-words.ts';
import { folded } from './tokens.ts';
import { shippedWords } from './words/all.ts';

/** The words of one language, ready to be looked for. */
export interface Language {
  readonly key: string;
  readonly phrases: PhraseIndex<PhraseList>;
  readonly negations: ReadonlySet<string>;
  readonly dates: DateIndex;
}

export interface Dictionary {
  readonly languages: readonly Language[];
  readonly turns: ReadonlySet<string>;
}

/** More phrases of an installation: by language, then by what they mean. */
export type OwnWords = Readonly<
  Record<string, Readonly<Partial<Record<PhraseList, readonly string[]>>>>
>;

/**
 * Joins the shipped words with an installation's own. Takes some milliseconds: build it once, not for each mail.
 * Own words in a language that is not shipped are looked for, too, without its negations and dates.
 */
export function buildDictionary(own: OwnWords = {}): Dictionary {
  const shipped: Readonly<Record<string, ReplyWords>> = shippedWords;
  const keys = [...new Set([...Object.keys(shipped), ...Object.keys(own)])];
  const languages = keys.map((key) => languageOf(key, shipped[key] ?? null, own[key] ?? {}));
  const turns = Object.values(shipped).flatMap((words) => words.turns);
  return { languages, turns: new Set(turns.filter(isWord).map(folded)) };
}

const isWord = (text: string) => !text.includes(' ');

function languageOf(key: string, words: ReplyWords | null, own: OwnWords[string]): Language {
  const shipped = Object.entries(words?.phrases ?? {}).map(
    ([list, text]) => [list, text.split(',')] as const,
  );
  const phrases = [...shipped, ...Object.entries(own)].flatMap(([list, texts]) =>
    isPhraseList(list) ? (texts ?? []).map((phrase) => ({ key: list, phrase: phrase.trim() })) : [],
  );
  return {
    key,
    phrases: indexPhrases(phrases),
    negations: new Set(words?.negations.map(folded) ?? []),
    dates: words === null ? noDates : indexDates(words.dates),
  };
}

const noDates: DateIndex = {
  phrases: indexPhrases([]),
  before: new Set(),
  leads: new Set(),
  numbers: new Map(),
  units: new Map(),
};

const phraseLists: Readonly<Record<PhraseList, true>> = {
  'opt-out': true,
  'opt-out-alone': true,
  keep: true,
  price: true,
  timing: true,
  contact: true,
  authority: true,
  competitor: true,
  need: true,
  trust: true,
  'not-interested': true,
  'not-interested-alone': true,
  positive: true,
  'positive-alone': true,
  question: true,
  referral: true,
};

function isPhraseList(text: string): text is PhraseList {
  return Object.hasOwn(phraseLists, text);
}

let shipped: Dictionary | undefined;

/** The shipped words alone; built when they are first asked for. */
export function shippedDictionary(): Dictionary {
  shipped ??= buildDictionary();
  return shipped;
}
