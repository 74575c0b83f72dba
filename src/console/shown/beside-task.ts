import type { TaskBeside } from '../../app/desk/task-beside.ts';
import type { Telling } from '../when.ts';
import { shownPerson } from './person.ts';
import { shownTimeline } from './timeline.ts';
import { withTimes } from './told-times.ts';

/** Language, and the clock on whose wall times are told. */
export type Reader = Omit<Telling, 'only'>;

/** Whom a task is about, and where their enrolment stands. */
export function shownBesideTask(
  { prospect, enrolment, explanation, timeline }: TaskBeside,
  { language, ...clock }: Reader,
) {
  return {
    person: {
      ...shownPerson(prospect),
      title: prospect.title,
      phone: prospect.phone,
      timezone: prospect.timezone,
    },
    enrolment: {
      id: enrolment.id,
      cadence: enrolment.cadence,
      version: enrolment.cadenceVersion,
      stage: enrolment.state.stage,
      status: enrolment.state.status,
      word: `status.${enrolment.state.status}`,
      owner: enrolment.owner,
    },
    explanation: withTimes(explanation.summary, clock),
    timeline: shownTimeline(timeline, language),
  };
}
