import type {
  PlacedDifference,
  StoryLine,
  TestResult,
} from '../app/library/cadence-tests/run-cadence-tests.ts';
import { isQuiet } from '../domain/told-history.ts';
import type { Paint } from './colour.ts';
import { counted } from './lint-report.ts';
import { timelineWords } from './timeline-words.ts';

/** One test as people read it: a line, and of one that failed what is not as expected and what happened. */
export function showResult(result: TestResult, paint: Paint): readonly string[] {
  const { name, passed, durationMs, differences, story } = result;
  const mark = passed ? paint('green', '✓') : paint('red', '✗');
  const head = `  ${mark} ${name} (${durationMs} ms)`;
  if (passed) return [head];
  const happened = story
    .filter((line) => line.type === 'task.created' || !isQuiet(line))
    .map((line) => `      ${storyWords(line)}`);
  return [
    head,
    ...differences.flatMap((difference) => differenceLines(result, difference, paint)),
    ...(happened.length === 0 ? [] : ['    what happened:', ...happened]),
  ];
}

function differenceLines(
  { file }: TestResult,
  { line, column, key, expected, actual }: PlacedDifference,
  paint: Paint,
): readonly string[] {
  return [
    `    ${paint('bold', `${file}:${line}:${column}`)} ${paint('cyan', key)}`,
    `      expected  ${paint('green', expected)}`,
    `      got       ${paint('red', actual)}`,
  ];
}

/** One line of what happened, with the local time. */
export function storyWords({ local, type, data }: StoryLine): string {
  const until = typeof data.resumeAt === 'string' ? ` until ${data.resumeAt}` : '';
  const why = data.because ?? data.condition;
  const because = typeof why === 'string' ? ` (${why})` : '';
  return `${local}  ${timelineWords({ type, data })}${until}${because}`;
}

/** `3 of 52 tests failed in 6 files.` */
export function testSummary(results: readonly TestResult[]): string {
  const failed = results.filter(({ passed }) => !passed).length;
  const files = counted(new Set(results.map(({ file }) => file)).size, 'file');
  const tests = counted(results.length, 'test');
  return failed === 0
    ? `${tests} passed in ${files}.`
    : `${failed} of ${tests} failed in ${files}.`;
}
