import type { Cadence } from '../cadence.ts';
import type { OwnCalendar } from '../own-calendar.ts';
import type { Schedule, ScheduleOverride } from '../schedule.ts';
import { suggestion } from './nearest.ts';
import { inOrder, type Problem } from './problem.ts';
import { type CadenceSource, stepsOf } from './references.ts';
import { type Path, problemList } from './report.ts';
import type { Workspace } from './workspace.ts';

/** A schedule as it is written somewhere in a cadence, and where. */
interface Written {
  readonly schedule: ScheduleOverride;
  readonly path: Path;
}

/**
 * The cadence with the own calendars that it names, so that they are part of its version: a calendar that is edited later
 * moves nothing that is published. Says which of them the workspace does not have.
 */
export function pinCalendars(
  source: CadenceSource,
  workspace: Workspace,
): { readonly cadence: Cadence; readonly problems: readonly Problem[] } {
  const { cadence, file, locate } = source;
  const { problems, report } = problemList(file);
  const known = new Map(Object.entries(workspace.calendars));
  const pinned = new Map<string, OwnCalendar>();
  for (const { schedule, path } of writtenIn(cadence)) {
    for (const holidays of listOf(schedule.holidays)) {
      const key = holidays.replace(/^calendar:/, '');
      if (key === holidays) continue;
      const calendar = known.get(key);
      if (calendar !== undefined) {
        pinned.set(key, calendar);
        continue;
      }
      const message = `There is no calendar ${key} in workspace.yaml${suggestion(key, known.keys())}`;
      report('unknown-calendar', locate([...path, 'holidays']), message);
    }
  }
  if (pinned.size === 0) return { cadence, problems: inOrder(problems) };
  const calendars = Object.fromEntries(pinned);
  return {
    cadence: { ...cadence, schedule: { ...cadence.schedule, calendars } },
    problems: inOrder(problems),
  };
}

function listOf(holidays: Schedule['holidays'] | undefined): readonly string[] {
  if (holidays === undefined) return [];
  return typeof holidays === 'string' ? [holidays] : holidays;
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
