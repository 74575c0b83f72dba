import {
  isLoose,
  items,
  type Loose,
  type Outline,
  type RuleOutline,
  type StepOutline,
} from './outline.ts';
import type { Path } from './report.ts';
import { valueAt } from './shape-problems.ts';

/**
 * What a cadence file names that lies outside it, or that only the whole library can judge. Taken from the outline, so
 * that a file whose form has mistakes is looked at too.
 */
export interface Mentions {
  readonly key: string | null;
  readonly locale: string | null;
  readonly stages: readonly string[];
  readonly mails: readonly MailMention[];
  readonly cadences: readonly CadenceMention[];
  /** Whom it takes, as far as the file says so. */
  readonly entry: { readonly reentry: unknown; readonly exclusive: unknown };
  readonly titles: readonly TitleMention[];
  /** Cadences that tests expect somebody to be enrolled in. */
  readonly expected: readonly ExpectedCadence[];
}

export interface ExpectedCadence {
  readonly cadence: string;
  readonly path: Path;
}

export interface MailMention {
  readonly stepId: string;
  readonly template: string;
  readonly thread: 'new' | 'reply';
  /** Key of the track, or null for the main steps. */
  readonly track: string | null;
  /** Of the mapping that has `template`. */
  readonly path: Path;
}

export interface CadenceMention {
  readonly cadence: string;
  /** What has to be heard, as the file names it: `deal_lost`. */
  readonly event: string;
  /** The rule ends the enrolment as well. */
  readonly exits: boolean;
  readonly path: Path;
}

export interface TitleMention {
  readonly text: string;
  /** The title of a task that is a step knows more fields than that of a rule. */
  readonly of: 'step' | 'rule';
  readonly path: Path;
}

export const noMentions: Mentions = {
  key: null,
  locale: null,
  stages: [],
  mails: [],
  cadences: [],
  entry: { reentry: undefined, exclusive: undefined },
  titles: [],
  expected: [],
};

export function mentionsOf(outline: Outline, root: unknown): Mentions {
  const { steps, tracks, rules } = outline;
  const allSteps = [...steps, ...tracks.flatMap((track) => track.steps)];
  return {
    key: textOrNull(valueAt(root, ['key'])),
    locale: textOrNull(valueAt(root, ['locale'])),
    stages: (outline.stages ?? []).map(({ value }) => value),
    mails: [
      ...steps.flatMap((step) => mailsOf(step, null)),
      ...tracks.flatMap(({ key, steps: own }) => own.flatMap((step) => mailsOf(step, key))),
    ],
    cadences: rules.flatMap(cadencesOf),
    entry: {
      reentry: valueAt(root, ['entry', 'reentry']),
      exclusive: valueAt(root, ['entry', 'exclusive']),
    },
    titles: [
      ...allSteps.flatMap(({ step, path }) => titlesOf(step, path, 'step')),
      ...rules.flatMap(({ rule, path }) => titlesOf(rule, path, 'rule')),
    ],
    expected: items(valueAt(root, ['tests'])).flatMap((test, index) => expectedBy(test, index)),
  };
}

function expectedBy(test: unknown, index: number): readonly ExpectedCadence[] {
  const path = ['tests', index, 'expect'];
  const expect = valueAt(test, ['expect']);
  const several: readonly (readonly [unknown, Path])[] = Array.isArray(expect)
    ? expect.map((one: unknown, place) => [one, [...path, place]])
    : [[expect, path]];
  return several.flatMap(([one, at]) =>
    items(valueAt(one, ['enrols'])).flatMap((cadence, place) =>
      typeof cadence === 'string' ? [{ cadence, path: [...at, 'enrols', place] }] : [],
    ),
  );
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The mails that a step may send. A step that chooses between several has one entry for each. */
function mailsOf({ step, path }: StepOutline, track: string | null): readonly MailMention[] {
  const { id, email } = step;
  if (!isLoose(email)) return [];
  const common = {
    stepId: typeof id === 'string' ? id : '',
    thread: email.thread === 'reply' ? ('reply' as const) : ('new' as const),
    track,
  };
  const own = [...path, 'email'];
  const places: readonly (readonly [unknown, Path])[] = Array.isArray(email.variants)
    ? email.variants.map((variant: unknown, index) => [variant, [...own, 'variants', index]])
    : [[email, own]];
  return places.flatMap(([owner, at]) => {
    const template = isLoose(owner) ? owner.template : undefined;
    return typeof template === 'string' ? [{ ...common, template, path: at }] : [];
  });
}

function cadencesOf({ rule, path }: RuleOutline): readonly CadenceMention[] {
  const cadence = valueAt(rule, ['enrol', 'cadence']);
  if (typeof cadence !== 'string') return [];
  const exits = rule.exit !== undefined;
  return [{ cadence, event: String(path[1]), exits, path: [...path, 'enrol', 'cadence'] }];
}

function titlesOf(owner: Loose, path: Path, of: 'step' | 'rule'): readonly TitleMention[] {
  const text = valueAt(owner, ['task', 'title']);
  return typeof text === 'string' ? [{ text, of, path: [...path, 'task', 'title'] }] : [];
}
