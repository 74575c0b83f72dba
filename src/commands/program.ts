import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { variables } from '../config.ts';
import type { OpenDeps } from './open.ts';

/** Commands that stand in one file, and what adds them to the program. */
interface Part {
  readonly names: readonly string[];
  load(): Promise<(program: Command, open: OpenDeps) => unknown>;
}

/** A file is loaded when one of its commands is typed: loading all of them takes longer than most of them work. */
export const parts: readonly Part[] = [
  { names: ['up', 'api', 'worker'], load: async () => (await import('./run.ts')).registerRun },
  { names: ['migrate'], load: async () => (await import('./migrate.ts')).registerMigrate },
  { names: ['lint'], load: async () => (await import('./lint.ts')).registerLint },
  { names: ['test'], load: async () => (await import('./test.ts')).registerTest },
  { names: ['plan'], load: async () => (await import('./plan.ts')).registerPlan },
  { names: ['publish'], load: async () => (await import('./publish.ts')).registerPublish },
  {
    names: ['rollback', 'publications'],
    load: async () => (await import('./rollback.ts')).registerRollback,
  },
  { names: ['preview'], load: async () => (await import('./preview.ts')).registerPreview },
  { names: ['simulate'], load: async () => (await import('./simulate.ts')).registerSimulate },
  { names: ['enrol', 'prospects'], load: async () => (await import('./enrol.ts')).registerEnrol },
  {
    names: ['pause', 'resume', 'advance', 'exit', 'reopen', 'objection', 'explain'],
    load: async () => (await import('./enrolment.ts')).registerEnrolment,
  },
  { names: ['holds'], load: async () => (await import('./holds.ts')).registerHolds },
  { names: ['imports'], load: async () => (await import('./imports.ts')).registerImports },
  {
    names: ['suppressions'],
    load: async () => (await import('./suppressions.ts')).registerSuppressions,
  },
  { names: ['status'], load: async () => (await import('./status.ts')).registerStatus },
  { names: ['tasks'], load: async () => (await import('./tasks.ts')).registerTasks },
  { names: ['read'], load: async () => (await import('./read.ts')).registerRead },
  { names: ['receipts'], load: async () => (await import('./receipts.ts')).registerReceipts },
  { names: ['report'], load: async () => (await import('./report.ts')).registerReport },
  { names: ['keys'], load: async () => (await import('./keys.ts')).registerKeys },
  { names: ['audit'], load: async () => (await import('./audit.ts')).registerAudit },
  { names: ['retention'], load: async () => (await import('./retention.ts')).registerRetention },
  { names: ['mailboxes'], load: async () => (await import('./mailboxes.ts')).registerMailboxes },
  { names: ['cadences'], load: async () => (await import('./cadences.ts')).registerCadences },
  { names: ['doctor'], load: async () => (await import('./doctor.ts')).registerDoctor },
  { names: ['demo'], load: async () => (await import('./demo.ts')).registerDemo },
];

/**
 * The command line; nothing runs before it is given what was typed.
 *
 * @param typed  the first word: of a command only that one is made, else all are, for help and suggestions
 */
export async function createProgram(open: OpenDeps, typed?: string): Promise<Command> {
  const program = new Command('cadence')
    .description('Carries every enrolled prospect through a multi-touch email cadence.')
    .version(version(), '-V, --version', 'print the version')
    .showHelpAfterError('(add --help for the options and examples)')
    .showSuggestionAfterError(true)
    .configureHelp({ sortSubcommands: true })
    .addHelpText('after', environmentHelp());
  const meant = parts.filter(({ names }) => typed !== undefined && names.includes(typed));
  for (const { load } of meant.length > 0 ? meant : parts) (await load())(program, open);
  return program;
}

/** That of the package, which stands as far above the sources as above what they are compiled to. */
function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}

/** The variables that change what a command does, with their defaults. */
function environmentHelp(): string {
  const lines = variables.map(({ name, fallback, meaning }) => {
    const shown = fallback === '' ? '' : ` (default: ${fallback})`;
    return `  ${name.padEnd(22)}${meaning}${shown}`;
  });
  return `\nEnvironment:\n${lines.join('\n')}`;
}
