import { InvalidInput } from '../../errors.ts';
import { parseDuration } from '../duration.ts';
import { quoted, textRead } from './leaves.ts';

const dayMs = 86_400_000;

/** A time that passes in the same way for everybody, in milliseconds: a day is 24 hours. */
export const elapsed = textRead('invalid-duration', parseElapsed);

/** @throws InvalidInput `invalid_duration` */
export function parseElapsed(text: string): number {
  const { days, businessDays, ms } = parseDuration(text);
  if (businessDays > 0) {
    const message = `${quoted(text)} counts business days, which differ from person to person: write days, as in 14 days.`;
    throw new InvalidInput('invalid_duration', message);
  }
  if (days === 0 && ms === 0) {
    throw new InvalidInput('invalid_duration', `${quoted(text)} is no time at all.`);
  }
  return days * dayMs + ms;
}
