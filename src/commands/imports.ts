import type { Command } from 'commander';
import { undoImport } from '../app/enrolling/undo-import.ts';
import { seesAll } from '../domain/viewer.ts';
import { withDeed } from './deed.ts';
import { requireId } from './id.ts';
import type { OpenDeps } from './open.ts';
import { print, printJson } from './print.ts';

export function registerImports(program: Command, open: OpenDeps): void {
  program
    .command('imports')
    .description('lists that were imported')
    .command('undo')
    .description('end every enrolment of an import of which nothing has been sent')
    .argument('<id>', 'the import’s id')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ cadence imports undo 0198c0de-0000-7000-8000-000000000000',
    )
    .action(async (typed: string, options: { readonly json?: true }) => {
      const id = requireId(typed, 'an import');
      const deed = { action: 'import.undone', kind: 'import', id } as const;
      await withDeed(open, deed, async ({ app }) => {
        const result = await undoImport(app, id, 'cli', seesAll);
        if (options.json === true) return printJson(result);
        print(`${result.undone} enrolments taken back; what was sent stays sent`);
      });
    });
}
