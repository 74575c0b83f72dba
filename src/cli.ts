import { Command } from 'commander';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerEnrol } from './commands/enrol.ts';
import { registerEnrolment } from './commands/enrolment.ts';
import { registerImports } from './commands/imports.ts';
import { registerKeys } from './commands/keys.ts';
import { registerLint } from './commands/lint.ts';
import { registerMigrate } from './commands/migrate.ts';
import { registerPlan } from './commands/plan.ts';
import { registerPreview } from './commands/preview.ts';
import { exitCodeOf, printError } from './commands/print.ts';
import { registerPublish } from './commands/publish.ts';
import { registerReport } from './commands/report.ts';
import { registerRollback } from './commands/rollback.ts';
import { registerRun } from './commands/run.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerStatus } from './commands/status.ts';
import { openDeps } from './deps.ts';

const program = new Command('cadence')
  .description('Carries every enrolled prospect through a multi-touch email cadence.')
  .showHelpAfterError('(add --help for the options and examples)')
  .showSuggestionAfterError(true)
  .configureHelp({ sortSubcommands: true });

for (const add of [
  registerRun,
  registerMigrate,
  registerLint,
  registerPlan,
  registerPublish,
  registerRollback,
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

// Whoever reads may have had enough (`| head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  await program.parseAsync();
} catch (error) {
  printError(error);
  process.exitCode = exitCodeOf(error);
}
