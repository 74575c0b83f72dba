import { type Sentence, type SentenceValue, sentence } from '../domain/sentence.ts';
import type { SentenceKey } from '../domain/sentences/english.ts';

/** A body that cannot be read, and why: in English with its full stop. */
export interface Unread {
  readonly ok: false;
  readonly said: Sentence;
}

export function unread(
  key: SentenceKey,
  values: Readonly<Record<string, SentenceValue>> = {},
): Unread {
  return { ok: false, said: sentence(key, values) };
}
