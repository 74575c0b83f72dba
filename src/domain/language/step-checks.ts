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
    const message = `The step id ${id} is used already in line ${first}: ids are unique in the file, tracks included.`;
    report('duplicate-step', position, message);
  }
}

function checkAction(step: StepOutline, document: SourceDocument, report: Report): void {
  const hasEmail = Object.hasOwn(step.step, 'email');
  const hasTask = Object.hasOwn(step.step, 'task');
  if (hasEmail && hasTask) {
    const message = 'A step is a mail or a task, not both: make two steps of it.';
    report('step-with-two-actions', document.locateKey([...step.path, 'task']), message);
  } else if (!hasEmail && !hasTask) {
    const message = 'A step needs `email: { template: stage/name }` or `task: { kind: call }`.';
    report('step-without-action', document.locate(step.path), message);
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
    report('no-steps', document.locate(path), 'There must be at least one step here.');
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
  const message =
    'The first mail has no thread to continue and opens a new one: take `thread` out.';
  report('reply-without-thread', position, message);
}

function checkTouches(
  steps: readonly StepOutline[],
  document: SourceDocument,
  report: Report,
): void {
  if (steps.length === 0 || steps.length >= wantedTouches) return;
  const touches = steps.length === 1 ? '1 touch' : `${steps.length} touches`;
  const message =
    `Only ${touches}: 80 % of sales need five or more follow-ups, yet 44 % of sellers give up after one no, ` +
    '22 % after two, 14 % after three, 12 % after four.';
  report('few-touches', document.locateKey(['steps']), message);
}
