/** Times as people write and read them: on a wall clock, or with their offset from UTC. */
import { DateTime } from 'luxon';
import { wallInstant } from './wall-clock.ts';

/** A time that was written down. */
export interface WrittenTime {
  readonly at: Date;
  /** As it was written. */
  readonly text: string;
  /** What the last digit stands for: a minute or a second. */
  readonly precisionMs: number;
}

/** `unreadable`: no time at all. `skipped`: the clock goes forward over it, so that it never comes. */
export type ReadTime = WrittenTime | { readonly refused: 'unreadable' | 'skipped' };

const form =
  /^((?:19|20|21)\d{2}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,3})?)?\s?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads `2026-11-24 09:00` on the wall clock of a zone, or `2026-11-24T09:00:00+01:00` wherever one is. Of a time that comes
 * twice, because the clock goes back over it, the first is meant. Years are those of three centuries: another is a slip.
 */
export function readLocalTime(written: string, zone: string): ReadTime {
  const text = written.trim();
  const [, date = '', hour = '', minute = '', second, offset] = form.exec(text) ?? [];
  const day = DateTime.fromISO(date, { zone: offset === undefined ? zone : 'utc' });
  if (date === '' || !day.isValid) return { refused: 'unreadable' };
  const precisionMs = second === undefined ? 60_000 : 1_000;
  if (offset !== undefined) {
    const instant = DateTime.fromISO(`${date}T${hour}:${minute}:${second ?? '00'}${offset}`);
    return instant.isValid
      ? { at: instant.toJSDate(), text, precisionMs }
      : { refused: 'unreadable' };
  }
  const minuteOfDay = Number(hour) * 60 + Number(minute);
  const at = DateTime.fromMillis(wallInstant(day, minuteOfDay), { zone });
  const comes = at.hour * 60 + at.minute === minuteOfDay && at.toISODate() === date;
  if (!comes) return { refused: 'skipped' };
  return { at: at.plus({ seconds: Number(second ?? 0) }).toJSDate(), text, precisionMs };
}

/** Whether an instant is the written time, as exactly as that was written. */
export function isWrittenTime(at: Date, { at: written, precisionMs }: WrittenTime): boolean {
  return Math.floor(at.getTime() / precisionMs) * precisionMs === written.getTime();
}

/** `Tue 2026-11-24 09:00` on the wall clock of a zone; seconds where there are any. */
export function showLocalTime(at: Date, zone: string): string {
  const local = DateTime.fromJSDate(at, { zone }).setLocale('en');
  return local.toFormat(local.second === 0 ? 'ccc yyyy-MM-dd HH:mm' : 'ccc yyyy-MM-dd HH:mm:ss');
}
