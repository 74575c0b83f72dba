import { objectionCategories } from '../../domain/event.ts';
import { type FoundDate, findDates } from './dates.ts';
import type { Dictionary, Language } from './dictionary.ts';
import { type Found, findPhrases } from './phrases.ts';
import type { Meaning, PhraseList } from './reply-words.ts';
import { type Token, tokenise } from './tokens.ts';

/** What a reply means, how sure that is, and the person's words that decided it. */
export interface Weighed {
  readonly meaning: Meaning;
  /** From 0 to 1. */
  readonly confidence: number;
  readonly words: readonly string[];
  /** Ask again on: of an objection about the time. */
  readonly until: Date | null;
}

type Category = (typeof objectionCategories)[number];

interface Hit extends Found<PhraseList> {
  readonly language: Language;
}

/** Sooner than this a date is one for a meeting, not one to be left alone until. */
const soonMs = 14 * 86_400_000;
const longReply = 120;
const negationReach = 4;
/** A person who asks `is it too expensive?` does not say that it is. */
const notAsked: readonly PhraseList[] = [
  'price',
  'competitor',
  'need',
  'not-interested',
  'authority',
];

/**
 * Weighs the visible text of a reply, in this order: opt-out, objection, positive, question, unclear. Pure, and linear
 * but for the phrases that begin with the same word.
 *
 * A phrase counts unless a negation of its language stands up to four words before it in the same clause. Between
 * categories the longer phrases decide, those behind a `but` twice; `not interested` only where no other reason is given.
 *
 * @param at  when the mail was written: dates are read from there on
 */
export function weighReply(text: string, at: Date, dictionary: Dictionary): Weighed {
  const tokens = tokenise(text, dictionary.turns);
  const hits = dictionary.languages.flatMap((language) =>
    findPhrases(tokens, language.phrases)
      .map((found) => ({ ...found, language }))
      .filter((hit) => !isNegated(hit, tokens)),
  );
  const dates = dictionary.languages.flatMap(({ dates }) => findDates(text, tokens, dates, at));
  const reply: Reply = { text, tokens, hits, dates, at, turns: dictionary.turns };
  return (
    optOut(reply) ??
    objection(reply) ??
    positive(reply) ??
    question(reply) ?? { meaning: 'unclear', confidence: 0.3, words: [], until: null }
  );
}

interface Reply {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly hits: readonly Hit[];
  readonly dates: readonly FoundDate[];
  readonly at: Date;
  readonly turns: ReadonlySet<string>;
}

function isNegated({ first, last, language }: Hit, tokens: readonly Token[]): boolean {
  const isNegation = (at: number) => language.negations.has(tokens[at]?.word ?? '');
  for (let at = first; at <= last; at += 1) if (isNegation(at)) return false;
  for (let at = first - 1; at >= first - negationReach; at -= 1) {
    if (tokens[at]?.clause !== tokens[first]?.clause) return false;
    if (isNegation(at)) return true;
  }
  return false;
}

function optOut(reply: Reply): Weighed | null {
  if (of(reply, 'keep').length > 0) return null;
  // A comma apart they are two things: `now no, come back to …`.
  const said = of(reply, 'opt-out').filter(
    ({ first, last }) => reply.tokens[first]?.clause === reply.tokens[last]?.clause,
  );
  const alone = of(reply, 'opt-out-alone').filter((hit) => isAlone(hit, reply));
  if (said.length === 0 && alone.length === 0) return null;
  const isLong = reply.tokens.length > longReply;
  const confidence = alone.length > 0 ? 0.97 : isLong ? 0.6 : 0.93;
  return { meaning: 'opt-out', confidence, words: quoted(reply, [...said, ...alone]), until: null };
}

/** The whole message, but for up to two words of politeness. */
function isAlone({ first, last }: Hit, { tokens }: Reply): boolean {
  return tokens.length <= last - first + 3 && first <= 1;
}

function objection(reply: Reply): Weighed | null {
  const asksLater = untilOf(reply);
  const scores = objectionCategories.flatMap((category) => {
    const own = of(reply, category).filter((hit) => !isAsked(hit, reply));
    const alone = isNo(reply, category)
      ? of(reply, 'not-interested-alone').filter(({ first }) => first === 0)
      : [];
    const all = [...own, ...alone, ...(category === 'timing' ? (asksLater?.hits ?? []) : [])];
    const score = all.reduce((sum, hit) => sum + weight(hit, reply), 0);
    return all.length === 0
      ? []
      : [{ category, hits: all, score: score * rank(category, asksLater) }];
  });
  const [best, second] = scores.toSorted((a, b) => b.score - a.score);
  if (best === undefined) return null;
  if (outweighed(best.category, reply)) return null;
  const doubts =
    (second !== undefined && second.score > best.score * 0.7 ? 0.1 : 0) +
    (of(reply, 'positive').length > 0 ? 0.05 : 0) +
    (reply.tokens.length > longReply ? 0.25 : 0);
  const confidence = Math.min(0.95, 0.8 + 0.03 * best.score) - doubts;
  const until = best.category === 'timing' ? (asksLater?.on ?? reply.dates[0]?.on ?? null) : null;
  return { meaning: best.category, confidence, words: quoted(reply, best.hits), until };
}

const isNo = (reply: Reply, category: Category) =>
  category === 'not-interested' && reply.tokens.length <= 3;

/** No other reason: `not interested, too expensive` is about the price. A date to ask again on is what to act upon. */
function rank(category: Category, asksLater: Later | null): number {
  if (category === 'not-interested') return 0.3;
  return category === 'timing' && asksLater !== null ? 2 : 1;
}

/** Longer phrases say more; what comes behind a `but` is what was meant. */
function weight({ first, last }: Hit, { tokens, turns }: Reply): number {
  const opening = tokens.findIndex(({ clause }) => clause === tokens[first]?.clause);
  const turned = turns.has(tokens[opening]?.word ?? '');
  return Math.min(4, last - first + 1) * (turned ? 2 : 1);
}

function isAsked(hit: Hit, reply: Reply): boolean {
  return notAsked.includes(hit.key) && isQuestion(reply, reply.tokens[hit.first]?.sentence ?? 0);
}

/** Weak grounds: a competitor is often named by one who wants to leave it. */
function outweighed(category: Category, reply: Reply): boolean {
  if (category !== 'competitor' && category !== 'need' && category !== 'trust') return false;
  const strong = of(reply, 'positive').filter(({ first, last }) => last > first);
  const against = of(reply, category).some((hit) => weight(hit, reply) >= 3);
  // `We use another one. Does yours work with it?`
  return !against && (strong.length > 1 || (category !== 'trust' && reply.text.includes('?')));
}

interface Later {
  readonly on: Date;
  readonly hits: readonly Hit[];
}

/** `Call me in March`: words about getting in touch and a date further away, in one sentence. */
function untilOf(reply: Reply): Later | null {
  for (const date of reply.dates) {
    if (!date.isVague && date.on.getTime() < reply.at.getTime() + soonMs) continue;
    const hits = of(reply, 'contact').filter(
      ({ first }) => reply.tokens[first]?.sentence === date.sentence,
    );
    const [hit] = hits;
    if (hit === undefined) continue;
    const [first, last] = [Math.min(hit.first, date.first), Math.max(hit.last, date.last)];
    return { on: date.on, hits: [{ ...hit, first, last }] };
  }
  return null;
}

function positive(reply: Reply): Weighed | null {
  const said = of(reply, 'positive');
  const yes = of(reply, 'positive-alone').filter(({ first }) => first === 0);
  if (said.length === 0 && yes.length === 0) return null;
  const confidence = reply.tokens.length > longReply ? 0.6 : 0.8;
  return { meaning: 'positive', confidence, words: quoted(reply, [...said, ...yes]), until: null };
}

function question(reply: Reply): Weighed | null {
  const marked = reply.text.includes('?');
  const asking = of(reply, 'question').filter(
    ({ first }) => reply.tokens[first]?.sentence !== reply.tokens[first - 1]?.sentence,
  );
  if (!marked) return null;
  const words = asking.length > 0 ? quoted(reply, asking) : ['?'];
  return { meaning: 'question', confidence: 0.75, words, until: null };
}

function isQuestion({ text, tokens }: Reply, sentence: number): boolean {
  const last = tokens.findLast((token) => token.sentence === sentence);
  return last !== undefined && /^[\s)"'»”]{0,3}\?/u.test(text.slice(last.end, last.end + 5));
}

function of({ hits }: Reply, list: PhraseList): readonly Hit[] {
  return hits.filter(({ key }) => key === list);
}

/** The person's own words, at most three times, each once. */
function quoted({ text, tokens }: Reply, hits: readonly Hit[]): string[] {
  const words = hits
    .toSorted((a, b) => b.last - b.first - (a.last - a.first))
    .map(({ first, last }) => text.slice(tokens[first]?.start, tokens[last]?.end))
    .map((each) => each.replaceAll(/\s+/gu, ' ').slice(0, 120));
  return [...new Set(words)].slice(0, 3);
}
