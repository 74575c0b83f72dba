import { keyIn } from '../../app/desk/cadence-file.ts';
import type { NextTouches, PlannedNext } from '../../app/enrolments/plan-touches.ts';
import type { Library } from '../../app/library/library.ts';
import type { CadencePlan } from '../../app/library/plan.ts';
import { type PublicationMode, publicationModes } from '../../store/publications.ts';
import { shownChanges, shownDiff, shownTemplateChanges } from './changes.ts';
import { type Reader, toldMessage } from './sentence.ts';

/** What publishing would do, and what has to be said to do it. @param hash  of what would be published */
export function shownPlan(plan: CadencePlan, hash: string, mode: PublicationMode) {
  const { cadence, what, number, changes, templates, mails, standing, sample } = plan;
  const people = standing.reduce((sum, { count }) => sum + count, 0);
  const isNew = what === 'new';
  const onOlder = standing.filter((one) => one.number !== number);
  const isUnchanged = what === 'unchanged';
  return {
    ...{ hash, mode, isNew, isUnchanged, people },
    isPin: mode === 'pin',
    current: number ?? '',
    // Whoever is on an older version can be moved although nothing has changed.
    canPublish: !isUnchanged || (mode !== 'pin' && onOlder.length > 0),
    modes: publicationModes.map((one) => ({
      ...{ key: one, isHere: one === mode, word: `mode.${one}`, meaning: `modeMeans.${one}` },
      path: `/console/cadences/${cadence}/publish?mode=${one}`,
    })),
    changes: shownChanges(changes),
    templates: shownTemplateChanges(templates),
    mails: mails.map(({ step, locale, lines, more }) => ({
      ...{ step, locale, more: more === 0 ? null : more, lines: shownDiff(lines) },
    })),
    standing: standing.map((one) => ({ ...one, word: `status.${one.status}` })),
    sample: sample.map(shownNext),
  };
}

function shownNext({ enrolmentId, email, today, after, how }: NextTouches) {
  const isSame = today?.step === after?.step && today?.dueAt?.getTime() === after?.dueAt?.getTime();
  return {
    ...{ enrolmentId, email, today: touchOf(today), after: touchOf(after) },
    word: `how.${how}`,
    isChanged: !isSame,
  };
}

function touchOf(next: PlannedNext | null) {
  return next === null ? null : { step: next.step, at: next.dueAt };
}

/** What stands in the way of publishing, each with the page of its file where it is one of a cadence. */
export function shownErrors({ problems, cadences }: Library, reader: Reader) {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map((problem) => {
      const found = cadences.find(({ file }) => file === problem.file);
      const key = found === undefined ? null : keyIn(found.source);
      const path = key === null ? null : `/console/cadences/${key}/file#L${problem.line}`;
      const { file, line, column, code, message, said } = problem;
      return { file, line, column, code, path, told: toldMessage(message, said, reader) };
    });
}
