import { type Duration, noDuration, surelyShorter } from '../duration.ts';
import { parseDuration } from '../parse-duration.ts';
import { sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import { isLoose, type Outline, type StepOutline } from './outline.ts';
import type { Path, Report } from './report.ts';
import { valueAt } from './shape-problems.ts';

/** Distances in time that contradict one another. */
export function checkDistances(outline: Outline, document: SourceDocument, report: Report): void {
  const minGap = durationAt(document, ['schedule', 'min_gap']) ?? noDuration;
  const lists = [outline.steps, ...outline.tracks.map((track) => track.steps)];
  for (const steps of lists) {
    // The first step of a list counts from an enrolment or an event, not from a touch.
    for (const step of steps.slice(1)) checkGap(step, minGap, document, report);
    for (const step of steps) checkSkip(step, document, report);
  }
}

function checkGap(
  { step, path }: StepOutline,
  minGap: Duration,
  document: SourceDocument,
  report: Report,
): void {
  const at = [...path, 'after'];
  const after = Object.hasOwn(step, 'after') ? durationAt(document, at) : noDuration;
  if (after === null || !surelyShorter(after, minGap)) return;
  const position = Object.hasOwn(step, 'after') ? document.locate(at) : document.locate(path);
  const gap = { span: minGap };
  const said = surelyShorter(noDuration, after)
    ? sentence('lint.closer', { after: { span: after }, gap })
    : sentence('lint.closer-at-once', { gap });
  report('closer-than-min-gap', position, said);
}

function checkSkip({ step, path }: StepOutline, document: SourceDocument, report: Report): void {
  if (!isLoose(step.task)) return;
  const at = [...path, 'task', 'skip_after'];
  const due = durationAt(document, [...path, 'task', 'due_in']);
  const skip = durationAt(document, at);
  if (due === null || skip === null || !surelyShorter(skip, due)) return;
  const said = sentence('lint.skipped-before-due', { skip: { span: skip }, due: { span: due } });
  report('skipped-before-due', document.locate(at), said);
}

/** Null when there is none, or one that cannot be read. */
function durationAt(document: SourceDocument, path: Path): Duration | null {
  const text = valueAt(document.value, path);
  if (typeof text !== 'string') return null;
  try {
    return parseDuration(text);
  } catch {
    return null;
  }
}
