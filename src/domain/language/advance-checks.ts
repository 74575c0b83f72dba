import { sentence } from '../sentence.ts';
import { advanceOf, advancePath } from './advance-shape.ts';
import type { SourceDocument } from './document.ts';
import { defaultStages, isLoose, type Located, type Outline, type StepOutline } from './outline.ts';
import type { Path, Report } from './report.ts';

/** A main step with the stage it is in, named or taken over from the step before. */
interface Staged {
  readonly stage: string;
  /** Place of the stage in the list of stages. */
  readonly rank: number;
  readonly named: boolean;
  readonly path: Path;
}

/** What the order of stages makes of steps and of `advance`, which goes backwards only where that is said. */
export function checkAdvances(outline: Outline, document: SourceDocument, report: Report): void {
  const { stages } = outline;
  const steps = stages === null ? [] : stagedSteps(outline.steps, stages);
  if (stages === null || steps.length === 0) return;
  checkOrder(steps, document, report);
  checkUnused(outline, steps, stages, document, report);
  for (const { stage, path, mayReturn } of advancesOf(outline)) {
    if (!stages.some(({ value }) => value === stage)) continue;
    const rank = steps.find((step) => step.stage === stage)?.rank;
    if (rank === undefined) {
      report(
        'stage-without-steps',
        document.locate(path),
        sentence('lint.stage-without-steps', { stage }),
      );
    } else if (!mayReturn && !liesAhead(steps, rank)) {
      report('never-ahead', document.locate(path), sentence('lint.never-ahead', { stage }));
    }
  }
}

/** None when a stage is not known: what follows from the order would only repeat that. */
function stagedSteps(
  steps: readonly StepOutline[],
  stages: readonly Located<string>[],
): readonly Staged[] {
  const rankOf = (stage: string) => stages.findIndex(({ value }) => value === stage);
  let stage = stages[0]?.value ?? '';
  const staged = steps.map(({ step, path }) => {
    const own = step.stage;
    stage = typeof own === 'string' ? own : stage;
    return { stage, rank: rankOf(stage), named: own !== undefined, path };
  });
  return staged.some(({ rank }) => rank < 0) ? [] : staged;
}

function checkOrder(steps: readonly Staged[], document: SourceDocument, report: Report): void {
  steps.forEach((step, index) => {
    const before = steps[index - 1];
    if (before === undefined || !step.named || step.rank >= before.rank) return;
    report(
      'stage-out-of-order',
      document.locate([...step.path, 'stage']),
      sentence('lint.stage-out-of-order', { before: before.stage, stage: step.stage }),
    );
  });
}

function checkUnused(
  outline: Outline,
  steps: readonly Staged[],
  stages: readonly Located<string>[],
  document: SourceDocument,
  report: Report,
): void {
  const usual: readonly string[] = defaultStages;
  if (stages.every(({ value }, index) => usual[index] === value)) return;
  const used = new Set<unknown>(steps.map(({ stage }) => stage));
  for (const { track, steps: own } of outline.tracks) {
    used.add(track.stage);
    for (const { step } of own) used.add(step.stage);
  }
  for (const { value, path } of stages) {
    if (used.has(value)) continue;
    used.add(value);
    report('unused-stage', document.locate(path), sentence('lint.unused-stage', { stage: value }));
  }
}

/** Every mention of a stage to go on to; whoever leaves a track may return to the stage that it came from. */
function advancesOf(
  outline: Outline,
): readonly { stage: string; path: Path; mayReturn: boolean }[] {
  const found = [
    ...outline.rules.map(({ rule, path }) => ({
      going: rule.advance,
      path: [...path, 'advance'],
      mayReturn: false,
    })),
    ...outline.tracks.map(({ track, path }) => ({
      going: isLoose(track.then) ? track.then.advance : undefined,
      path: [...path, 'then', 'advance'],
      mayReturn: true,
    })),
  ];
  return found.flatMap(({ going, path, mayReturn }) => {
    const said = advanceOf(going);
    if (said === null) return [];
    const where = advancePath(going, path);
    return [{ stage: said.stage, path: where, mayReturn: mayReturn || said.backwards }];
  });
}

/** Whether from some step a later one of that stage can be advanced to. */
function liesAhead(steps: readonly Staged[], rank: number): boolean {
  return steps.some((to, index) => {
    return to.rank === rank && steps.slice(0, index).some((from) => from.rank < rank);
  });
}
