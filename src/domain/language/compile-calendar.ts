import type { OwnCalendar } from '../own-calendar.ts';
import type { CalendarShape } from './calendar-shape.ts';

/** A calendar in one form, however it was written, so that only a change of what it says makes a new cadence version. */
export function compileCalendar(shape: CalendarShape): OwnCalendar {
  const blackouts = (shape.blackout ?? []).map(({ from, to, name }) => ({
    from,
    to,
    name: name ?? null,
  }));
  return {
    holidays: [...new Set(shape.holidays)].sort(),
    halfDays: shape.half_days ?? {},
    blackouts: blackouts.toSorted((a, b) => (a.from + a.to < b.from + b.to ? -1 : 1)),
  };
}
