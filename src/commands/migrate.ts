import type { Command } from 'commander';
import { type OpenDeps, withDeps } from './open.ts';
import { print } from './print.ts';

export function registerMigrate(program: Command, open: OpenDeps): void {
  program
    .command('migrate')
    .description('bring the database up to this version: our tables and the queue’s')
    .addHelpText('after', '\nExample:\n  $ DATABASE_URL=postgres://… cadence migrate')
    // Opening does it, under a lock; there is nothing else to do.
    .action(() => withDeps(open, async () => print('the database is up to date')));
}
