import type { TaskBeside } from '../../app/desk/task-beside.ts';
import { shownPerson } from './person.ts';
import { type Reader, toldSentences } from './sentence.ts';
import { shownTimeline } from './timeline.ts';

/** Whom a task is about, and where their enrolment stands. */
export function shownBesideTask(
  { prospect, enrolment, explanation, timeline }: TaskBeside,
  reader: Reader,
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
    explanation: toldSentences(explanation.sentences, reader),
    timeline: shownTimeline(timeline, reader.language),
  };
}
