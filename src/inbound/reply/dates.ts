import { type Found, findPhrases, indexPhrases, type PhraseIndex } from './phrases.ts';
import type { DateWords, NamedTime } from './reply-words.ts';
import { folded, type Token } from './tokens.ts';

/** A day that a reply names: midnight in UTC. */
export interface FoundDate {
  readonly on: Date;
  /** A month or a season, no day to meet on. */
  readonly isVague: boolean;
  readonly sentence: number;
  readonly first: number;
  readonly last: number;
}

type TimeKey = NamedTime | { readonly month: number } | { readonly quarter: number };

export interface DateIndex {
  readonly phrases: PhraseIndex<TimeKey>;
  readonly before: ReadonlySet<string>;
  /** The word before a number of days (`in two weeks`). */
  readonly leads: ReadonlySet<string>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly units: ReadonlyMap<string, Unit>;
}

type Unit = 'day' | 'week' | 'month' | 'year';

const units: readonly Unit[] = ['day', 'week', 'month', 'year'];
const namedTimes: readonly NamedTime[] = [
  ...([
    'spring',
    'summer',
    'autumn',
    'winter',
    'after-summer',
    'after-holidays',
    'new-year',
  ] as const),
  ...(['next-week', 'next-month', 'next-quarter', 'next-year', 'half-year'] as const),
];
const dayMs = 86_400_000;
/** What lies further ahead is no time to ask again on. */
const furthestMs = 731 * dayMs;

/** Makes the date words of a language ready to be looked for. */
export function indexDates(words: DateWords): DateIndex {
  const named = namedTimes.flatMap((key) => words[key].map((phrase) => ({ key, phrase })));
  const months = words.months.map((phrase, month) => ({ key: { month }, phrase }));
  const quarters = words.quarter.words.flatMap((noun) =>
    words.quarter.ordinals.flatMap((ordinal, index) => [
      { key: { quarter: index }, phrase: `${ordinal} ${noun}` },
      { key: { quarter: index }, phrase: `${index + 1} ${noun}` },
      { key: { quarter: index }, phrase: `${noun} ${index + 1}` },
    ]),
  );
  const short = [0, 1, 2, 3].map((quarter) => ({ key: { quarter }, phrase: `q${quarter + 1}` }));
  return {
    phrases: indexPhrases<TimeKey>([...named, ...months, ...quarters, ...short]),
    before: new Set(words.before),
    leads: new Set(words.ahead.in.map((lead) => folded(lead).split(' ').at(-1) ?? lead)),
    numbers: new Map(words.ahead.numbers.flatMap((each, index) => pairs(each, index + 1))),
    units: new Map(units.flatMap((unit) => pairs(words.ahead[unit], unit))),
  };
}

function pairs<Value>(alternatives: string, value: Value): [string, Value][] {
  return alternatives.split('/').map((word) => [folded(word), value]);
}

/** The days that a text names in one language, those after `at` alone. */
export function findDates(
  text: string,
  tokens: readonly Token[],
  index: DateIndex,
  at: Date,
): readonly FoundDate[] {
  const today = startOfDay(at);
  const found: FoundDate[] = [];
  const add = (on: Date | null, { first, last }: Place, isVague = false) => {
    const sentence = tokens[first]?.sentence ?? 0;
    if (on === null || on <= at || on.getTime() > at.getTime() + furthestMs) return;
    found.push({ on, isVague, sentence, first, last });
  };
  for (const phrase of findPhrases(tokens, index.phrases)) {
    add(dayOf(phrase, tokens, index, today), phrase, isVague(phrase.key));
  }
  for (const [last, { word }] of tokens.entries()) {
    const unit = index.units.get(word);
    const count = countOf(tokens[last - 1]?.word ?? '', index);
    if (unit === undefined || count === null || !index.leads.has(tokens[last - 2]?.word ?? ''))
      continue;
    add(plus(today, unit, count), { first: last - 2, last });
  }
  for (const { on, start } of numericDates(text)) {
    const place = tokens.findIndex((token) => token.start >= start);
    add(on, { first: place, last: place });
  }
  return found;
}

type Place = { readonly first: number; readonly last: number };

const isVague = (key: TimeKey) =>
  typeof key === 'string' ? key !== 'next-week' : 'quarter' in key;

function countOf(word: string, index: DateIndex): number | null {
  if (/^\d{1,2}$/.test(word)) return Number(word);
  return index.numbers.get(word) ?? null;
}

function dayOf(
  { key, first, last }: Found<TimeKey>,
  tokens: readonly Token[],
  index: DateIndex,
  today: Date,
): Date | null {
  if (typeof key === 'string') return namedDay(key, today);
  if ('quarter' in key) return next(today, key.quarter * 3, 1);
  return monthDay(key.month, first, last, tokens, index, today);
}

/** `8. mars`, `8 de marzo`, `March 8th 2027`, or the month alone: its first day. */
function monthDay(
  month: number,
  first: number,
  last: number,
  tokens: readonly Token[],
  index: DateIndex,
  today: Date,
): Date | null {
  const word = (at: number) => tokens[at]?.word ?? '';
  const dayAt = (at: number) => {
    const digits = /^(\d{1,2})(?:st|nd|rd|th|er)?$/.exec(word(at))?.[1];
    const day = digits === undefined ? null : Number(digits);
    return day !== null && day >= 1 && day <= 31 ? day : null;
  };
  const isBehind = ['de', 'of'].includes(word(first - 1));
  const before = dayAt(isBehind ? first - 2 : first - 1);
  const behind = before === null ? dayAt(last + 1) : null;
  const yearAt = behind === null ? last + 1 : last + 2;
  const yearToken = word(yearAt) === 'de' ? word(yearAt + 1) : word(yearAt);
  const year = /^20\d\d$/.test(yearToken) ? Number(yearToken) : null;
  const day = before ?? behind;
  // `may` and `march` are words, too.
  if (day === null && year === null && index.before.size > 0 && isOrdinary(word(first))) {
    if (!index.before.has(word(first - 1))) return null;
  }
  if (year !== null) return dateOf(year, month, day ?? 1);
  return next(today, month, day ?? 1);
}

const isOrdinary = (word: string) => ['may', 'march', 'mar', 'sept', 'dec', 'jan'].includes(word);

/** In a year of its own: `2027-03-08`, `8.3.2027`, `08/03/2027` (day first, as everywhere but in one country). */
function numericDates(text: string): { readonly on: Date | null; readonly start: number }[] {
  const iso = [...text.matchAll(/\b(20\d\d)-(\d\d)-(\d\d)\b/g)].map((match) => ({
    on: dateOf(Number(match[1]), Number(match[2]) - 1, Number(match[3])),
    start: match.index,
  }));
  const dotted = [...text.matchAll(/\b(\d{1,2})[./](\d{1,2})[./](20\d\d)\b/g)].map((match) => ({
    on: dateOf(Number(match[3]), Number(match[2]) - 1, Number(match[1])),
    start: match.index,
  }));
  return [...iso, ...dotted].slice(0, 20);
}

function namedDay(key: NamedTime, today: Date): Date | null {
  const [year, month] = [today.getUTCFullYear(), today.getUTCMonth()];
  switch (key) {
    case 'spring':
      return next(today, 2, 1);
    case 'summer':
      return next(today, 5, 1);
    case 'autumn':
    case 'after-summer':
      return next(today, 8, 1);
    case 'winter':
      return next(today, 11, 1);
    case 'after-holidays':
      // Of the summer, when they come next; else those at the turn of the year.
      return month >= 1 && month <= 7 ? next(today, 7, 15) : next(today, 0, 5);
    case 'new-year':
      return next(today, 0, 2);
    case 'next-week':
      return new Date(today.getTime() + (8 - (today.getUTCDay() || 7)) * dayMs);
    case 'next-month':
      return new Date(Date.UTC(year, month + 1, 1));
    case 'next-quarter':
      return new Date(Date.UTC(year, (Math.floor(month / 3) + 1) * 3, 1));
    case 'next-year':
      return new Date(Date.UTC(year + 1, 0, 2));
    case 'half-year':
      return plus(today, 'month', 6);
  }
}

function plus(day: Date, unit: Unit, count: number): Date {
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()];
  if (unit === 'day' || unit === 'week') {
    return new Date(day.getTime() + count * (unit === 'day' ? 1 : 7) * dayMs);
  }
  const months = month + count * (unit === 'month' ? 1 : 12);
  const lastDay = new Date(Date.UTC(year, months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, months, Math.min(date, lastDay)));
}

/** The next such day after today. */
function next(today: Date, month: number, day: number): Date | null {
  const inYear = dateOf(today.getUTCFullYear(), month, day);
  return inYear !== null && inYear > today
    ? inYear
    : dateOf(today.getUTCFullYear() + 1, month, day);
}

function dateOf(year: number, month: number, day: number): Date | null {
  const date = new Date(Date.UTC(year, month, day));
  return date.getUTCMonth() === month && date.getUTCDate() === day ? date : null;
}

function startOfDay(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()));
}
