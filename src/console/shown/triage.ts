import { z } from 'zod';
import type { TaskBeside } from '../../app/desk/task-beside.ts';
import type { UnknownHandOver, WaitingTask } from '../../store/triage-desk.ts';
import { shownBesideTask } from './beside-task.ts';
import { markWords, wordsIn } from './marked-text.ts';
import { meaningWordOf } from './meaning.ts';
import { shownPerson } from './person.ts';
import { shownBecause } from './reading.ts';
import type { Reader, ToldMessage } from './sentence.ts';

const dataShape = z.object({
  text: z.string().optional(),
  from: z.string().nullish(),
  claims: z.string().optional(),
  occurredAt: z.coerce.date().optional(),
  reading: z
    .object({
      meaning: z.string(),
      confidence: z.number(),
      because: z.string(),
      by: z.string().optional(),
    })
    .optional(),
});

/** What we call a reply of which we have no guess. */
const noGuess = 'unclear';

/** A reply in the list: who wrote, and how it begins. */
export function shownReplyLine(task: WaitingTask, now: Date) {
  const { text = '', reading } = dataShape.parse(task.data);
  return {
    id: task.id,
    ...shownPerson(task),
    owner: task.owner,
    at: task.createdAt,
    isLate: task.dueAt !== null && task.dueAt < now,
    begins: text.replace(/\s+/g, ' ').trim().slice(0, 120),
    meaningWord: reading === undefined ? null : meaningWordOf(reading.meaning),
    meaning: reading?.meaning ?? null,
    isGuessed: reading !== undefined && reading.meaning !== noGuess,
  };
}

/** What comes of a meaning. */
const effects = ['opt-out', 'objection', 'noted', 'forged'] as const;

function effectOf(meaning: string): (typeof effects)[number] {
  if (meaning === 'opt-out' || meaning === 'forged') return meaning;
  const isNoted = meaning === 'positive' || meaning === 'question' || meaning === noGuess;
  return isNoted ? 'noted' : 'objection';
}

const keys = '123456789abdefg';

/** The key that chooses it; `c` decides. */
function keyOf(at: number) {
  return { key: keys[at] ?? null };
}

/** What was said in the form, where it comes back with what is wrong with it. */
export interface Said {
  readonly outcome: string;
  readonly note: string;
  readonly wrong: ToldMessage | null;
}

/** A reply with our reading of it, and what may be said that it means. */
export function shownReply(
  beside: TaskBeside,
  threshold: number,
  reader: Reader,
  said: Said | null,
) {
  const { task, meanings } = beside;
  const { text = '', from, claims, occurredAt, reading } = dataShape.parse(task.data);
  // Nothing is chosen for whoever has to decide, unless we have a guess.
  const guess = reading?.meaning === noGuess ? undefined : reading?.meaning;
  const chosen = said?.outcome || guess;
  return {
    id: task.id,
    title: task.title,
    dueAt: task.dueAt,
    isOpen: task.status === 'open',
    outcome: task.outcome,
    outcomeWord: task.outcome === null ? null : meaningWordOf(task.outcome),
    closedAt: task.closedAt,
    writtenAt: occurredAt ?? null,
    isUnproven: claims !== undefined,
    // A mail that somebody else has written than the one it is about.
    from: from != null && from.toLowerCase() !== task.email.toLowerCase() ? from : null,
    pieces: markWords(text, reading === undefined ? [] : wordsIn(reading.because)),
    reading:
      reading === undefined
        ? null
        : {
            meaning: reading.meaning,
            word: meaningWordOf(reading.meaning),
            ...shownBecause(reading),
            isGuess: reading.meaning !== noGuess,
            isByClassifier: reading.by === 'classifier',
            sure: Math.round(reading.confidence * 100),
            needed: Math.round(threshold * 100),
          },
    groups: effects.flatMap((effect) => {
      const own = meanings.flatMap((code, at) =>
        effectOf(code) === effect
          ? [{ code, word: meaningWordOf(code), ...keyOf(at), isChosen: code === chosen }]
          : [],
      );
      return own.length === 0 ? [] : [{ word: `does.${effect}`, meanings: own }];
    }),
    note: said?.note ?? '',
    wrong: said?.wrong ?? null,
    ...shownBesideTask(beside, reader),
  };
}

/** A hand-over of unknown end with its evidence. */
export function shownHandOver(one: UnknownHandOver, smtpEnvOf: (mailbox: string) => string | null) {
  const mailbox = one.mailbox ?? 'default';
  return {
    ...one,
    ...shownPerson(one),
    mailbox,
    smtpEnv: smtpEnvOf(mailbox),
    // A worker that died leaves no word behind.
    response: one.response,
  };
}
