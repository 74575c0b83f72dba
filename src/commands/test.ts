import type { Command } from 'commander';
import {
  runCadenceTests,
  type TestResult,
} from '../app/library/cadence-tests/run-cadence-tests.ts';
import { readCadences } from '../app/library/library.ts';
import { isWithin } from '../app/library/library-files.ts';
import { painter } from './colour.ts';
import { draftsAmong } from './drafts.ts';
import { junitReport } from './junit.ts';
import { configFor } from './open.ts';
import { print, printJson, say } from './print.ts';
import { showResult, testSummary } from './test-report.ts';
import { writeTo } from './write.ts';

interface TestOptions {
  readonly json?: true;
  readonly junit?: string;
  readonly only?: string;
}

/** `test`: the tests inside cadence files, on a virtual clock. */
export function registerTest(program: Command): void {
  program
    .command('test')
    .description(
      'run the tests inside cadence files on a virtual clock; sends nothing, needs no database',
    )
    .argument('[paths...]', 'only these files or folders; those outside the library are drafts')
    .option('--only <text>', 'tests whose name has this text in it')
    .option('--json', 'as JSON')
    .option('--junit <file>', 'write the results as JUnit XML as well, for CI')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence test\n  $ cadence test cadences/new-business.yaml --only reply\n' +
        '  $ cadence test drafts/spring.yaml\n  $ cadence test --junit results.xml',
    )
    .action(async (paths: readonly string[], options: TestOptions) => {
      const results = await runAll(paths, options.only ?? null);
      if (options.junit !== undefined) await writeTo(options.junit, junitReport(results));
      if (options.json === true) printJson(results.map(asJson));
      else tell(results);
      const narrowed = paths.length > 0 || options.only !== undefined;
      if (results.length === 0) say(noTests(paths, options.only));
      if (results.some(({ passed }) => !passed) || (results.length === 0 && narrowed)) {
        process.exitCode = 1;
      }
    });
}

async function runAll(paths: readonly string[], only: string | null): Promise<TestResult[]> {
  const config = configFor('command');
  const { cadences, workspace } = await readCadences(
    config.CADENCES_DIR,
    draftsAmong(paths, config),
  );
  const wanted = cadences.filter(
    ({ file }) => paths.length === 0 || paths.some((path) => isWithin(file, path)),
  );
  return wanted.flatMap((source) => runCadenceTests(source, workspace, only));
}

function tell(results: readonly TestResult[]): void {
  if (results.length === 0) return;
  const paint = painter(process.stdout.isTTY, process.env);
  for (const [index, result] of results.entries()) {
    const { file } = result;
    if (results[index - 1]?.file !== file) print(paint('bold', file));
    for (const line of showResult(result, paint)) print(line);
  }
  say(`\n${testSummary(results)}`);
}

/** The pinned shape: what is shown besides is for people. */
function asJson({ story: _story, differences, ...result }: TestResult) {
  return {
    ...result,
    differences: differences.map(({ key, expected, actual }) => ({ key, expected, actual })),
  };
}

function noTests(paths: readonly string[], only: string | undefined): string {
  const where = paths.length === 0 ? 'the library' : paths.join(', ');
  const named = only === undefined ? '' : ` with "${only}" in its name`;
  return `There is no test${named} in ${where}. A test stands under "tests:" in a cadence file; the README shows one.`;
}
