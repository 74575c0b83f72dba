import type { Command } from 'commander';
import { releaseCompany } from '../app/enrolments/release-holds.ts';
import { listHolds } from '../store/company-holds.ts';
import { withDeed } from './deed.ts';
import { requireId } from './id.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';

/** More than anybody reads; whoever has more of them reads the API. */
const mostShown = 500;

export function registerHolds(program: Command, open: OpenDeps): void {
  const holds = program
    .command('holds')
    .description('companies that are held by the word of one of their people');
  holds
    .command('list')
    .description('those in force, the newest first')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence holds list')
    .action((options: { readonly json?: true }) =>
      withDeps(open, async ({ app }) => {
        const now = app.clock.now();
        const all = await listHolds(app.db, { owners: null, before: null, limit: mostShown, now });
        if (options.json === true) return printJson(all);
        const rows = all.map((hold) => [
          hold.id,
          hold.companies.join(', '),
          `${hold.type} of ${hold.email ?? 'somebody erased'}`,
          hold.until ?? 'released',
          String(hold.enrolments),
        ]);
        print(table(['id', 'company', 'because of', 'until', 'held'], rows));
      }),
    );
  holds
    .command('release')
    .description(
      'let all people of a company go on: this hold ends, and all others of the same company',
    )
    .argument('<id>', 'id of a hold, as "holds list" shows it')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ cadence holds release 0198c0de-0000-7000-8000-000000000000',
    )
    .action(async (typed: string, options: { readonly json?: true }) => {
      const id = requireId(typed, 'a hold');
      const deed = { action: 'company.released', kind: 'company-hold', id } as const;
      await withDeed(open, deed, async ({ app }) => {
        const { released, enrolments } = await releaseCompany(app, id, 'cli', null);
        if (options.json === true) return printJson({ released, enrolments });
        print(`${released} holds released: ${enrolments} enrolments are held by them no more`);
      });
    });
}
