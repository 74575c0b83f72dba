import type { EventRule, EventRules } from '../../domain/cadence.ts';
import { codeWord } from '../words/codes.ts';
import { taskWords } from '../words/task.ts';
import type { Language } from '../words.ts';
import { meaningWordOf } from './meaning.ts';
import { kindWordOf } from './task.ts';
import { type WaitPart, waitParts } from './wait.ts';

/** Something that is heard: a word for it, and the category of an objection. */
interface Heard {
  readonly word: string;
  readonly category: string | null;
  /** The word of a usual category; null for one of a cadence's own, which is told as it is written. */
  readonly categoryWord: string | null;
}

/** One thing that a rule does; `detail` is told with the word. */
interface Done {
  readonly word: string;
  readonly detail: string;
  readonly wait: readonly WaitPart[];
}

/** What is done when something is heard, in the order of the events. */
export function shownRules(on: EventRules, language: Language) {
  return rulesOf(on).map(({ heard, rule }) => ({
    ...heard,
    condition: rule.when ?? null,
    does: doneBy(rule, language),
  }));
}

/** What leads into a track. */
export function triggersOf(track: string, on: EventRules) {
  return rulesOf(on).flatMap(({ heard, rule }) =>
    rule.track === track ? [{ ...heard, condition: rule.when ?? null }] : [],
  );
}

function rulesOf({ objection = {}, ...others }: EventRules) {
  const rules: { readonly heard: Heard; readonly rule: EventRule }[] = [];
  for (const [event, rule] of Object.entries(others)) {
    if (rule !== undefined)
      rules.push({ heard: { word: `heard.${event}`, category: null, categoryWord: null }, rule });
  }
  const objections = Object.entries(objection).map(([category, rule]) => {
    const isRest = category === 'default';
    const word = isRest ? 'heard.objection.rest' : 'heard.objection';
    if (isRest) return { heard: { word, category: null, categoryWord: null }, rule };
    return { heard: { word, category, categoryWord: meaningWordOf(category) }, rule };
  });
  // Replies and objections are what is read first.
  return [...rules.slice(0, 1), ...objections, ...rules.slice(1)];
}

function doneBy(rule: EventRule, language: Language): Done[] {
  const none = { detail: '', wait: [] };
  const wait = rule.default === undefined ? [] : waitParts(rule.default);
  return [
    ...(rule.pause === undefined
      ? []
      : [{ word: `does.pause.${rule.pause === true ? 'true' : rule.pause}`, detail: '', wait }]),
    ...(rule.task === undefined
      ? []
      : [{ ...none, word: 'does.task', detail: kindText(rule.task.kind, language) }]),
    ...(rule.track === undefined ? [] : [{ ...none, word: 'does.track', detail: rule.track }]),
    ...(rule.advance === undefined
      ? []
      : [
          {
            ...none,
            word: rule.backwards ? 'does.back' : 'does.advance',
            detail: rule.advance,
          },
        ]),
    ...(rule.exit === undefined
      ? []
      : [{ ...none, word: 'does.exit', detail: codeWord(language, 'exit', rule.exit) }]),
    ...(rule.enrol === undefined
      ? []
      : [
          {
            word: rule.enrol.after === null ? 'does.enrol' : 'does.enrol.after',
            detail: rule.enrol.cadence,
            wait: rule.enrol.after === null ? [] : waitParts(rule.enrol.after),
          },
        ]),
  ];
}

/** A kind of task as people read it; one of a cadence's own as it is written. */
function kindText(kind: string, language: Language): string {
  const all: Readonly<Record<string, string>> = taskWords[language];
  return all[kindWordOf(kind) ?? ''] ?? kind;
}
