import { sentence } from '../sentence.ts';
import { advanceOf, advancePath } from './advance-shape.ts';
import type { SourceDocument } from './document.ts';
import { hint } from './nearest.ts';
import type { Outline } from './outline.ts';
import { isLoose } from './outline.ts';
import type { Path, Report } from './report.ts';
import { valueAt } from './shape-problems.ts';

/** Stages: the list itself, and every mention of one. */
export function checkStages(outline: Outline, document: SourceDocument, report: Report): void {
  const list = valueAt(document.value, ['stages']);
  if (Array.isArray(list) && list.length === 0) {
    report('no-stages', document.locate(['stages']), sentence('lint.no-stages'));
  }
  if (outline.stages === null) return;
  const known = new Set<string>();
  for (const { value, path } of outline.stages) {
    if (known.has(value)) {
      report(
        'duplicate-stage',
        document.locate(path),
        sentence('lint.duplicate-stage', { stage: value }),
      );
    }
    known.add(value);
  }
  for (const { stage, path } of mentionsOf(outline)) {
    if (typeof stage !== 'string' || known.has(stage)) continue;
    report(
      'unknown-stage',
      document.locate(path),
      sentence('lint.unknown-stage', { stage, meant: hint(stage, known) }),
    );
  }
}

function mentionsOf(outline: Outline): readonly { stage: unknown; path: Path }[] {
  const trackSteps = outline.tracks.flatMap((track) => track.steps);
  return [
    ...[...outline.steps, ...trackSteps].map(({ step, path }) => ({
      stage: step.stage,
      path: [...path, 'stage'],
    })),
    ...outline.rules.map(({ rule, path }) => ({
      stage: advanceOf(rule.advance)?.stage,
      path: advancePath(rule.advance, [...path, 'advance']),
    })),
    ...outline.tracks.flatMap(({ track, path }) => {
      const going = isLoose(track.then) ? track.then.advance : undefined;
      const place = advancePath(going, [...path, 'then', 'advance']);
      return [
        { stage: track.stage, path: [...path, 'stage'] },
        { stage: advanceOf(going)?.stage, path: place },
      ];
    }),
  ];
}
