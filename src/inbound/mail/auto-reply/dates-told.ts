import type { AutoReplyWords } from './dictionary.ts';

/** A day that a text names, as midnight UTC, and where. */
export interface ToldDay {
  readonly start: number;
  readonly end: number;
  readonly day: Date;
  /** The first day of a range of which this is the last. */
  readonly from: Date | null;
  /** Only the day of the week was named. */
  readonly weekday: boolean;
}

/** Against what days without a year, or by the day of the week alone, are read. */
export interface DayContext {
  readonly today: Date;
  /** `5/6` is the sixth of May. */
  readonly monthFirst: boolean;
}

const dayMs = 86_400_000;
const ordinal = String.raw`(\d{1,2})(?:st|nd|rd|th|er|º|\.)?`;
const numeric =
  /(?<![\d.,/:-])(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})([./])\s?(\d{1,2})(?:[./]\s?(\d{4}|\d{2})(?!\d))?)(?![\d:]|[./-]\d)/g;

/** The days in a text of that language, in lower case, in their order. */
export function daysTold(
  text: string,
  words: AutoReplyWords,
  context: DayContext,
): readonly ToldDay[] {
  const dates = [...written(text, words, context), ...inNumbers(text, context)].toSorted(
    (a, b) => a.start - b.start,
  );
  const weekdays = byWeekday(text, words, context).filter(
    ({ start, end }) => !dates.some((date) => date.start - end < 12 && date.end > start),
  );
  return joined(
    text,
    words,
    [...dates, ...weekdays].toSorted((a, b) => a.start - b.start),
  );
}

/** `5 May`, `5. mai 2026`, `May 5th`, `10-31 July`, `July 10-31`. */
function written(text: string, words: AutoReplyWords, context: DayContext): readonly ToldDay[] {
  const months = words.months.map((names) => names.split('|'));
  const names = months.flatMap((all) => all.flatMap((name) => [name, ...short(name)]));
  const month = `(${names.toSorted((a, b) => b.length - a.length).join('|')})(?!\\p{L})\\.?`;
  const link = words.to.map((word) => word.replaceAll('.', '\\.')).join('|');
  const range = String.raw`\s?(?:[-–—]|(?<=\s)(?:${link})(?=\s))\s?`;
  const year = String.raw`(?:,?\s{1,3}(?:de |del )?(\d{4})(?!\d))?`;
  const dayFirst = new RegExp(
    String.raw`(?<![\d.,:])(?:${ordinal}${range})?${ordinal}\s{0,2}(?:of |de |d['’]|del )?${month}${year}`,
    'gu',
  );
  const monthFirst = new RegExp(
    String.raw`(?<!\p{L})${month}\s{1,2}(?:the )?${ordinal}(?!\d|:\d)(?:${range}${ordinal}(?!\d))?${year}`,
    'gu',
  );
  const monthOf = (name: string | undefined) =>
    months.findIndex((all) =>
      all.some((full) => full === name || short(full).includes(name ?? '')),
    );
  const found = [
    ...[...text.matchAll(dayFirst)].map((match) => ({
      match,
      first: match[1],
      last: match[2],
      month: monthOf(match[3]),
      year: match[4],
    })),
    ...[...text.matchAll(monthFirst)].map((match) => ({
      match,
      first: match[3] === undefined ? undefined : match[2],
      last: match[3] ?? match[2],
      month: monthOf(match[1]),
      year: match[4],
    })),
  ];
  return found.flatMap(({ match, first, last, month, year }) => {
    const day = dayOf(year, month, last, context);
    const from = first === undefined ? null : dayOf(year, month, first, context);
    return day === null ? [] : [{ ...placeOf(match), day, from, weekday: false }];
  });
}

function short(name: string): readonly string[] {
  return name.length > 4 ? [name.slice(0, 3), name.slice(0, 4)] : [name.slice(0, 3)];
}

function inNumbers(text: string, context: DayContext): readonly ToldDay[] {
  return [...text.matchAll(numeric)].flatMap((match) => {
    const [, isoYear, isoMonth, isoDay, one, mark, two, year] = match;
    const swapped = mark === '/' && (Number(two) > 12 || (context.monthFirst && Number(one) <= 12));
    const [dayPart, monthPart] = swapped ? [two, one] : [one, two];
    const day =
      isoYear === undefined
        ? dayOf(year, Number(monthPart) - 1, dayPart, context)
        : dayOf(isoYear, Number(isoMonth) - 1, isoDay, context);
    return day === null ? [] : [{ ...placeOf(match), day, from: null, weekday: false }];
  });
}

function byWeekday(text: string, words: AutoReplyWords, { today }: DayContext): readonly ToldDay[] {
  const pattern = new RegExp(String.raw`(?<!\p{L})(${words.weekdays.join('|')})(?!\p{L})`, 'gu');
  return [...text.matchAll(pattern)].flatMap((match) => {
    const index = words.weekdays.findIndex((names) => names.split('|').includes(match[1] ?? ''));
    const ahead = (index + 1 - today.getUTCDay() + 7) % 7 || 7;
    return [
      {
        ...placeOf(match),
        day: new Date(today.getTime() + ahead * dayMs),
        from: null,
        weekday: true,
      },
    ];
  });
}

/** Two days with "to" between them are a range. */
function joined(text: string, words: AutoReplyWords, days: readonly ToldDay[]): readonly ToldDay[] {
  return days.map((told, index) => {
    const previous = days[index - 1];
    if (previous === undefined || told.from !== null || previous.from !== null) return told;
    const between = text.slice(previous.end, told.start);
    const weekday = new RegExp(`(${words.weekdays.join('|')})[,.]?`, 'gu');
    const plain = between
      .replace(weekday, '')
      .replace(/[–—]/g, '-')
      .replace(/[\s,]{1,20}/g, ' ');
    const link = plain.replace(/ (the|den|dem|am|le|el|zum) ?$/, ' ').trim();
    const isRange = between.length < 40 && words.to.includes(link);
    return isRange && previous.day < told.day ? { ...told, from: previous.day } : told;
  });
}

function placeOf(match: RegExpExecArray): { readonly start: number; readonly end: number } {
  return { start: match.index, end: match.index + match[0].length };
}

/** A day of the calendar; without a year the next one, as long as it is not half a year away in the past. */
function dayOf(
  year: string | undefined,
  month: number,
  day: string | undefined,
  { today }: DayContext,
): Date | null {
  const given =
    year === undefined ? today.getUTCFullYear() : Number(year) + (year.length === 2 ? 2000 : 0);
  const date = new Date(Date.UTC(given, month, Number(day)));
  if (month < 0 || month > 11 || date.getUTCMonth() !== month) return null;
  const longPast = today.getTime() - date.getTime() > 180 * dayMs;
  return year === undefined && longPast ? new Date(Date.UTC(given + 1, month, Number(day))) : date;
}
