import {
  type CadenceSchedule,
  defaultSchedule,
  type ScheduleOverride,
  type Window,
} from '../schedule.ts';
import { type ScheduleOverrideShape, type ScheduleShape, weekdays } from './schedule-shape.ts';

/** A schedule with the keys that the file does not give taken from `defaultSchedule`; its calendars are not known yet. */
export function compileSchedule(shape: ScheduleShape | undefined): CadenceSchedule {
  const followUps = shape?.follow_ups;
  return {
    ...defaultSchedule,
    ...compileOverride(shape ?? {}),
    ...(followUps === undefined ? {} : { followUps: compileOverride(followUps) }),
  };
}

/** The keys that the file gives, and no others. Equal schedules have one form, however they were written. */
export function compileOverride(shape: ScheduleOverrideShape): ScheduleOverride {
  const { timezone, default_timezone: defaultTimezone, days, windows, holidays, jitter } = shape;
  const { windows_of: windowsOf, min_gap: minGap } = shape;
  return {
    ...(timezone === undefined ? {} : { timezone }),
    ...(defaultTimezone === undefined ? {} : { defaultTimezone }),
    ...(days === undefined ? {} : { days: isoWeekdays(days) }),
    ...(windows === undefined ? {} : { windows: inOrder(windows) }),
    ...(windowsOf === undefined ? {} : { windowsOf }),
    ...(holidays === undefined ? {} : { holidays: oneOrSeveral(holidays) }),
    ...(minGap === undefined ? {} : { minGap }),
    ...(jitter === undefined ? {} : { jitterMs: jitter }),
  };
}

/** ISO weekdays (Monday is 1), in order and each once. */
function isoWeekdays(days: 'all' | readonly (typeof weekdays)[number][]): number[] {
  return weekdays.flatMap((day, index) =>
    days === 'all' || days.includes(day) ? [index + 1] : [],
  );
}

/** Windows in the order of the day; those that touch or overlap are one. */
function inOrder(windows: 'always' | readonly Window[]): 'always' | readonly Window[] {
  if (windows === 'always') return windows;
  const apart: Window[] = [];
  for (const window of windows.toSorted((a, b) => a.startMinute - b.startMinute)) {
    const before = apart.at(-1);
    if (before === undefined || window.startMinute > before.endMinute) {
      apart.push(window);
    } else {
      const endMinute = Math.max(before.endMinute, window.endMinute);
      apart[apart.length - 1] = { startMinute: before.startMinute, endMinute };
    }
  }
  return apart;
}

function oneOrSeveral(holidays: string | readonly string[]): string | readonly string[] {
  if (typeof holidays === 'string') return holidays;
  const [first = 'none', ...more] = new Set(holidays);
  return more.length === 0 ? first : [first, ...more];
}
