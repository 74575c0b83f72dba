/** What an edit changes, in the words of the cadence language. */
import { type Cadence, type Step, stepsOf, templatesOfStep } from '../cadence.ts';
import { canonicalJson } from '../language/canonical.ts';
import { longestKept } from './longest-kept.ts';

/** Where a step is: `steps`, or the key of its track. */
export type StepList = 'steps' | `tracks.${string}`;

export type Change =
  | {
      readonly what: 'step-added';
      readonly list: StepList;
      readonly step: string;
      readonly after: string | null;
    }
  | { readonly what: 'step-removed'; readonly list: StepList; readonly step: string }
  | {
      readonly what: 'step-moved';
      readonly list: StepList;
      readonly step: string;
      readonly after: string | null;
    }
  | {
      readonly what: 'step-changed';
      readonly list: StepList;
      readonly step: string;
      /** As in the file: `after`, `stage`, `kind`, `email.template`. */
      readonly field: string;
      readonly from: unknown;
      readonly to: unknown;
    }
  | { readonly what: 'track-added' | 'track-removed'; readonly track: string }
  | {
      /** Everything else: `title`, `schedule.windows`, `on.reply.pause`, `tracks.price.then`. */
      readonly what: 'setting-changed';
      readonly field: string;
      readonly from: unknown;
      readonly to: unknown;
    };

/** One language of a template, as a version refers to it. */
export interface TemplateHash {
  readonly key: string;
  readonly locale: string | null;
  readonly hash: string;
}

export interface TemplateChange {
  readonly template: string;
  readonly locale: string | null;
  readonly what: 'added' | 'removed' | 'changed';
  /** Steps of the new version that use it; of the old one when it is removed. */
  readonly steps: readonly string[];
}

/** The differences between two versions of a cadence; empty when there are none. */
export function diffCadences(from: Cadence, to: Cadence): Change[] {
  const tracks = [...new Set([...Object.keys(from.tracks), ...Object.keys(to.tracks)])];
  return [
    ...settingChanges(from, to),
    ...stepChanges('steps', from.steps, to.steps),
    ...tracks.flatMap((key) => trackChanges(key, from, to)),
  ];
}

function trackChanges(key: string, from: Cadence, to: Cadence): Change[] {
  const [old, now] = [ownTrack(from, key), ownTrack(to, key)];
  if (old === undefined) return [{ what: 'track-added', track: key }];
  if (now === undefined) return [{ what: 'track-removed', track: key }];
  const { steps: oldSteps, ...oldRest } = old;
  const { steps: nowSteps, ...nowRest } = now;
  return [
    ...fieldChanges(`tracks.${key}`, oldRest, nowRest),
    ...stepChanges(`tracks.${key}`, oldSteps, nowSteps),
  ];
}

function ownTrack(cadence: Cadence, key: string): Cadence['tracks'][string] | undefined {
  return Object.hasOwn(cadence.tracks, key) ? cadence.tracks[key] : undefined;
}

function settingChanges(from: Cadence, to: Cadence): Change[] {
  const { steps: _oldSteps, tracks: _oldTracks, ...old } = from;
  const { steps: _steps, tracks: _tracks, ...now } = to;
  // Each rule by itself, also where there were none before.
  return fieldChanges('', { ...old, entry: old.entry ?? {} }, { ...now, entry: now.entry ?? {} });
}

function fieldChanges(prefix: string, from: unknown, to: unknown): Change[] {
  return differences(prefix, from, to).map((difference) => ({
    what: 'setting-changed',
    ...difference,
  }));
}

function stepChanges(list: StepList, from: readonly Step[], to: readonly Step[]): Change[] {
  const before = new Map(from.map((step) => [step.id, step]));
  const now = new Set(to.map(({ id }) => id));
  const kept = to.filter(({ id }) => before.has(id)).map(({ id }) => id);
  const order = from.filter(({ id }) => now.has(id)).map(({ id }) => id);
  const still = new Set(longestKept(order, kept));
  const changes: Change[] = from
    .filter(({ id }) => !now.has(id))
    .map(({ id }) => ({ what: 'step-removed', list, step: id }));
  for (const [index, step] of to.entries()) {
    const after = to[index - 1]?.id ?? null;
    const old = before.get(step.id);
    if (old === undefined) changes.push({ what: 'step-added', list, step: step.id, after });
    else if (!still.has(step.id)) changes.push({ what: 'step-moved', list, step: step.id, after });
    if (old === undefined) continue;
    for (const difference of differences('', old, step)) {
      changes.push({ what: 'step-changed', list, step: step.id, ...difference });
    }
  }
  return changes;
}

interface Difference {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Values that people read as one: a duration is not shown by its parts. */
const wholes = new Set([
  'after',
  'minGap',
  'skipAfter',
  'dueIn',
  'default',
  'windows',
  'days',
  'cooldown',
]);

/** The innermost fields that differ; a field that is on one side only is null on the other. */
function differences(field: string, from: unknown, to: unknown): Difference[] {
  if (canonicalJson(from ?? null) === canonicalJson(to ?? null)) return [];
  const name = field.split('.').at(-1) ?? '';
  if (!isRecord(from) || !isRecord(to) || wholes.has(name)) {
    return [{ field, from: from ?? null, to: to ?? null }];
  }
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return keys.flatMap((key) =>
    differences(field === '' ? key : `${field}.${key}`, from[key], to[key]),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Templates whose text differs between two versions, with the steps that use them. */
export function diffTemplates(
  from: { readonly cadence: Cadence; readonly templates: readonly TemplateHash[] },
  to: { readonly cadence: Cadence; readonly templates: readonly TemplateHash[] },
): TemplateChange[] {
  const idOf = ({ key, locale }: TemplateHash) => JSON.stringify([key, locale]);
  const old = new Map(from.templates.map((template) => [idOf(template), template]));
  const now = new Map(to.templates.map((template) => [idOf(template), template]));
  const all = new Map([...old, ...now]);
  return [...all].flatMap(([id, { key, locale }]): TemplateChange[] => {
    const [before, after] = [old.get(id), now.get(id)];
    if (before?.hash === after?.hash) return [];
    const what = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    const { cadence } = what === 'removed' ? from : to;
    return [{ template: key, locale, what, steps: stepsUsing(cadence, key) }];
  });
}

function stepsUsing(cadence: Cadence, template: string): string[] {
  return stepsOf(cadence)
    .filter((step) => templatesOfStep(step).includes(template))
    .map(({ id }) => id);
}
