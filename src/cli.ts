import { exitCodeOf, printError } from './commands/print.ts';
import { createProgram } from './commands/program.ts';
import { openDeps } from './deps.ts';

// Whoever reads may have had enough (`| head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  await createProgram(openDeps).parseAsync();
} catch (error) {
  printError(error);
  process.exitCode = exitCodeOf(error);
}
