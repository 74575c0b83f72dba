import type { Cadence } from '../cadence.ts';
import type { OwnCalendar } from '../own-calendar.ts';
import type { Schedule, ScheduleOverride } from '../schedule.ts';
import { sentence } from '../sentence.ts';
import { hint } from './nearest.ts';
import type { Problem } from './problem.ts';
import { type Path, problemList } from './report.ts';
import { type CompiledSource, stepsOf } from './written-steps.ts';

type Calendars = Readonly<Record<string, OwnCalendar>>;

/** A schedule as it is written somewhere in a cadence, and where. */
interface Written {
  readonly schedule: ScheduleOverride;
  readonly path: Path;
}

/**
 * The cadence with the own calendars that it names, so that they are part of its version: a calendar that is edited later
 * moves nothing that is published. One that is not known is left out; `checkCalendarKeys` says so.
 */
export function pinCalendars(cadence: Cadence, known: Calendars): Cadence {
  const keys = new Set(writtenIn(cadence).flatMap(({ schedule }) => keysOf(schedule.holidays)));
  const pinned = Object.entries(known).filter(([key]) => keys.has(key));
  if (pinned.length === 0) return cadence;
  const calendars = Object.fromEntries(pinned);
  return { ...cadence, schedule: { ...cadence.schedule, calendars } };
}

/** Whether the calendars that a cadence names are those of the workspace. */
export function checkCalendarKeys(
  { cadence, file, locate }: CompiledSource,
  known: Calendars,
): readonly Problem[] {
  const { problems, report } = problemList(file);
  for (const { schedule, path } of writtenIn(cadence)) {
    for (const key of keysOf(schedule.holidays)) {
      if (Object.hasOwn(known, key)) continue;
      const meant = hint(key, Object.keys(known));
      report(
        'unknown-calendar',
        locate([...path, 'holidays']),
        sentence('lint.unknown-calendar', { key, meant }),
      );
    }
  }
  return problems;
}

function keysOf(holidays: Schedule['holidays'] | undefined): readonly string[] {
  const several = typeof holidays === 'string' ? [holidays] : (holidays ?? []);
  return several.flatMap((each) => {
    const key = each.replace(/^calendar:/, '');
    return key === each ? [] : [key];
  });
}

function writtenIn(cadence: Cadence): readonly Written[] {
  const { schedule } = cadence;
  return [
    { schedule, path: ['schedule'] },
    { schedule: schedule.followUps ?? {}, path: ['schedule', 'follow_ups'] },
    ...stepsOf(cadence).map(({ step, path }) => ({
      schedule: step.schedule ?? {},
      path: [...path, 'schedule'],
    })),
  ];
}
