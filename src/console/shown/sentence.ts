import type { Duration } from '../../domain/duration.ts';
import {
  ended,
  filled,
  readSentence,
  type Sentence,
  type SentenceValue,
} from '../../domain/sentence.ts';
import { type Telling, whenWords } from '../when.ts';
import { codeWord } from '../words/codes.ts';
import { sentenceWords } from '../words/sentences.ts';
import { spanWords } from '../words/spans.ts';
import { waitParts } from './wait.ts';

/** Who reads, and on whose wall clock. */
export type Reader = Omit<Telling, 'only'>;

/** A sentence in the language of its reader. */
export function toldSentence({ key, values = {} }: Sentence, reader: Reader): string {
  return filled(sentenceWords[reader.language][key], values, (value) => toldValue(value, reader));
}

/** Sentences one after the other. */
export function toldSentences(sentences: readonly Sentence[], reader: Reader): string {
  return sentences.map((one) => toldSentence(one, reader)).join(' ');
}

/** A message as its reader gets it: English where it has no words in their language. */
export interface ToldMessage {
  readonly text: string;
  readonly language: Reader['language'];
}

/**
 * What a message says.
 *
 * @param said  the sentence that it is made of, or a part of it that suffices, with a full stop or without; anything else
 *   where there is none
 */
export function toldMessage(message: string, said: unknown, reader: Reader): ToldMessage {
  const known = readSentence(said);
  if (known === null) return { text: message, language: 'en' };
  return { text: ended(toldSentence(known, reader)), language: reader.language };
}

/** A reason as its reader gets it: in which language somebody's own words are is not known. */
export interface ToldReason {
  readonly text: string;
  readonly language: Reader['language'] | null;
}

/** Why something is paused, or near it; null without a reason. */
export function toldReason(
  {
    text,
    said,
    isOwn,
  }: { readonly text: string | null; readonly said: unknown; readonly isOwn: boolean },
  reader: Reader,
): ToldReason | null {
  if (text === null) return null;
  const known = readSentence(said);
  if (known === null) return { text, language: isOwn ? null : 'en' };
  return { text: toldSentence(known, reader), language: reader.language };
}

/** The same of a mailbox or a cadence, and of the rate that nears its guard rail. */
export function toldPause(
  status: {
    readonly cause: string | null;
    readonly reason: string | null;
    readonly warning: string | null;
    readonly said: { readonly reason: unknown; readonly warning: unknown };
  },
  reader: Reader,
): { readonly reason: ToldReason | null; readonly warning: ToldReason | null } {
  const { cause, reason, warning, said } = status;
  const isOwn = cause === 'person';
  return {
    reason: toldReason({ text: reason, said: said.reason, isOwn }, reader),
    warning: toldReason({ text: warning, said: said.warning, isOwn: false }, reader),
  };
}

/** Why something is not done, or not there; of a message that ends in a part of a sentence, that part. */
export function toldRefusal(
  { message, said }: { readonly message: string; readonly said: unknown },
  reader: Reader,
): ToldMessage {
  const { text, language } = toldMessage(message, said, reader);
  const known = readSentence(said);
  if (known !== null && beginsAsWritten(known, reader)) return { text, language };
  return { text: text.charAt(0).toUpperCase() + text.slice(1), language };
}

/** Whether a sentence begins with an address, a key or the like, which stays as it is written. */
function beginsAsWritten({ key, values = {} }: Sentence, reader: Reader): boolean {
  const [, hole] = /^\{(\w+)\}/.exec(sentenceWords[reader.language][key]) ?? [];
  const first = hole === undefined ? undefined : values[hole];
  return first !== undefined && isAsWritten(first, reader);
}

function isAsWritten(value: SentenceValue, reader: Reader): boolean {
  if (typeof value !== 'object') return true;
  // A code without words of its own is a name.
  if ('code' in value) return codeWord(reader.language, value.of, value.code) === value.code;
  if ('list' in value) return value.list[0] !== undefined && isAsWritten(value.list[0], reader);
  return 'key' in value && beginsAsWritten(value, reader);
}

function toldValue(value: SentenceValue, reader: Reader): string {
  if (typeof value !== 'object') return String(value);
  if ('at' in value) return whenWords(new Date(value.at), reader);
  if ('code' in value) return codeWord(reader.language, value.of, value.code);
  if ('percent' in value) {
    const share = String(Number(value.percent.toFixed(2)));
    return `${reader.language === 'nb' ? share.replace('.', ',') : share} %`;
  }
  if ('span' in value) return toldSpan(value.span, reader);
  if ('list' in value) {
    return value.list.map((one) => toldValue(one, reader)).join(value.by ?? ', ');
  }
  return toldSentence(value, reader);
}

function toldSpan(span: Duration, { language }: Reader): string {
  const parts = waitParts(span).map(({ word, count }) => {
    const all: Readonly<Record<string, string>> = spanWords[language];
    return filled(all[word] ?? '', { count }, String);
  });
  return parts.join(spanWords[language]['wait.and']);
}
