import { objectionCategories } from '../../domain/event.ts';

const known: readonly string[] = [
  ...['opt-out', ...objectionCategories],
  ...['positive', 'question', 'unclear', 'forged'],
];

/** The word of a meaning; null for a category that a cadence has made, which is told as it is written. */
export function meaningWordOf(meaning: string): string | null {
  return known.includes(meaning) ? `means.${meaning}` : null;
}
