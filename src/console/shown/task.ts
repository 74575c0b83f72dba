import type { TaskBeside } from '../../app/desk/task-beside.ts';
import { shownAnswers } from './answer.ts';
import { shownBesideTask } from './beside-task.ts';
import { shownDraft } from './draft.ts';
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
export function shownTask(beside: TaskBeside, reader: Reader) {
  const { task, prospect, meanings, draft, answers } = beside;
  const offered = meanings.length > 0 ? meanings : (outcomes[task.kind] ?? []);
  const read = readingOf(task.data);
  return {
    id: task.id,
    kind: task.kind,
    kindWord: kindWordOf(task.kind),
    title: task.title,
    dueAt: task.dueAt,
    skipAt: task.skipAt,
    isOpen: task.status === 'open',
    isApproval: task.kind === 'approval',
    draft: draft === null ? null : shownDraft(draft),
    answers: answers === null ? null : shownAnswers(answers, prospect.email, textOf(task.data)),
    text: textOf(task.data),
    read,
    outcomes: offered.map((code) => ({
      code,
      word: withWords.has(code) ? `outcome.${code}` : null,
      isRead: code === read,
    })),
    mustChoose: meanings.length > 0 || task.kind === 'unknown-hand-over',
    ...shownBesideTask(beside, reader),
  };
}

const textOf = ({ text }: Readonly<Record<string, unknown>>) =>
  typeof text === 'string' && text !== '' ? text : null;

function readingOf({ reading }: Readonly<Record<string, unknown>>): string | null {
  if (typeof reading !== 'object' || reading === null || !('meaning' in reading)) return null;
  return typeof reading.meaning === 'string' ? reading.meaning : null;
}
