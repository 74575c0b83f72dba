import type { OpenDeps } from './commands/open.ts';
import { exitCodeOf, printError } from './commands/print.ts';
import { createProgram } from './commands/program.ts';

// Whoever reads may have had enough (`| head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

/** What needs a database loads what works with it; the others begin at once. */
const openDeps: OpenDeps = async (...given) => (await import('./deps.ts')).openDeps(...given);

try {
  const program = await createProgram(openDeps, process.argv[2]);
  await program.parseAsync();
} catch (error) {
  printError(error);
  process.exitCode = exitCodeOf(error);
}
