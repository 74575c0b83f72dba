import { objectionCategories } from '../event.ts';
import { items, type Loose, type Outline, type RuleOutline } from './outline.ts';
import { valueAt } from './shape-problems.ts';

/** What tests may name, taken from the outline: so that tests of a file with mistakes elsewhere are looked at too. */
export interface TestNames {
  /** Null where the list of stages cannot be used: then none is called unknown. */
  readonly stages: readonly string[] | null;
  readonly steps: ReadonlyMap<string, Loose>;
  readonly tracks: readonly string[];
  /** Categories of objections: the usual ones, and those that rules name. */
  readonly categories: readonly string[];
  /** Kinds of the tasks that steps, rules and the machine give. */
  readonly taskKinds: readonly string[];
}

/** Tasks that nobody writes down: for what cannot go on by itself. */
const machineKinds = ['approval', 'missing-data', 'objection', 'reply'];

export function testNames({ stages, steps, tracks, rules }: Outline): TestNames {
  const all = [...steps, ...tracks.flatMap((track) => track.steps)].map(({ step }) => step);
  const owners = [...all, ...rules.map(({ rule }) => rule)];
  return {
    stages: stages?.map(({ value }) => value) ?? null,
    steps: new Map(all.flatMap((step) => (typeof step.id === 'string' ? [[step.id, step]] : []))),
    tracks: tracks.map(({ key }) => key),
    categories: [...new Set([...objectionCategories, ...rules.flatMap(categoryOf)])],
    taskKinds: [...new Set([...owners.flatMap(kindOf), ...machineKinds])],
  };
}

function categoryOf({ path }: RuleOutline): readonly string[] {
  const [, event, category] = path;
  return event === 'objection' && typeof category === 'string' ? [category] : [];
}

function kindOf(owner: Loose): readonly string[] {
  const kind = valueAt(owner, ['task', 'kind']);
  return typeof kind === 'string' ? [kind] : [];
}

/** What a person can do about a step: a mail that waits for approval, a task, or nothing. */
export function deedsOf(step: Loose): 'approval' | 'task' | null {
  if (Object.hasOwn(step, 'task')) return 'task';
  const approve = valueAt(step, ['email', 'approve']);
  return approve === true || (typeof approve === 'object' && approve !== null) ? 'approval' : null;
}

/** Ids of the variants of a mail. */
export function variantsOf(step: Loose | undefined): readonly string[] {
  return items(valueAt(step, ['email', 'variants'])).flatMap((variant) => {
    const id = valueAt(variant, ['id']);
    return typeof id === 'string' ? [id] : [];
  });
}
