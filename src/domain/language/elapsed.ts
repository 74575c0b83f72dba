import { invalid } from '../invalid.ts';
import { parseDuration } from '../parse-duration.ts';
import { sentence } from '../sentence.ts';
import { quoted, textRead } from './leaves.ts';

const dayMs = 86_400_000;

/** A time that passes in the same way for everybody, in milliseconds: a day is 24 hours. */
export const elapsed = textRead('invalid-duration', parseElapsed);

/** @throws InvalidInput `invalid_duration` */
export function parseElapsed(text: string): number {
  const { days, businessDays, ms } = parseDuration(text);
  if (businessDays > 0) {
    throw invalid('invalid_duration', sentence('lint.business-days', { text: quoted(text) }));
  }
  if (days === 0 && ms === 0) {
    throw invalid('invalid_duration', sentence('lint.no-time', { text: quoted(text) }));
  }
  return days * dayMs + ms;
}
