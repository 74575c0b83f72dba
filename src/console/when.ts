import type { Language } from './words.ts';

/** How a time is told. */
export interface Telling {
  readonly language: Language;
  readonly zone: string;
  readonly now: Date;
  /** `time`: the hour alone; `day`: the day alone; `whole`: all, with year and zone; else as much as is needed. */
  readonly only?: 'time' | 'day' | 'whole' | undefined;
}

const tags = { en: 'en-GB', nb: 'nb-NO' } as const;

/** `09:30` of today, `Tue 1 Dec, 09:30` of this year, `1 Dec 2027, 09:30` of another. */
export function whenWords(at: Date, { language, zone, now, only }: Telling): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    formatOf(tags[language], { timeZone: zone, ...options }).format(at);
  const hour = { hour: '2-digit', minute: '2-digit' } as const;
  if (only === 'time') return format(hour);
  if (only === 'whole') return format({ dateStyle: 'full', timeStyle: 'long' });
  const dayOf = (instant: Date) => formatOf('en-CA', { timeZone: zone }).format(instant);
  const day = { day: 'numeric', month: 'short' } as const;
  const sameYear = dayOf(at).slice(0, 4) === dayOf(now).slice(0, 4);
  const date = sameYear
    ? ({ weekday: 'short', ...day } as const)
    : ({ ...day, year: 'numeric' } as const);
  if (only === 'day') return format(date);
  return dayOf(at) === dayOf(now) ? format(hour) : format({ ...date, ...hour });
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than a page has. */
function formatOf(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([tag, options]);
  const kept = formats.get(key);
  if (kept !== undefined) return kept;
  const made = new Intl.DateTimeFormat(tag, options);
  formats.set(key, made);
  return made;
}
