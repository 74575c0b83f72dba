import type { TestExpectation } from '../../../domain/cadence-test.ts';
import type { Path } from '../../../domain/language/report.ts';
import { isWrittenTime, showLocalTime } from '../../../domain/local-time.ts';
import type { NextTouch, OpenTask, Standing } from './standing.ts';

/** One key of an expectation that is not as expected, in words. */
export interface Difference {
  /** As the file names it. */
  readonly key: string;
  readonly path: Path;
  readonly expected: string;
  readonly actual: string;
}

/** What is not as a test expects it. Times are told on the wall clock of the prospect. */
export function differencesOf(
  expectation: TestExpectation,
  standing: Standing,
  zone: string,
): readonly Difference[] {
  const told = [
    ...plain(expectation, standing),
    ...lists(expectation, standing),
    ...nexts(expectation, standing, zone),
    ...tasks(expectation, standing),
    ...resumes(expectation, standing, zone),
    ...variants(expectation, standing),
  ];
  return told.map(({ key, at = [key], expected, actual }) => ({
    ...{ key, expected, actual },
    path: [...expectation.path, ...at],
  }));
}

interface Told extends Pick<Difference, 'key' | 'expected' | 'actual'> {
  /** Where the key stands in the expectation; absent: at its own name. */
  readonly at?: Path;
}

function plain(expected: TestExpectation, actual: Standing): readonly Told[] {
  const pairs = [
    ['status', expected.status, actual.status],
    ['stage', expected.stage, actual.stage],
    ['track', expected.track, actual.track],
    ['exit_reason', expected.exitReason, actual.exitReason],
    ['pause_reason', expected.pauseReason, actual.pauseReason],
    ['suppressed', expected.suppressed, actual.suppressed],
  ] as const;
  return pairs.flatMap(([key, wanted, found]) =>
    wanted === undefined || wanted === found
      ? []
      : [{ key, expected: String(wanted ?? 'none'), actual: String(found ?? 'none') }],
  );
}

function lists(expected: TestExpectation, actual: Standing): readonly Told[] {
  return (['sent', 'skipped', 'enrols'] as const).flatMap((key) => {
    const [wanted, found] = [expected[key], actual[key]];
    if (wanted === undefined || JSON.stringify(wanted) === JSON.stringify(found)) return [];
    return [{ key, expected: listed(wanted), actual: listed(found) }];
  });
}

function nexts({ next }: TestExpectation, actual: Standing, zone: string): readonly Told[] {
  if (next === undefined) return [];
  const found = actual.next === null ? 'none' : nextWords(actual.next, zone);
  if (next === null) {
    return actual.next === null ? [] : [{ key: 'next', expected: 'none', actual: found }];
  }
  const { step, at } = next;
  const isStep = actual.next?.step === step;
  const isTime = at === null || (actual.next?.at != null && isWrittenTime(actual.next.at, at));
  if (isStep && isTime) return [];
  const expected = at === null ? step : `${step} at ${showLocalTime(at.at, zone)}`;
  return [{ key: 'next', expected, actual: found }];
}

function nextWords({ step, at, waits }: NextTouch, zone: string): string {
  if (waits) return `${step}, which waits for a person`;
  return at === null ? `${step}, held` : `${step} at ${showLocalTime(at, zone)}`;
}

/** Each open task goes with one word; the id of a step fits one task only, so those are taken first. */
function tasks({ tasks: wanted }: TestExpectation, actual: Standing): readonly Told[] {
  if (wanted === undefined) return [];
  const left = [...actual.tasks];
  const steps = new Set(actual.tasks.map(({ step }) => step));
  const bySureness = wanted.toSorted((a, b) => Number(steps.has(b)) - Number(steps.has(a)));
  const fits = bySureness.every((word) => {
    const byStep = left.findIndex(({ step }) => step === word);
    const found = byStep >= 0 ? byStep : left.findIndex(({ kind }) => kind === word);
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
  if (fits && left.length === 0) return [];
  return [{ key: 'tasks', expected: listed(wanted), actual: listed(actual.tasks.map(taskWords)) }];
}

function taskWords({ kind, step }: OpenTask): string {
  return step === null || step === kind ? kind : `${step} (${kind})`;
}

function resumes({ resumeAt }: TestExpectation, actual: Standing, zone: string): readonly Told[] {
  if (resumeAt === undefined) return [];
  const found = actual.resumeAt;
  if (found !== null && isWrittenTime(found, resumeAt)) return [];
  const expected = showLocalTime(resumeAt.at, zone);
  return [
    {
      key: 'resume_at',
      expected,
      actual: found === null ? 'no time' : showLocalTime(found, zone),
    },
  ];
}

function variants({ variant = {} }: TestExpectation, actual: Standing): readonly Told[] {
  return Object.entries(variant).flatMap(([step, wanted]) => {
    const found = actual.variants.get(step) ?? 'none yet';
    if (found === wanted) return [];
    return [{ key: `variant.${step}`, at: ['variant', step], expected: wanted, actual: found }];
  });
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ');
}
