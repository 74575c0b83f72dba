import { Command } from 'commander';
import { variables } from '../config.ts';
import { registerAudit } from './audit.ts';
import { registerCadences } from './cadences.ts';
import { registerDemo } from './demo.ts';
import { registerDoctor } from './doctor.ts';
import { registerEnrol } from './enrol.ts';
import { registerEnrolment } from './enrolment.ts';
import { registerHolds } from './holds.ts';
import { registerImports } from './imports.ts';
import { registerKeys } from './keys.ts';
import { registerLint } from './lint.ts';
import { registerMailboxes } from './mailboxes.ts';
import { registerMigrate } from './migrate.ts';
import type { OpenDeps } from './open.ts';
import { registerPlan } from './plan.ts';
import { registerPreview } from './preview.ts';
import { registerPublish } from './publish.ts';
import { registerRead } from './read.ts';
import { registerReceipts } from './receipts.ts';
import { registerReport } from './report.ts';
import { registerRetention } from './retention.ts';
import { registerRollback } from './rollback.ts';
import { registerRun } from './run.ts';
import { registerSimulate } from './simulate.ts';
import { registerStatus } from './status.ts';
import { registerSuppressions } from './suppressions.ts';
import { registerTasks } from './tasks.ts';
import { registerTest } from './test.ts';

const registers = [
  registerRun,
  registerMigrate,
  registerLint,
  registerTest,
  registerPlan,
  registerPublish,
  registerRollback,
  registerPreview,
  registerSimulate,
  registerEnrol,
  registerEnrolment,
  registerHolds,
  registerImports,
  registerSuppressions,
  registerStatus,
  registerTasks,
  registerRead,
  registerReceipts,
  registerReport,
  registerKeys,
  registerAudit,
  registerRetention,
  registerMailboxes,
  registerCadences,
  registerDoctor,
  registerDemo,
];

/** The command line as a whole; nothing runs before it is given what was typed. */
export function createProgram(open: OpenDeps): Command {
  const program = new Command('cadence')
    .description('Carries every enrolled prospect through a multi-touch email cadence.')
    .showHelpAfterError('(add --help for the options and examples)')
    .showSuggestionAfterError(true)
    .configureHelp({ sortSubcommands: true })
    .addHelpText('after', environmentHelp());
  for (const register of registers) register(program, open);
  return program;
}

/** The variables that change what a command does, with their defaults. */
function environmentHelp(): string {
  const lines = variables.map(({ name, fallback, meaning }) => {
    const shown = fallback === '' ? '' : ` (default: ${fallback})`;
    return `  ${name.padEnd(22)}${meaning}${shown}`;
  });
  return `\nEnvironment:\n${lines.join('\n')}`;
}
