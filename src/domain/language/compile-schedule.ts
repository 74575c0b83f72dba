import { defaultSchedule, type Schedule } from '../schedule.ts';
import { type ScheduleShape, weekdays } from './schedule-shape.ts';

/** A schedule with the keys that the file does not give taken from `defaultSchedule`. */
export function compileSchedule(shape: ScheduleShape | undefined): Schedule {
  const schedule = shape ?? {};
  return {
    timezone: schedule.timezone ?? defaultSchedule.timezone,
    defaultTimezone: schedule.default_timezone ?? defaultSchedule.defaultTimezone,
    days: schedule.days === undefined ? defaultSchedule.days : isoWeekdays(schedule.days),
    windows: schedule.windows ?? defaultSchedule.windows,
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
