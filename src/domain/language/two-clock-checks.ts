import { hasCommonWindow } from '../calendar.ts';
import { placeIn } from '../schedule.ts';
import { scheduleOf } from '../step-schedule.ts';
import { isZone } from '../zone.ts';
import type { Problem } from './problem.ts';
import { problemList } from './report.ts';
import { type CompiledSource, stepsOf } from './written-steps.ts';

/** In the year from here on every pair of zones is as far apart as it ever is. */
const yearFrom = new Date('2026-01-05T00:00:00Z');

/**
 * Where the windows must hold on two wall clocks that are known beforehand, the sender's and the one that the schedule
 * names: whether there is any time that suits both.
 */
export function checkCommonWindows(
  { cadence, file, locate }: CompiledSource,
  senderZone: string | null,
): readonly Problem[] {
  const { problems, report } = problemList(file);
  if (senderZone === null) return problems;
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
    const place = { ...placeIn(other), alsoZones: [senderZone] };
    if (hasCommonWindow(yearFrom, schedule, place)) continue;
    told.add(other);
    const message = `The windows are never open in ${other} and in ${senderZone}, the sender's, at the same time: widen them, or take \`windows_of\` out.`;
    report('no-common-window', locate([...path, 'windows_of']), message);
  }
  return problems;
}
