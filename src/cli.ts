import { exitCodeOf, printError } from './commands/print.ts';
import { createProgram } from './commands/program.ts';
import { openDeps } from './deps.ts';

try {
  await createProgram(openDeps).parseAsync();
} catch (error) {
  printError(error);
  process.exitCode = exitCodeOf(error);
}
