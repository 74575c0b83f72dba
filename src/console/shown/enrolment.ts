import type { EnrolmentBeside } from '../../app/desk/enrolment-beside.ts';
import { touchStatuses } from '../../domain/codes.ts';
import type { TouchView } from '../../store/enrolments.ts';
import type { Language } from '../words.ts';
import { shownPerson } from './person.ts';
import { kindWordOf } from './task.ts';
import { shownTimeline } from './timeline.ts';

/** An enrolment as its page shows it. @param isRep  also what is known of the person beside the address */
export function shownEnrolment(beside: EnrolmentBeside, language: Language, isRep: boolean) {
  const { enrolment, prospect, explanation, touches, timeline, openTasks, stages } = beside;
  const { status, stage, track, pauseReason, exitReason, resumeAt } = enrolment.state;
  const isLive = status === 'active' || status === 'paused' || status === 'pending';
  const known = isRep ? prospect : { ...prospect, firstName: null, lastName: null, company: null };
  return {
    id: enrolment.id,
    person: {
      ...shownPerson(known),
      title: isRep ? prospect.title : null,
      phone: isRep ? prospect.phone : null,
      timezone: prospect.timezone,
    },
    cadence: enrolment.cadence,
    version: enrolment.cadenceVersion,
    owner: enrolment.owner,
    ...{ stage, track, status, pauseReason, exitReason },
    statusWord: `status.${status}`,
    resumeAt: resumeAt === null ? null : new Date(resumeAt),
    explanation: explanation.summary,
    isLive,
    canPause: status === 'active' || status === 'pending',
    canResume: status === 'paused',
    stages: stages.map((key) => ({ key, isHere: key === stage })),
    touches: touches.filter((touch) => touch.status !== 'cancelled').map(shownTouch),
    tasks: isRep ? openTasks.map((task) => ({ ...task, kindWord: kindWordOf(task.kind) })) : [],
    timeline: shownTimeline(timeline, language),
  };
}

function shownTouch(touch: TouchView) {
  const isKnown = touchStatuses.some((one) => one === touch.status);
  // It has no time of its own until somebody or something resumes it.
  const isHeld = touch.status === 'scheduled' && touch.dueAt === null;
  return {
    step: touch.step,
    stage: touch.stage,
    subject: touch.subject,
    status: touch.status,
    word: isHeld ? 'touch.held' : isKnown ? `touch.${touch.status}` : null,
    at: touch.finishedAt ?? touch.dueAt,
    reason: touch.reason,
    moved: touch.shifts
      .map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason))
      .join(', '),
  };
}
