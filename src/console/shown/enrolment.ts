import type { EnrolmentBeside } from '../../app/desk/enrolment-beside.ts';
import type { TouchAhead } from '../../app/desk/road-ahead.ts';
import { touchStatuses } from '../../domain/codes.ts';
import { isLive } from '../../domain/enrolment/state.ts';
import type { TouchView } from '../../store/enrolments.ts';
import { seenOf } from '../pages/enrolment-deeds.ts';
import { type Telling, whenWords } from '../when.ts';
import { codeWord } from '../words/codes.ts';
import { meaningWordOf } from './meaning.ts';
import { shownPerson } from './person.ts';
import { toldSentences } from './sentence.ts';
import { kindWordOf } from './task.ts';
import { shownTimeline } from './timeline.ts';

interface Showing extends Pick<Telling, 'language' | 'zone' | 'now'> {
  /** Whether what is known of the person beside the address is shown, and mails. */
  readonly isRep: boolean;
  /** The touch whose mail is open. */
  readonly open: string | undefined;
}

/** An enrolment as its page shows it. */
export function shownEnrolment(beside: EnrolmentBeside, showing: Showing) {
  const { enrolment, prospect, explanation, touches, timeline, openTasks, stages, others } = beside;
  const { language, isRep } = showing;
  const { state } = enrolment;
  const { status, stage, track, pauseReason, exitReason, resumeAt } = state;
  const known = isRep ? prospect : { ...prospect, firstName: null, lastName: null, company: null };
  const place = stages.indexOf(stage);
  const shownStages = stages.map((key, index) => ({
    key,
    isHere: key === stage,
    isBehind: index < place,
  }));
  const past = touches.filter((touch) => touch.status !== 'cancelled');
  return {
    id: enrolment.id,
    isRep,
    person: {
      ...shownPerson(known),
      id: prospect.id,
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
    explanation: toldSentences(explanation.sentences, showing),
    isLive: isLive(state),
    canPause: status === 'active' || status === 'pending',
    canResume: status === 'paused',
    canReopen: beside.canReopen,
    objections: beside.objections.map((one) => ({ ...one, word: meaningWordOf(one.category) })),
    stages: shownStages,
    ahead: track === null ? shownStages.filter((_one, index) => index > place) : shownStages,
    behind: shownStages.filter(({ isBehind }) => isBehind),
    others,
    seen: seenOf(state),
    touches: past.map((touch) => shownTouch(touch, showing)),
    road: shownRoad(beside, showing),
    tasks: isRep ? openTasks.map((task) => ({ ...task, kindWord: kindWordOf(task.kind) })) : [],
    timeline: shownTimeline(timeline, language),
  };
}

const handedOver = ['sent', 'unknown'];

function shownTouch(touch: TouchView, showing: Showing) {
  const { isRep, open, language } = showing;
  const isKnown = touchStatuses.some((one) => one === touch.status);
  // It has no time of its own until somebody or something resumes it.
  const isHeld = touch.status === 'scheduled' && touch.dueAt === null;
  const isTold = touch.shifts.some(({ reason }) => reason === touch.reason);
  return {
    id: touch.id,
    step: touch.step,
    stage: touch.stage,
    subject: touch.subject,
    status: touch.status,
    word: isHeld ? 'touch.held' : isKnown ? `touch.${touch.status}` : null,
    at: touch.finishedAt ?? touch.dueAt,
    reason:
      isHeld || isTold || touch.reason === null ? null : codeWord(language, 'moved', touch.reason),
    moved: movedText(touch, showing),
    hasMail: isRep && touch.channel === 'email' && handedOver.includes(touch.status),
    isOpen: touch.id === open,
  };
}

function movedText({ shifts }: TouchView, { language }: Showing): string {
  return shifts
    .map(({ reason, detail }) => {
      const word = codeWord(language, 'moved', reason);
      // Of a limit it is told above which one, and until when.
      return detail && reason !== 'cap_reached' ? `${word} (${detail})` : word;
    })
    .join(', ');
}

/** What is still to come behind the touch that is planned already: that one has a line of its own. */
function shownRoad({ road, touches }: EnrolmentBeside, showing: Showing) {
  if (road === null) return null;
  const open = touches.findLast(({ status }) =>
    ['scheduled', 'queued', 'deferred', 'waiting'].includes(status),
  );
  const [first, ...rest] = road.touches;
  const isPlanned = first !== undefined && open?.step === first.step;
  // A touch that is held has no time yet: when it would go is told here.
  const ahead = isPlanned && open?.dueAt !== null ? rest : road.touches;
  return {
    word: `road.${road.assumes}`,
    from: road.assumes === 'resumed-now' ? null : road.from,
    touches: ahead.map((touch) => shownAhead(touch, showing)),
  };
}

function shownAhead(touch: TouchAhead, { language, zone, now }: Showing) {
  const { movedBy } = touch;
  return {
    ...touch,
    channelWord: `channel.${touch.channel}`,
    moved: movedBy
      .filter((reason) => reason !== 'jitter')
      .map((reason) => codeWord(language, 'moved', reason))
      .join(', '),
    // On the reader's own wall clock, where that is another one.
    local: localTime(touch, { language, zone, now }),
  };
}

function localTime({ at, zone: own }: TouchAhead, { language, zone, now }: Telling): string | null {
  const told = (zone: string, only?: Telling['only']) =>
    whenWords(at, { language, zone, now, only });
  if (told(own) === told(zone)) return null;
  return told(own, 'day') === told(zone, 'day') ? told(own, 'time') : told(own);
}
