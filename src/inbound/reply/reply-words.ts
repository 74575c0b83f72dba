import type { objectionCategories } from '../../domain/event.ts';

/** What a reply may mean. */
export type Meaning =
  | 'opt-out'
  | (typeof objectionCategories)[number]
  | 'positive'
  | 'question'
  | 'unclear';

/**
 * Lists of phrases. Those that end in `-alone` count only where they are the whole message or its first words.
 * `keep` takes an opt-out back, `contact` makes an objection of a date (`call me in March`), `referral` comes before
 * the name of somebody else.
 */
export type PhraseList =
  | Exclude<Meaning, 'unclear'>
  | 'opt-out-alone'
  | 'not-interested-alone'
  | 'positive-alone'
  | 'keep'
  | 'contact'
  | 'referral';

/**
 * The words of one language: data. A phrase is words with a space between: `a/b` is either, `bud*` whatever begins so,
 * `..` up to four words. Case and accents do not count, hyphens and apostrophes separate words.
 */
export interface ReplyWords {
  /** Between commas. */
  readonly phrases: Readonly<Record<PhraseList, string>>;
  /** Up to four words before a phrase they turn it around; with those of languages that share the phrases. */
  readonly negations: readonly string[];
  /** What stands behind them counts more: `interesting, but too expensive`. */
  readonly turns: readonly string[];
  readonly dates: DateWords;
}

/** Times that are said in words, by what they mean. */
export type NamedTime =
  | 'spring'
  | 'summer'
  | 'autumn'
  | 'winter'
  | 'after-summer'
  | 'after-holidays'
  | 'new-year'
  | 'next-week'
  | 'next-month'
  | 'next-quarter'
  | 'next-year'
  | 'half-year';

export interface DateWords extends Readonly<Record<NamedTime, readonly string[]>> {
  /** Twelve. */
  readonly months: readonly string[];
  /** Needed before a month that is an ordinary word, too (`may`); empty where none is. */
  readonly before: readonly string[];
  readonly quarter: { readonly words: readonly string[]; readonly ordinals: readonly string[] };
  readonly ahead: {
    readonly in: readonly string[];
    /** One to twelve. */
    readonly numbers: readonly string[];
    readonly day: string;
    readonly week: string;
    readonly month: string;
    readonly year: string;
  };
}
