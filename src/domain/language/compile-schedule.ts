import { defaultSchedule, type Schedule, type Window } from '../schedule.ts';
import { type ScheduleShape, weekdays } from './schedule-shape.ts';

/** A schedule with the keys that the file does not give taken from `defaultSchedule`. */
export function compileSchedule(shape: ScheduleShape | undefined): Schedule {
  const schedule = shape ?? {};
  return {
    timezone: schedule.timezone ?? defaultSchedule.timezone,
    defaultTimezone: schedule.default_timezone ?? defaultSchedule.defaultTimezone,
    days: schedule.days === undefined ? defaultSchedule.days : isoWeekdays(schedule.days),
    windows: schedule.windows === undefined ? defaultSchedule.windows : inOrder(schedule.windows),
    holidays: schedule.holidays ?? defaultSchedule.holidays,
    minGap: schedule.min_gap ?? defaultSchedule.minGap,
    jitterMs: schedule.jitter ?? defaultSchedule.jitterMs,
  };
}

/** ISO weekdays (Monday is 1), in order and each once, however they were written: equal schedules have one form. */
function isoWeekdays(days: 'all' | readonly (typeof weekdays)[number][]): number[] {
  return weekdays.flatMap((day, index) =>
    days === 'all' || days.includes(day) ? [index + 1] : [],
  );
}

/** The calendar takes the first window that fits, so they must be in the order of the day. */
function inOrder(windows: 'always' | readonly Window[]): Schedule['windows'] {
  if (windows === 'always') return windows;
  return [...windows].sort((a, b) => a.startMinute - b.startMinute || a.endMinute - b.endMinute);
}
