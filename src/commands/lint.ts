import type { Command } from 'commander';
import { readLibrary } from '../app/library.ts';
import { excerpt, formatProblem, hasErrors } from '../domain/language/problem.ts';
import { configFor } from './open.ts';
import { print, printJson, say } from './print.ts';

export function registerLint(program: Command): void {
  program
    .command('lint')
    .description('check cadence files and templates; exit 1 when there are errors')
    .argument('[paths...]', 'only what is told about these files or folders')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence lint\n  $ cadence lint cadences/new-business.yaml --json',
    )
    .action(async (paths: readonly string[], options: { readonly json?: true }) => {
      const config = configFor('command');
      const library = await readLibrary(config.CADENCES_DIR, config.TEMPLATES_DIR);
      const wanted = paths.map((path) => path.replace(/^\.\//, '').replace(/\/$/, ''));
      const problems = library.problems.filter(
        ({ file }) =>
          wanted.length === 0 ||
          wanted.some((path) => file === path || file.startsWith(`${path}/`)),
      );
      if (options.json === true) printJson(problems);
      else {
        for (const problem of problems) {
          print(formatProblem(problem));
          const source = library.sources.get(problem.file);
          const shown = source === undefined ? '' : excerpt(source, problem);
          if (shown !== '') print(shown);
        }
        const count = (severity: string) => problems.filter((p) => p.severity === severity).length;
        say(
          `${library.cadences.length} cadences, ${library.templates.length} templates: ${count('error')} errors, ${count('warning')} warnings`,
        );
      }
      if (hasErrors(problems)) process.exitCode = 1;
    });
}
