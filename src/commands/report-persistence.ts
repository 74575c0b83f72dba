import type { Command } from 'commander';
import { persistenceTable } from '../app/reports/csv-tables.ts';
import { reportPersistence } from '../app/reports/persistence.ts';
import type { Persistence } from '../domain/persistence.ts';
import { seesAll } from '../domain/viewer.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printCsv, printJson, table } from './print.ts';
import { askedReport, type FilterOptions, withFilter } from './report-filter.ts';

/** `report persistence`: after how many touches people answer, and what stopping early would have cost. */
export function registerPersistence(report: Command, open: OpenDeps): void {
  withFilter(report.command('persistence'))
    .description(
      'after how many touches people answer and deals are won; what stopping early costs',
    )
    .option('--json', 'as JSON')
    .option('--csv', 'as CSV')
    .addHelpText('after', '\nExample:\n  $ cadence report persistence --cadence new-business')
    .action((options: FilterOptions & { readonly json?: true; readonly csv?: true }) =>
      withDeps(open, async ({ app }) => {
        const figures = await reportPersistence(app, await askedReport(app, options), seesAll);
        if (options.json === true) return printJson(figures);
        if (options.csv === true) return printCsv(persistenceTable(figures));
        print(
          figures.rows.length === 0 ? 'Nobody has been touched yet.' : persistenceText(figures),
        );
      }),
    );
}

const percent = (share: number | null) => (share === null ? '' : `${(100 * share).toFixed(0)} %`);

function persistenceText({ rows, givingUp, asQuoted }: Persistence): string {
  const touches = rows.map((row) => [
    ...[row.touch, row.reached, row.replies].map(String),
    percent(row.replyShare),
    String(row.wins),
    percent(row.winShare),
  ]);
  const stopping = givingUp.map((one) => [
    ...[String(one.after), percent(one.sellers)],
    ...[String(one.lostReplies), percent(one.lostReplyShare)],
    ...[String(one.lostWins), percent(one.lostWinShare)],
  ]);
  return [
    table(['touch', 'reached', 'replies', 'so far', 'wins', 'so far'], touches),
    table(['stopping after', 'sellers', 'replies lost', '', 'wins lost', ''], stopping),
    `Giving up as sellers are said to would have cost ${asQuoted.lostReplies.toFixed(1)} replies and ${asQuoted.lostWins.toFixed(1)} wins.`,
  ].join('\n\n');
}
