import { type Sentence, sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import type { ExpectationShape } from './expectation-shape.ts';
import { hint, nearest } from './nearest.ts';
import type { ProblemCode } from './problem-codes.ts';
import type { Path, Report } from './report.ts';
import { deedsOf, type TestNames, variantsOf } from './test-names.ts';
import type { TestShape } from './test-shape.ts';

/** An expectation and where it stands. */
export interface PlacedExpectation {
  readonly expectation: ExpectationShape;
  readonly path: Path;
}

/** The expectations of a test: one mapping, or a list of them. */
export function expectationsOf({ expect }: TestShape, path: Path): readonly PlacedExpectation[] {
  return Array.isArray(expect)
    ? expect.map((expectation, index) => ({ expectation, path: [...path, 'expect', index] }))
    : [{ expectation: expect, path: [...path, 'expect'] }];
}

/** Names in a test that the cadence does not have, and expectations that ask nothing. */
export function checkTest(
  test: TestShape,
  path: Path,
  names: TestNames,
  document: SourceDocument,
  report: Report,
): void {
  const tell = (code: ProblemCode, at: Path, said: Sentence) =>
    report(code, document.locate(at), said);
  const looker: Looker = { names, tell };
  for (const [index, { stage, category }] of (test.events ?? []).entries()) {
    checkStage(stage, [...path, 'events', index, 'stage'], looker);
    checkCategory(category, [...path, 'events', index, 'category'], looker);
  }
  for (const [index, deed] of (test.tasks ?? []).entries()) {
    checkDeed(deed, [...path, 'tasks', index], looker);
  }
  const expectations = expectationsOf(test, path);
  if (expectations.length === 0) {
    tell('no-expectation', [...path, 'expect'], sentence('lint.no-expectation'));
  }
  for (const placed of expectations) checkExpectation(placed, looker);
}

interface Looker {
  readonly names: TestNames;
  readonly tell: (code: ProblemCode, at: Path, said: Sentence) => void;
}

function checkStage(stage: string | undefined, at: Path, { names, tell }: Looker): void {
  if (stage === undefined || names.stages === null || names.stages.includes(stage)) return;
  const meant = hint(stage, names.stages);
  tell('unknown-stage', at, sentence('lint.unknown-stage', { stage, meant }));
}

/** A category of their own is what some CRMs post; a slip would try the default rule instead. */
function checkCategory(category: string | undefined, at: Path, { names, tell }: Looker): void {
  if (category === undefined || names.categories.includes(category)) return;
  const meant = nearest(category, names.categories);
  if (meant === null) return;
  tell('unlikely-category', at, sentence('lint.unnamed-category', { category, meant }));
}

function checkStep(id: string, at: Path, { names, tell }: Looker): boolean {
  if (names.steps.has(id)) return true;
  const meant = hint(id, names.steps.keys());
  tell('unknown-step', at, sentence('lint.unknown-step', { id, meant }));
  return false;
}

function checkDeed(
  deed: NonNullable<TestShape['tasks']>[number],
  path: Path,
  looker: Looker,
): void {
  const at = [...path, 'step'];
  if (!checkStep(deed.step, at, looker)) return;
  const { names, tell } = looker;
  const kind = deedsOf(names.steps.get(deed.step) ?? {});
  if (kind === null) {
    const givers = [...names.steps].flatMap(([id, step]) => (deedsOf(step) === null ? [] : [id]));
    const { step } = deed;
    const said =
      givers.length === 0
        ? sentence('lint.no-task-at-all', { step })
        : sentence('lint.no-task', { step, givers: { list: givers } });
    tell('unknown-task', at, said);
    return;
  }
  const fitting = kind === 'approval' ? ['approve', 'reject', 'skip'] : ['complete', 'skip'];
  if (deed.do === undefined || fitting.includes(deed.do)) return;
  const key = kind === 'approval' ? 'lint.deed-on-approval' : 'lint.deed-on-task';
  tell('wrong-deed', [...path, 'do'], sentence(key, { step: deed.step }));
}

function checkExpectation({ expectation, path }: PlacedExpectation, looker: Looker): void {
  const { names, tell } = looker;
  const asked = Object.entries(expectation).filter(
    ([key, value]) => key !== 'at' && value !== undefined,
  );
  if (asked.length === 0) {
    tell('no-expectation', path, sentence('lint.empty-expectation'));
  }
  checkStage(expectation.stage, [...path, 'stage'], looker);
  const { track, next } = expectation;
  if (typeof track === 'string' && !names.tracks.includes(track)) {
    const meant = hint(track, names.tracks);
    tell('unknown-track', [...path, 'track'], sentence('lint.no-such-track', { track, meant }));
  }
  for (const key of ['sent', 'skipped'] as const) {
    for (const [index, id] of (expectation[key] ?? []).entries()) {
      checkStep(id, [...path, key, index], looker);
    }
  }
  if (typeof next === 'object') checkStep(next.step, [...path, 'next', 'step'], looker);
  else if (next !== undefined && next !== 'none') checkStep(next, [...path, 'next'], looker);
  checkTasks(expectation.tasks ?? [], [...path, 'tasks'], looker);
  checkVariants(expectation.variant ?? {}, [...path, 'variant'], looker);
}

function checkTasks(words: readonly string[], path: Path, { names, tell }: Looker): void {
  const givers = [...names.steps].filter(([, step]) => deedsOf(step) !== null).map(([id]) => id);
  const known = new Set([...names.taskKinds, ...givers]);
  for (const [index, word] of words.entries()) {
    if (known.has(word)) continue;
    tell(
      'unknown-task',
      [...path, index],
      sentence('lint.unknown-task', { task: word, meant: hint(word, known) }),
    );
  }
}

function checkVariants(
  variants: Readonly<Record<string, string>>,
  path: Path,
  looker: Looker,
): void {
  for (const [step, variant] of Object.entries(variants)) {
    const at = [...path, step];
    if (!checkStep(step, at, looker)) continue;
    const there = variantsOf(looker.names.steps.get(step));
    if (there.includes(variant)) continue;
    const meant = there.length === 0 ? sentence('hint.has-none') : hint(variant, there);
    looker.tell('unknown-variant', at, sentence('lint.unknown-variant', { step, variant, meant }));
  }
}
