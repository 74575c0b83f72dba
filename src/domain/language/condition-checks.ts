import { type ConditionScope, checkCondition } from '../condition.ts';
import { sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import { hint } from './nearest.ts';
import type { Loose, Outline } from './outline.ts';
import type { Path, Report } from './report.ts';
import { placeInScalar } from './scalar-place.ts';

/** Conditions: their form, the types of what they compare, and the steps that they name. */
export function checkConditions(
  outline: Outline,
  document: SourceDocument,
  source: string,
  report: Report,
): void {
  const steps = [...outline.steps, ...outline.tracks.flatMap((track) => track.steps)];
  const ids = steps.flatMap(({ step }) => (typeof step.id === 'string' ? [step.id] : []));
  const check = (owner: Loose, path: Path, scope: ConditionScope) => {
    const { when } = owner;
    if (typeof when !== 'string') return;
    const start = document.locate([...path, 'when']);
    const at = (offset: number) =>
      placeInScalar(source, start, when, { line: 1, column: offset + 1 });
    const problem = checkCondition(when, scope);
    if (problem !== null) {
      const code = problem.kind === 'name' ? 'unknown-variable' : 'invalid-condition';
      report(code, at(problem.offset), problem.said);
      return;
    }
    for (const { id, offset } of stepsNamed(when)) {
      if (ids.includes(id)) continue;
      report(
        'unknown-step',
        at(offset),
        sentence('lint.unknown-step', { id, meant: hint(id, ids) }),
      );
    }
  };
  for (const { step, path } of steps) check(step, path, 'step');
  for (const { rule, path } of outline.rules) check(rule, path, 'rule');
}

/** Ids of steps that a condition asks the history for, as `"intro" in history.sent` and `history.outcomes["call"]`. */
function stepsNamed(condition: string): { readonly id: string; readonly offset: number }[] {
  const asked =
    /(["'])([^"']*)\1\s+in\s+history\.\w+|history\.outcomes\[(["'])([^"']*)\3\]|history\.outcomes\.([a-z]\w*)/g;
  return [...condition.matchAll(asked)].map((found) => {
    const id = found[2] ?? found[4] ?? found[5] ?? '';
    return { id, offset: found.index + found[0].indexOf(id) };
  });
}
