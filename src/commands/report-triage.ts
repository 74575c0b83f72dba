import type { Command } from 'commander';
import { reportTriage, type TriageReport } from '../app/events/report-triage.ts';
import { triageTable } from '../app/reports/csv-tables.ts';
import type { Share } from '../domain/agreement.ts';
import { seesAll } from '../domain/viewer.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printCsv, printJson, table } from './print.ts';

/** `report triage`: what people say that replies mean, against what we had read. */
export function registerTriageReport(report: Command, open: OpenDeps): void {
  report
    .command('triage')
    .description('what people said that replies mean, against what we had read')
    .option('--json', 'as JSON')
    .option('--csv', 'as CSV: what we read, what it meant, how often')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence report triage\n  $ cadence report triage --json',
    )
    .action((options: { readonly json?: true; readonly csv?: true }) =>
      withDeps(open, async ({ app }) => {
        const figures = await reportTriage(app, seesAll);
        if (options.json === true) return printJson(figures);
        if (options.csv === true) return printCsv(triageTable(figures));
        print(figures.decisions === 0 ? 'Nobody has decided a triage yet.' : triageText(figures));
      }),
    );
}

/** The report as text. */
export function triageText(report: TriageReport): string {
  const { decisions, unread, agreement, byReader, byLanguage, counts, misleading } = report;
  const shares = [
    ...byReader.map((row) => [`read by ${row.by}`, shareText(row)]),
    ...byLanguage.map((row) => [`language ${row.language ?? 'not known'}`, shareText(row)]),
  ];
  const parts = [
    `${decisions} decided, ${unread} of them without a guess of ours. Our guess was right: ${shareText(agreement)}`,
    ...(shares.length === 0 ? [] : [table(['of which', 'right (95 % interval)'], shares)]),
    table(
      ['we read', 'it meant', 'times'],
      counts.map(({ read, decided, count }) => [read, decided, String(count)]),
    ),
  ];
  if (misleading.length === 0) return parts.join('\n\n');
  const words = misleading.map(({ words: said, read, decided, count }) => [
    ...[said, read, decided],
    String(count),
  ]);
  const worst = table(['words that misled', 'read as', 'it meant', 'times'], words);
  return [...parts, worst].join('\n\n');
}

/** `17 of 20, 85 % (64–95 %)`. */
function shareText({ agreed, of, share, low, high }: Share): string {
  if (share === null || low === null || high === null) return '0 of 0';
  const percent = (value: number) => Math.round(100 * value);
  return `${agreed} of ${of}, ${percent(share)} % (${percent(low)}–${percent(high)} %)`;
}
