import { sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import { isLoose, type Outline, type StepOutline } from './outline.ts';
import type { Path, Report } from './report.ts';
import { valueAt } from './shape-problems.ts';

const wantedTouches = 5;

/** Steps: their ids, what each does, and how many there are. */
export function checkSteps(outline: Outline, document: SourceDocument, report: Report): void {
  const all = [...outline.steps, ...outline.tracks.flatMap((track) => track.steps)];
  checkIds(all, document, report);
  for (const step of all) checkAction(step, document, report);
  checkLists(outline, document, report);
  checkFirstMail(outline.steps, document, report);
  checkTouches(outline.steps, document, report);
}

function checkIds(steps: readonly StepOutline[], document: SourceDocument, report: Report): void {
  const lineOf = new Map<string, number>();
  for (const { step, path } of steps) {
    const id = step.id;
    if (typeof id !== 'string') continue;
    const position = document.locate([...path, 'id']);
    const first = lineOf.get(id);
    if (first === undefined) {
      lineOf.set(id, position.line);
      continue;
    }
    report('duplicate-step', position, sentence('lint.duplicate-step', { id, line: first }));
  }
}

function checkAction(step: StepOutline, document: SourceDocument, report: Report): void {
  const hasEmail = Object.hasOwn(step.step, 'email');
  const hasTask = Object.hasOwn(step.step, 'task');
  if (hasEmail && hasTask) {
    report(
      'step-with-two-actions',
      document.locateKey([...step.path, 'task']),
      sentence('lint.two-actions'),
    );
  } else if (!hasEmail && !hasTask) {
    report('step-without-action', document.locate(step.path), sentence('lint.no-action'));
  }
}

function checkLists(outline: Outline, document: SourceDocument, report: Report): void {
  const lists: readonly Path[] = [
    ['steps'],
    ...outline.tracks.map(({ path }) => [...path, 'steps']),
  ];
  for (const path of lists) {
    const list = valueAt(document.value, path);
    if (!Array.isArray(list) || list.length > 0) continue;
    report('no-steps', document.locate(path), sentence('lint.no-steps'));
  }
}

function checkFirstMail(
  steps: readonly StepOutline[],
  document: SourceDocument,
  report: Report,
): void {
  const first = steps.find(({ step }) => isLoose(step.email));
  if (first === undefined || valueAt(first.step, ['email', 'thread']) !== 'reply') return;
  const position = document.locate([...first.path, 'email', 'thread']);
  report('reply-without-thread', position, sentence('lint.reply-without-thread'));
}

function checkTouches(
  steps: readonly StepOutline[],
  document: SourceDocument,
  report: Report,
): void {
  if (steps.length === 0 || steps.length >= wantedTouches) return;
  const count = steps.length;
  const touches = count === 1 ? sentence('touches.one') : sentence('touches.several', { count });
  report('few-touches', document.locateKey(['steps']), sentence('lint.few-touches', { touches }));
}
