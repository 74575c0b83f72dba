import { DateTime } from 'luxon';
import { InvalidInput } from '../errors.ts';

/** A time that has been, in UTC unless it says otherwise. @throws InvalidInput `invalid_date` */
export function readSince(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : readInstant(text);
}

/** A time, in UTC unless it says otherwise. @throws InvalidInput `invalid_date` */
export function readInstant(text: string): Date {
  const read = DateTime.fromISO(text, { zone: 'utc' });
  if (read.isValid) return read.toJSDate();
  throw new InvalidInput(
    'invalid_date',
    `"${text}" is not a time such as 2026-12-01 or 2026-12-01T09:00:00+01:00.`,
  );
}
