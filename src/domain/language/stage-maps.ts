import { sentence } from '../sentence.ts';
import { hint } from './nearest.ts';
import type { Problem } from './problem.ts';
import { problemAt } from './report.ts';
import type { ParsedWorkspace } from './workspace.ts';

/** Stages of the CRM that are mapped to a stage which no cadence lists. */
export function checkStageMaps(
  { file, stageMentions }: ParsedWorkspace,
  stages: ReadonlySet<string>,
): readonly Problem[] {
  if (stages.size === 0) return [];
  return stageMentions.flatMap(({ stage, position }) => {
    if (stages.has(stage)) return [];
    const said = sentence('lint.stage-of-no-cadence', { stage, meant: hint(stage, stages) });
    return [problemAt(file, position, 'stage-of-no-cadence', said)];
  });
}
