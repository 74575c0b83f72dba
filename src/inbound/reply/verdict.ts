import { z } from 'zod';
import type { EventReading } from '../../domain/event.ts';
import { parseStorableJson, storableText } from '../../domain/storable.ts';

/** What a classifier makes of a reply. */
export interface Verdict {
  readonly meaning: 'opt-out' | 'objection' | 'positive' | 'question' | 'unclear';
  /** Of an objection: one of the usual categories, or a cadence's own. */
  readonly category?: string;
  /** Of an objection: ask again on. */
  readonly until?: Date;
  /** From 0 to 1. */
  readonly confidence: number;
  readonly because: string;
}

export interface Question {
  /** What the person wrote, without quotes and signature. */
  readonly text: string;
  readonly occurredAt: Date;
  /** What our own words make of it. */
  readonly ours: EventReading;
  /** From which confidence on a reading is acted upon. */
  readonly threshold: number;
}

const longestText = 20_000;

/** The body that asks about a reply, in the form of Standard Webhooks. */
export function questionBody({ text, occurredAt, ours, threshold }: Question): string {
  const { meaning, confidence, because } = ours;
  const own = { ...spelled(meaning), confidence, because };
  const data = { text: text.slice(0, longestText), occurredAt, threshold, ours: own };
  return JSON.stringify({ type: 'reply.classify', timestamp: occurredAt, data });
}

const plain: readonly string[] = ['opt-out', 'positive', 'question', 'unclear'];

/** We call an objection by its category alone. */
function spelled(meaning: string) {
  return plain.includes(meaning) ? { meaning } : { meaning: 'objection', category: meaning };
}

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const date = z.iso.date().transform((text) => new Date(`${text}T00:00:00Z`));

const oneLine = (text: string) => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();

const answerShape = z
  .strictObject({
    meaning: z.enum(['opt-out', 'objection', 'positive', 'question', 'unclear']),
    category: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
      .optional(),
    until: z.union([instant, date]).optional(),
    confidence: z.number().min(0).max(1),
    because: z
      .string()
      .max(2_000)
      .transform((text) => storableText(oneLine(text).slice(0, 300))),
  })
  .refine(
    ({ meaning, category }) => (meaning === 'objection') === (category !== undefined),
    'a category belongs to an objection, and an objection has one',
  )
  .refine(
    ({ meaning, until }) => until === undefined || meaning === 'objection',
    'until belongs to an objection',
  );

/** Reads the answer of a classifier. Never throws; what is not exactly an answer is none. */
export function readVerdict(
  text: string,
):
  | { readonly ok: true; readonly verdict: Verdict }
  | { readonly ok: false; readonly message: string } {
  let answer: unknown;
  try {
    answer = parseStorableJson(text);
  } catch {
    return { ok: false, message: 'its answer is not JSON' };
  }
  const parsed = answerShape.safeParse(answer);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join('.') ?? '';
    const what = issue?.message ?? 'not as it should be';
    return {
      ok: false,
      message: `its answer is wrong: ${[where, what].filter(Boolean).join(' ')}`,
    };
  }
  const { category, until, ...rest } = parsed.data;
  const told = {
    ...(category === undefined ? {} : { category }),
    ...(until === undefined ? {} : { until }),
  };
  return { ok: true, verdict: { ...rest, ...told } };
}
