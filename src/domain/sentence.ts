/**
 * What is said to a person, before it has words: which sentence, and what stands in it. It is plain JSON, so that it can be
 * kept. The API and the command line say it in English, the console in the language of its reader.
 */
import { z } from 'zod';
import type { ErrorDetails } from '../errors.ts';
import { type Duration, formatDuration } from './duration.ts';
import { english, type SentenceKey } from './sentences/english.ts';

export type { SentenceKey };

export interface Sentence {
  readonly key: SentenceKey;
  readonly values?: Readonly<Record<string, SentenceValue>>;
}

export type SentenceValue =
  /** A name, an address, a number, somebody's own words: the same in every language. */
  | string
  | number
  /** An instant, ISO 8601 in UTC. */
  | { readonly at: string }
  /** A word of the public interface (domain/codes.ts), of one of its lists. */
  | { readonly code: string; readonly of: CodeList }
  /** A share in hundredths, told to the second decimal. */
  | { readonly percent: number }
  /** A distance in time. */
  | { readonly span: Duration }
  /** Several, in this order, with a comma between them or `by`. */
  | { readonly list: readonly SentenceValue[]; readonly by?: string }
  /** Part of a sentence. */
  | Sentence;

/** Lists of codes that readers of the console have words for. */
export type CodeList = 'exit' | 'pause' | 'moved' | 'event' | 'basis' | 'field';

/** A sentence, or a part of one. */
export function sentence(
  key: SentenceKey,
  values: Readonly<Record<string, SentenceValue>> = {},
): Sentence {
  return { key, values };
}

/** An instant in a sentence. */
export function at(instant: Date): { readonly at: string } {
  return { at: instant.toISOString() };
}

const code = z.enum(['exit', 'pause', 'moved', 'event', 'basis', 'field']);
const span = z.object({ days: z.number(), businessDays: z.number(), ms: z.number() });
const value: z.ZodType<SentenceValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.object({ at: z.string() }),
    z.object({ code: z.string(), of: code }),
    z.object({ percent: z.number() }),
    z.object({ span }),
    z.object({ list: z.array(value), by: z.string().optional() }).transform(withoutBy),
    some,
  ]),
);
const some: z.ZodType<Sentence> = z.lazy(() =>
  z.object({
    key: z.custom<SentenceKey>(isSentenceKey),
    values: z.record(z.string(), value).default({}),
  }),
);

function withoutBy({ list, by }: { list: SentenceValue[]; by?: string | undefined }) {
  return by === undefined ? { list } : { list, by };
}

/** Whether there is a sentence of that name. */
export function isSentenceKey(key: unknown): key is SentenceKey {
  return typeof key === 'string' && Object.hasOwn(english, key);
}

/** A sentence out of an error, or as it was kept; null for one that nobody says any more. */
export function readSentence(said: unknown): Sentence | null {
  return some.safeParse(said).data ?? null;
}

/** In English, instants as ISO 8601 and codes as they are. */
export function inEnglish({ key, values = {} }: Sentence): string {
  return filled(english[key], values, valueInEnglish);
}

/** What an error takes behind its code that says a whole sentence: its message, its details, and what it says. */
export function saying(
  said: Sentence,
  details?: ErrorDetails,
  options: ErrorOptions = {},
): [string, ErrorDetails | undefined, ErrorOptions & { readonly said: Sentence }] {
  return [ended(inEnglish(said)), details, { ...options, said }];
}

/** A text with a full stop, unless it ends in a mark of its own. */
export function ended(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** Sentences one after the other. */
export function allInEnglish(sentences: readonly Sentence[]): string {
  return sentences.map(inEnglish).join(' ');
}

/** What stands in a sentence, in English. */
export function valueInEnglish(value: SentenceValue): string {
  if (typeof value !== 'object') return String(value);
  if ('at' in value) return value.at;
  if ('code' in value) return value.code;
  if ('percent' in value) return `${Number(value.percent.toFixed(2))} %`;
  if ('span' in value) return formatDuration(value.span);
  if ('list' in value) return value.list.map(valueInEnglish).join(value.by ?? ', ');
  return inEnglish(value);
}

/** A text without line breaks and other control characters, each run of spaces as one. */
export function spacesAsOne(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ');
}

/** A sentence of which nothing that it quotes breaks the line, in whatever language. */
export function inOneLine({ key, values = {} }: Sentence): Sentence {
  const entries = Object.entries(values).map(([name, value]) => [name, valueInOneLine(value)]);
  return { key, values: Object.fromEntries(entries) };
}

function valueInOneLine(value: SentenceValue): SentenceValue {
  if (typeof value === 'string') return spacesAsOne(value);
  if (typeof value === 'number') return value;
  if ('list' in value) return { ...value, list: value.list.map(valueInOneLine) };
  return 'key' in value ? inOneLine(value) : value;
}

/** A text whose `{holes}` are filled; one without a value stays empty. */
export function filled<Value>(
  text: string,
  values: Readonly<Record<string, Value>>,
  tell: (value: Value) => string,
): string {
  return text.replace(/\{(\w+)\}/g, (_hole, name: string) => {
    const value = values[name];
    return value === undefined ? '' : tell(value);
  });
}
