import type { Cadence } from '../../../domain/cadence.ts';
import type { CadenceTest, TestExpectation } from '../../../domain/cadence-test.ts';
import type { ParsedCadence } from '../../../domain/language/parse-cadence.ts';
import type { Workspace } from '../../../domain/language/workspace.ts';
import { showLocalTime } from '../../../domain/local-time.ts';
import { InvalidInput } from '../../../errors.ts';
import type { NewTimelineEntry } from '../../../store/timeline.ts';
import { type Difference, differencesOf } from './compare.ts';
import { type Lived, liveThrough, type Moment } from './live-through.ts';
import { type Standing, standingOf, standsStill } from './standing.ts';

/** What came of one test. */
export interface TestResult {
  readonly file: string;
  /** Where the test begins. */
  readonly line: number;
  readonly column: number;
  /** Null when the cadence has mistakes, so that none of its tests can be run. */
  readonly cadence: string | null;
  readonly name: string;
  readonly passed: boolean;
  readonly durationMs: number;
  readonly differences: readonly PlacedDifference[];
  /** What happened, on the wall clock of the prospect. */
  readonly story: readonly StoryLine[];
}

export interface PlacedDifference extends Pick<Difference, 'key' | 'expected' | 'actual'> {
  readonly line: number;
  readonly column: number;
}

export interface StoryLine extends Pick<NewTimelineEntry, 'type'> {
  readonly local: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Name of the one result of a file whose tests cannot be run. */
export const unreadable = 'the file has no mistakes';

/**
 * Runs the tests of a cadence file, each for itself. Nothing is read, sent or kept.
 *
 * @param only  tests whose name holds this text; case does not count
 * @returns one result a test; of a file with mistakes one that has failed, so that none goes unnoticed
 */
export function runCadenceTests(
  source: ParsedCadence,
  workspace: Workspace,
  only: string | null,
): readonly TestResult[] {
  const { cadence, tests, file } = source;
  if (cadence === null) return [mistakesOf(source)];
  const wanted = only?.toLowerCase() ?? '';
  return tests
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .map((test) => {
      const since = performance.now();
      const { differences, story } = runTest(test, cadence, workspace);
      const durationMs = Math.round((performance.now() - since) * 10) / 10;
      return {
        file,
        ...source.locate(test.path),
        ...{ cadence: cadence.key, name: test.name, passed: differences.length === 0, durationMs },
        differences: differences
          .map(({ path, ...told }) => ({ ...told, ...source.locate(path) }))
          .toSorted((a, b) => a.line - b.line || a.column - b.column),
        story,
      };
    });
}

function mistakesOf({ file, problems }: ParsedCadence): TestResult {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const differences = errors.map(({ code, message, line, column }) => ({
    ...{ key: code, expected: 'no mistake', actual: message, line, column },
  }));
  const { line = 1, column = 1 } = errors[0] ?? {};
  const told = { file, line, column, name: unreadable, durationMs: 0 };
  return { ...told, cadence: null, passed: false, differences, story: [] };
}

function runTest(test: CadenceTest, cadence: Cadence, workspace: Workspace) {
  let lived: Lived;
  try {
    lived = liveThrough(test, cadence, workspace);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const told = { key: error.code, expected: 'no mistake', actual: error.message };
    return { differences: [{ ...told, path: test.path }], story: [] };
  }
  const differences = [
    ...lived.impossible.map(({ step, path, at }) => ({
      key: `tasks #${Number(path.at(-1)) + 1}`,
      path,
      expected: `an open task of ${step} at ${showLocalTime(at, test.zone)}`,
      actual: 'none',
    })),
    ...test.expectations.flatMap((expectation) => lookedAt(expectation, test, lived)),
  ];
  return { differences, story: storyOf(lived, test.zone) };
}

function lookedAt(
  expectation: TestExpectation,
  test: CadenceTest,
  { moments }: Lived,
): readonly Difference[] {
  const lastDeed = test.script.at(-1)?.at ?? 'end';
  const end = standingOf(momentAt(moments, 'end').kept);
  const then = standingOf(momentAt(moments, expectation.at ?? lastDeed).kept);
  const goesOn = expectation.at === null && standsStill(then);
  return differencesOf(expectation, goesOn ? lasting(then, end) : then, test.zone);
}

/** What stands still is to stand still: a mail that goes out all the same, long after a reply, counts. */
function lasting(then: Standing, end: Standing): Standing {
  const { status, sent, enrols, suppressed, exitReason } = end;
  return { ...then, status, sent, enrols, suppressed, exitReason };
}

/** The last moment not after an instant. */
function momentAt(moments: Lived['moments'], at: Date | 'end'): Moment {
  const [first, ...later] = moments;
  return later.findLast((moment) => at === 'end' || moment.at <= at) ?? first;
}

function storyOf({ moments }: Lived, zone: string): readonly StoryLine[] {
  const { timeline } = momentAt(moments, 'end').kept;
  return timeline.map(({ at, type, data = {} }) => {
    const { resumeAt } = data;
    const until =
      typeof resumeAt === 'string' ? { resumeAt: showLocalTime(new Date(resumeAt), zone) } : {};
    return { local: showLocalTime(at, zone), type, data: { ...data, ...until } };
  });
}
