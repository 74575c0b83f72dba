import type { TaskBeside } from '../../app/desk/task-beside.ts';
import type { SnoozeTimes } from '../../domain/snooze.ts';
import { shownAnswers } from './answer.ts';
import { shownBesideTask } from './beside-task.ts';
import { shownDraft } from './draft.ts';
import { meaningWordOf } from './meaning.ts';
import { nameOf } from './person.ts';
import type { Reader } from './sentence.ts';

/** What is usually said of how a task went, by its kind; another kind takes what one writes. */
const outcomes: Readonly<Record<string, readonly string[]>> = {
  call: ['connected', 'no-answer', 'left-message', 'wrong-number'],
  reply: ['answered', 'no-answer-needed'],
  objection: ['answered', 'no-answer-needed'],
  'unknown-hand-over': ['sent', 'not-sent'],
};
const withWords = new Set(Object.values(outcomes).flat());
const kinds = ['triage', 'reply', 'objection', 'call', 'approval', 'unknown-hand-over'];

/** The word of a kind of task; null for one of a cadence's own, which is told as it is written. */
export function kindWordOf(kind: string): string | null {
  return kinds.includes(kind) ? `kind.${kind}` : null;
}

/** A task as its view shows it. */
export function shownTask(beside: TaskBeside, reader: Reader, times: SnoozeTimes) {
  const { task, prospect, meanings, draft, answers } = beside;
  const { snoozedUntil: until } = task;
  const offered = meanings.length > 0 ? meanings : (outcomes[task.kind] ?? []);
  const read = readingOf(task.data);
  const text = textOf(task.data);
  return {
    id: task.id,
    kind: task.kind,
    kindWord: kindWordOf(task.kind),
    title: task.title,
    dueAt: task.dueAt,
    skipAt: task.skipAt,
    isOpen: task.status === 'open',
    snoozedUntil: until !== null && until > reader.now ? until : null,
    snooze: shownTimes(times, task.skipAt),
    isApproval: task.kind === 'approval',
    isCall: task.kind === 'call',
    draft: draft === null ? null : shownDraft(draft),
    answers: answers === null ? null : shownAnswers(answers, prospect.email, text, reader),
    text,
    read,
    readWord: read === null ? null : meaningWordOf(read),
    outcomes: offered.map((code) => ({
      code,
      word: withWords.has(code) ? `outcome.${code}` : null,
      isRead: code === read,
    })),
    mustChoose: meanings.length > 0 || task.kind === 'unknown-hand-over',
    ...shownBesideTask(beside, reader),
  };
}

/** What is told of a task that was just closed or put off: which it was, and whom nothing is sent to for all that. */
export function shownJust({ task, prospect, enrolment }: TaskBeside) {
  return {
    ...{ id: task.id, title: task.title, name: nameOf(prospect), enrolmentId: task.enrolmentId },
    snoozedUntil: task.status === 'open' ? task.snoozedUntil : null,
    isPaused: task.status !== 'open' && enrolment.state.status === 'paused',
  };
}

/** Times at which the task may come back, as forms send them; none at which its time would be over. */
function shownTimes({ morning, monday }: SnoozeTimes, skipAt: Date | null) {
  const isInTime = (at: Date) => skipAt === null || at < skipAt;
  return [
    { word: 'snooze.morning', at: morning },
    ...(monday === null ? [] : [{ word: 'snooze.monday', at: monday }]),
  ]
    .filter(({ at }) => isInTime(at))
    .map(({ word, at }) => ({ word, at, value: at.toISOString() }));
}

const textOf = ({ text }: Readonly<Record<string, unknown>>) =>
  typeof text === 'string' && text !== '' ? text : null;

function readingOf({ reading }: Readonly<Record<string, unknown>>): string | null {
  if (typeof reading !== 'object' || reading === null || !('meaning' in reading)) return null;
  return typeof reading.meaning === 'string' ? reading.meaning : null;
}
