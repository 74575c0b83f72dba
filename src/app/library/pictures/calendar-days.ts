import { DateTime } from 'luxon';
import type { Cadence } from '../../../domain/cadence.ts';
import { openHours, whyClosed } from '../../../domain/open-days.ts';
import type { Place } from '../../../domain/schedule.ts';
import type { SimulatedTouch } from '../simulate.ts';

/** Something that is drawn on a day. */
export type Mark =
  | { readonly kind: 'begin'; readonly time: string }
  | { readonly kind: 'touch'; readonly touch: SimulatedTouch }
  /** Where a touch would have been, had nothing moved it. */
  | { readonly kind: 'ghost'; readonly touch: SimulatedTouch };

export interface CalendarDay {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** ISO, Monday is 1. */
  readonly weekday: number;
  readonly shade: 'open' | 'closed_day' | 'holiday' | 'blackout' | 'half_day';
  /** The name of the holiday, blackout or half day. */
  readonly name: string | null;
  readonly marks: readonly Mark[];
}

export interface CalendarWeek {
  /** ISO 8601. */
  readonly number: number;
  /** Those that belong to the month. */
  readonly days: readonly CalendarDay[];
}

export interface CalendarMonth {
  /** As in `March 2027`. */
  readonly title: string;
  readonly weeks: readonly CalendarWeek[];
  /** False when nothing takes place in it. */
  readonly isBusy: boolean;
}

/** All months from the beginning to the last touch, by weeks that begin on Monday. */
export function calendarMonths(
  cadence: Cadence,
  place: Place,
  from: Date,
  touches: readonly SimulatedTouch[],
): CalendarMonth[] {
  const begin = DateTime.fromJSDate(from, { zone: place.zone });
  const marks = marksByDate(begin, touches);
  const dates = [...marks.keys()].toSorted();
  const months: CalendarMonth[] = [];
  const last = DateTime.fromISO(dates.at(-1) ?? '', { zone: 'UTC' });
  let first = DateTime.fromISO(dates[0] ?? '', { zone: 'UTC' }).startOf('month');
  for (; first <= last; first = first.plus({ months: 1 })) {
    const days = Array.from({ length: first.daysInMonth ?? 0 }, (_, index) =>
      calendarDay(first.plus({ days: index }), cadence, place, marks),
    );
    months.push({
      title: first.setLocale('en').toFormat('LLLL yyyy'),
      weeks: weeksOf(days),
      isBusy: days.some((day) => day.marks.length > 0),
    });
  }
  return months;
}

function marksByDate(
  begin: DateTime,
  touches: readonly SimulatedTouch[],
): ReadonlyMap<string, readonly Mark[]> {
  const marks = new Map<string, Mark[]>();
  const add = (date: string, mark: Mark) => marks.set(date, [...(marks.get(date) ?? []), mark]);
  add(begin.toFormat('yyyy-MM-dd'), { kind: 'begin', time: begin.toFormat('HH:mm') });
  for (const touch of touches) {
    const before = movedFrom(touch);
    if (before !== null) add(before, { kind: 'ghost', touch });
    add(dateOf(touch.local), { kind: 'touch', touch });
  }
  return marks;
}

/** The day on which a touch would have been, when it is another one than that on which it is. */
export function movedFrom({ local, shifts }: SimulatedTouch): string | null {
  const [first] = shifts;
  if (first === undefined || dateOf(first.from) === dateOf(local)) return null;
  return dateOf(first.from);
}

const dateOf = (local: string) => local.slice(0, 10);

function calendarDay(
  day: DateTime,
  { schedule }: Cadence,
  place: Place,
  marks: ReadonlyMap<string, readonly Mark[]>,
): CalendarDay {
  const date = day.toFormat('yyyy-MM-dd');
  const local = { date, weekday: day.weekday };
  const closed = whyClosed(local, schedule, place);
  const cut = closed === null ? openHours(local, schedule, place).cut : null;
  const why = closed ?? cut;
  return {
    ...local,
    shade: why?.reason ?? 'open',
    name: why?.detail ?? null,
    marks: marks.get(date) ?? [],
  };
}

function weeksOf(days: readonly CalendarDay[]): CalendarWeek[] {
  const weeks: { number: number; days: CalendarDay[] }[] = [];
  for (const day of days) {
    const number = DateTime.fromISO(day.date, { zone: 'UTC' }).weekNumber;
    const week = weeks.at(-1);
    if (week?.number === number) week.days.push(day);
    else weeks.push({ number, days: [day] });
  }
  return weeks;
}
