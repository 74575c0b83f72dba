import { defaultSchedule, parseDays, type Schedule } from '../schedule.ts';
import type { ScheduleShape } from './schedule-shape.ts';

/** A schedule with the keys that the file does not give taken from `defaultSchedule`. */
export function compileSchedule(shape: ScheduleShape | undefined): Schedule {
  const schedule = shape ?? {};
  return {
    timezone: schedule.timezone ?? defaultSchedule.timezone,
    defaultTimezone: schedule.default_timezone ?? defaultSchedule.defaultTimezone,
    days: schedule.days === undefined ? defaultSchedule.days : parseDays(schedule.days),
    windows: schedule.windows ?? defaultSchedule.windows,
    holidays: schedule.holidays ?? defaultSchedule.holidays,
    minGap: schedule.min_gap ?? defaultSchedule.minGap,
    jitterMs: 0,
  };
}
