import { Command } from 'commander';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerEnrol } from './commands/enrol.ts';
import { registerEnrolment } from './commands/enrolment.ts';
import { registerImports } from './commands/imports.ts';
import { registerKeys } from './commands/keys.ts';
import { registerLint } from './commands/lint.ts';
import { registerMigrate } from './commands/migrate.ts';
import { registerPreview } from './commands/preview.ts';
import { exitCodeOf, printError } from './commands/print.ts';
import { registerPublish } from './commands/publish.ts';
import { registerReport } from './commands/report.ts';
import { registerRun } from './commands/run.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerStatus } from './commands/status.ts';
import { variables } from './config.ts';
import { openDeps } from './deps.ts';

/** The variables that change what a command does, with their defaults. */
function environmentHelp(): string {
  const lines = variables.map(({ name, fallback, meaning }) => {
    const shown = fallback === '' ? '' : ` (default: ${fallback})`;
    return `  ${name.padEnd(22)}${meaning}${shown}`;
  });
  return `\nEnvironment:\n${lines.join('\n')}`;
}

const program = new Command('cadence')
  .description('Carries every enrolled prospect through a multi-touch email cadence.')
  .showHelpAfterError('(add --help for the options and examples)')
  .showSuggestionAfterError(true)
  .configureHelp({ sortSubcommands: true })
  .addHelpText('after', environmentHelp());

for (const add of [
  registerRun,
  registerMigrate,
  registerLint,
  registerPublish,
  registerPreview,
  registerSimulate,
  registerEnrol,
  registerEnrolment,
  registerImports,
  registerStatus,
  registerReport,
  registerKeys,
  registerDoctor,
  registerDemo,
]) {
  add(program, openDeps);
}

try {
  await program.parseAsync();
} catch (error) {
  printError(error);
  process.exitCode = exitCodeOf(error);
}
