import type { ReplyWords } from '../reply-words.ts';
import { da } from './da.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { nb } from './nb.ts';
import { sv } from './sv.ts';

/** The shipped words by language. All are looked for in every reply: nobody has to guess its language. */
export const shippedWords = { nb, sv, da, de, fr, es, en } as const satisfies Record<
  string,
  ReplyWords
>;
