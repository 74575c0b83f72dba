import { z } from 'zod';
import { invalid } from '../invalid.ts';
import { sentence } from '../sentence.ts';
import { type ClassifierSettings, classifierShape, compileClassifier } from './classifier-shape.ts';
import { localeTag, textRead } from './leaves.ts';

const longestPhrase = 100;
const mostPhrases = 200;

const phrase = textRead('invalid-phrase', (text) => {
  const written = text.trim();
  if (written.length > longestPhrase || !/[\p{L}\p{N}]/u.test(written)) {
    throw invalid('invalid_phrase', sentence('lint.phrase', { most: longestPhrase }));
  }
  return written;
});

const phrases = (means: string, ...examples: readonly string[]) =>
  z
    .array(phrase.meta({ description: 'Words as a person writes them', examples: [...examples] }))
    .max(mostPhrases)
    .meta({ description: `Phrases that mean: ${means}` })
    .optional();

const wordsShape = z.strictObject({
  'opt-out': phrases('write to me no more', 'meld meg av'),
  price: phrases('too expensive, or no budget', 'for dyrt'),
  timing: phrases('not now', 'ta kontakt igjen'),
  authority: phrases('I am the wrong person', 'ikke mitt bord'),
  competitor: phrases('we have another', 'bruker allerede'),
  need: phrases('we do not need it', 'ikke behov'),
  trust: phrases('who are you', 'aldri hørt om'),
  'not-interested': phrases('no, without a reason', 'nei takk'),
  positive: phrases('interested, or let us meet', 'høres bra ut'),
});

/** How what people answer is read, beyond the words that are shipped. */
export const repliesShape = z.strictObject({
  words: z
    .record(localeTag('Language, as in nb'), wordsShape)
    .meta({ description: 'More words by language and by what they mean' })
    .optional(),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .meta({
      description:
        'A reading that is less sure than this, from 0 to 1, is left to a person (0.7 where it is not given)',
      examples: [0.7],
    })
    .optional(),
  classifier: classifierShape
    .meta({ description: 'A program of yours that is asked what replies mean' })
    .optional(),
});

/** Words of an installation by language, then by what they mean. */
export type OwnReplyWords = Readonly<
  Record<string, Readonly<Partial<Record<keyof z.output<typeof wordsShape>, readonly string[]>>>>
>;

export interface ReplySettings {
  readonly words: OwnReplyWords;
  /** Null where it is not given. */
  readonly threshold: number | null;
  /** Null where nobody is asked. */
  readonly classifier: ClassifierSettings | null;
}

/** The settings of a workspace, those that are not given filled in. */
export function compileReplies(shape: z.output<typeof repliesShape> = {}): ReplySettings {
  const words = Object.entries(shape.words ?? {}).map(([language, lists]) => {
    const given = Object.entries(lists).filter(([, list]) => list !== undefined);
    return [language, Object.fromEntries(given)] as const;
  });
  return {
    words: Object.fromEntries(words),
    threshold: shape.threshold ?? null,
    classifier: shape.classifier === undefined ? null : compileClassifier(shape.classifier),
  };
}
