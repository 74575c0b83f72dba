import { IANAZone } from 'luxon';
import type { Schedule } from './schedule.ts';

const dayMinutes = 1_440;
const weekMinutes = 7 * dayMinutes;

/**
 * Whether the windows of a schedule are ever open on the wall clocks of two zones at once, as far apart as these are at
 * one of the instants. Holidays are not looked at.
 */
export function clocksMeet(
  schedule: Schedule,
  zones: readonly [string, string],
  instants: readonly Date[],
): boolean {
  const [first, second] = zones.map((zone) => IANAZone.create(zone));
  const apart = instants.map(
    (at) => (first?.offset(at.getTime()) ?? 0) - (second?.offset(at.getTime()) ?? 0),
  );
  return [...new Set(apart)].some((minutes) => windowsMeet(schedule, minutes));
}

/** Whether the windows of a week overlap with themselves, moved by some minutes. */
function windowsMeet({ days, windows }: Schedule, minutesApart: number): boolean {
  const ofDay = windows === 'always' ? [{ startMinute: 0, endMinute: dayMinutes }] : windows;
  const open = days.flatMap((day) =>
    ofDay.map(({ startMinute, endMinute }) => ({
      start: (day - 1) * dayMinutes + startMinute,
      end: (day - 1) * dayMinutes + endMinute,
    })),
  );
  const moves = [-weekMinutes, 0, weekMinutes].map((week) => week + minutesApart);
  return open.some(({ start, end }) =>
    open.some((other) =>
      moves.some((move) => Math.max(start, other.start + move) < Math.min(end, other.end + move)),
    ),
  );
}
