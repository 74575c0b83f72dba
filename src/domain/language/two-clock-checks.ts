import { sentence } from '../sentence.ts';
import { scheduleOf } from '../step-schedule.ts';
import { clocksMeet } from '../two-clocks.ts';
import { isZone } from '../zone.ts';
import type { Problem } from './problem.ts';
import { problemList } from './report.ts';
import { type CompiledSource, stepsOf } from './written-steps.ts';

/** Week by week through a year: every pair of zones is as far apart as it ever is. */
const weeks = Array.from({ length: 53 }, (_, week) => new Date(Date.UTC(2026, 0, 5 + 7 * week)));

/**
 * Where the windows must hold on two wall clocks that are known beforehand, the sender's and the one that the schedule
 * names: whether there is any time that suits both.
 *
 * @param senderZones  those of the mailboxes that it may be sent from
 */
export function checkCommonWindows(
  { cadence, file, locate }: CompiledSource,
  senderZones: readonly string[],
): readonly Problem[] {
  const { problems, report } = problemList(file);
  const told = new Set<string>();
  const all = [
    { schedule: cadence.schedule, path: ['schedule'] },
    ...stepsOf(cadence).map(({ step, path }) => ({
      schedule: scheduleOf(cadence, step),
      path: [...path, 'schedule'],
    })),
  ];
  for (const { schedule, path } of all) {
    const { timezone, windowsOf, defaultTimezone } = schedule;
    const other = isZone(timezone) ? timezone : defaultTimezone;
    if (windowsOf !== 'both' || told.has(other)) continue;
    const apart = senderZones.find((zone) => !clocksMeet(schedule, [other, zone], weeks));
    if (apart === undefined) continue;
    told.add(other);
    report(
      'no-common-window',
      locate([...path, 'windows_of']),
      sentence('lint.no-common-window', { zone: other, other: apart }),
    );
  }
  return problems;
}
