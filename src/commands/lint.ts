import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readLibrary } from '../app/library/library.ts';
import { isWithin } from '../app/library/library-files.ts';
import type { Config } from '../config.ts';
import { hasErrors, type Problem, plainProblem } from '../domain/language/problem.ts';
import { type Paint, painter } from './colour.ts';
import { draftsAmong } from './drafts.ts';
import { codeList, codeTable, counted, explanation, showProblem, summary } from './lint-report.ts';
import { configFor } from './open.ts';
import { print, printJson, say } from './print.ts';

interface LintOptions {
  readonly json?: true;
  readonly quiet?: true;
  readonly codes?: true;
  readonly explain?: string;
}

export function registerLint(program: Command): void {
  program
    .command('lint')
    .description('check cadence files and templates; exit 1 when there are errors')
    .argument(
      '[paths...]',
      'only these cadences, by key, or files or folders; those outside the library are drafts',
    )
    .option('--json', 'as JSON')
    .option('-q, --quiet', 'errors only')
    .option('--codes', 'list every code with its severity, meaning and fix')
    .option('--explain <code>', 'say what one code means and what to do')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence lint\n  $ cadence lint new-business --json\n  $ cadence lint cadences/new-business.yaml\n' +
        '  $ cadence lint drafts/spring.yaml\n  $ cadence lint --explain unknown-template',
    )
    .action(async (paths: readonly string[], options: LintOptions) => {
      const paint = painter(process.stdout.isTTY, process.env);
      if (options.codes === true) {
        if (options.json === true) printJson(codeList());
        else print(codeTable());
      } else if (options.explain !== undefined) {
        const text = explanation(options.explain, paint);
        if (options.json === true)
          printJson(codeList().find(({ code }) => code === options.explain));
        else print(text);
      } else if (await lint(paths, options, paint)) process.exitCode = 1;
    });
}

/** @returns whether there are errors */
async function lint(
  given: readonly string[],
  options: LintOptions,
  paint: Paint,
): Promise<boolean> {
  const config = configFor('command');
  const paths = given.map((one) => fileOf(one, config));
  const drafts = draftsAmong(paths, config);
  const library = await readLibrary(config.CADENCES_DIR, config.TEMPLATES_DIR, drafts);
  const told = library.problems.filter(
    ({ file }) => paths.length === 0 || paths.some((path) => isWithin(file, path)),
  );
  const problems = options.quiet === true ? told.filter(isError) : told;
  if (options.json === true) {
    printJson(problems.map(plainProblem));
    return hasErrors(problems);
  }
  for (const problem of problems) {
    for (const line of showProblem(problem, library.sources, paint)) print(line);
  }
  if (problems.length > 0) {
    const counts = summary(told, options.quiet === true);
    say(`\n${counts}. "cadence lint --explain CODE" says what to do.`);
  } else if (options.quiet !== true) {
    const { cadences, templates } = library;
    say(
      `No problems: ${counted(cadences.length, 'cadence')}, ${counted(templates.length, 'template')}.`,
    );
  }
  return hasErrors(problems);
}

/** The file of a cadence that is named by its key; a path stays as it is. */
function fileOf(given: string, { CADENCES_DIR }: Pick<Config, 'CADENCES_DIR'>): string {
  const file = join(CADENCES_DIR, `${given}.yaml`);
  return !existsSync(given) && /^[\w-]+$/.test(given) && existsSync(file) ? file : given;
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}
