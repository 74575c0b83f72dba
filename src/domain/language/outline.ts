import type { Path } from './report.ts';

/**
 * The skeleton of a cadence file as it stands, right or wrong: what the checks of the whole walk over. They must work on
 * a file whose form has mistakes too, so that one run shows everything; what is not of the expected kind is left out here
 * and reported by the shape.
 */
export interface Outline {
  /** Null when the file has a list of stages that cannot be used. */
  readonly stages: readonly Located<string>[] | null;
  readonly steps: readonly StepOutline[];
  readonly tracks: readonly TrackOutline[];
  readonly rules: readonly RuleOutline[];
}

export interface Located<T> {
  readonly value: T;
  readonly path: Path;
}

/** A mapping whose values nobody has looked at. */
export type Loose = Readonly<Record<string, unknown>>;

export interface StepOutline {
  readonly path: Path;
  readonly step: Loose;
}

export interface TrackOutline {
  readonly key: string;
  readonly path: Path;
  readonly track: Loose;
  readonly steps: readonly StepOutline[];
}

export interface RuleOutline {
  readonly path: Path;
  readonly rule: Loose;
}

/** The stages of a cadence that names none. */
export const defaultStages = [
  'prospecting',
  'preparation',
  'needs-assessment',
  'presentation',
  'objection-handling',
  'closing',
  'follow-up',
] as const;

export function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a mapping, or none of what is not a mapping. */
function members(value: unknown): readonly [string, unknown][] {
  return isLoose(value) ? Object.entries(value) : [];
}

/** The members of a list, or none of what is not a list. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Reads the skeleton out of the plain value of a file. */
export function outlineOf(value: unknown): Outline {
  const root = isLoose(value) ? value : {};
  return {
    stages: stagesOf(root.stages),
    steps: stepsOf(root.steps, ['steps']),
    tracks: members(root.tracks).flatMap(([key, track]) => {
      const path = ['tracks', key];
      if (!isLoose(track)) return [];
      return [{ key, path, track, steps: stepsOf(track.steps, [...path, 'steps']) }];
    }),
    rules: members(root.on).flatMap(([event, rule]) =>
      event === 'objection' ? rulesOf(rule, ['on', event]) : ruleOf(rule, ['on', event]),
    ),
  };
}

function stagesOf(value: unknown): readonly Located<string>[] | null {
  if (value === undefined) {
    return defaultStages.map((stage) => ({ value: stage, path: ['stages'] }));
  }
  if (!Array.isArray(value) || value.length === 0) return null;
  return items(value).flatMap((stage, index) =>
    typeof stage === 'string' ? [{ value: stage, path: ['stages', index] }] : [],
  );
}

function stepsOf(value: unknown, path: Path): readonly StepOutline[] {
  return items(value).flatMap((step, index) =>
    isLoose(step) ? [{ path: [...path, index], step }] : [],
  );
}

function rulesOf(value: unknown, path: Path): readonly RuleOutline[] {
  return members(value).flatMap(([category, rule]) => ruleOf(rule, [...path, category]));
}

function ruleOf(rule: unknown, path: Path): readonly RuleOutline[] {
  return isLoose(rule) ? [{ path, rule }] : [];
}
