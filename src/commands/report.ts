import { type Command, Option } from 'commander';
import { reportVariants, type VariantReport } from '../app/enrolments/judge-variants.ts';
import { funnelTable as funnelCsv, variantTable } from '../app/reports/csv-tables.ts';
import { reportFunnel } from '../app/reports/funnel.ts';
import { seesAll } from '../domain/viewer.ts';
import type { StageFigures } from '../store/reports/funnel.ts';
import { reportPage } from './html-report.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printCsv, printJson, table } from './print.ts';
import { requirePublished } from './published.ts';
import { registerCapacity } from './report-capacity.ts';
import { askedReport, type FilterOptions, withFilter } from './report-filter.ts';
import { registerPersistence } from './report-persistence.ts';
import { registerTriageReport } from './report-triage.ts';
import { writeTo } from './write.ts';

interface ReportOptions extends FilterOptions {
  readonly html?: string;
  readonly json?: true;
  readonly csv?: true;
}

/** `report funnel`, `report persistence`, `report capacity`, `report variants` and `report triage`. */
export function registerReport(program: Command, open: OpenDeps): void {
  const report = program
    .command('report')
    .description('figures: funnel, persistence, capacity, variants, triage');
  registerVariants(report, open);
  registerTriageReport(report, open);
  registerPersistence(report, open);
  registerCapacity(report, open);
  withFilter(report.command('funnel'))
    .description(
      'for each stage: entered, in it now, gone on, won, lost, mails sent, clicked, opened, time spent',
    )
    .addOption(new Option('--html <file>', 'write a page instead'))
    .option('--json', 'as JSON')
    .option('--csv', 'as CSV')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence report funnel --cadence new-business\n  $ cadence report funnel --html funnel.html\n  $ cadence report funnel --csv > funnel.csv',
    )
    .action((options: ReportOptions) =>
      withDeps(open, async ({ app }) => {
        const funnel = await reportFunnel(app, await askedReport(app, options), seesAll);
        if (options.html !== undefined) {
          const page = reportPage({ title: 'Funnel', madeAt: app.clock.now(), funnel, people: [] });
          await writeTo(options.html, page);
          return print(options.html);
        }
        if (options.json === true) return printJson(funnel);
        if (options.csv === true) return printCsv(funnelCsv(funnel));
        print(funnel.length === 0 ? 'Nobody has been enrolled yet.' : funnelTable(funnel));
      }),
    );
}

/** The funnel as text; clicks and opens are shown where there are any. */
export function funnelTable(funnel: readonly StageFigures[]): string {
  const days = (hours: number | null) => (hours === null ? '' : (hours / 24).toFixed(1));
  const followed = (['clicked', 'opened'] as const).filter((word) =>
    funnel.some((one) => one[word] > 0),
  );
  const headers = [
    'cadence',
    'stage',
    'entered',
    'now',
    'on',
    'won',
    'lost',
    'done',
    'mails',
    ...followed,
    'days',
    'days (90 %)',
  ];
  const rows = funnel.map((one) => [
    one.cadence,
    one.stage,
    ...[one.entered, one.present, one.movedOn, one.won, one.lost, one.completed, one.sent].map(
      String,
    ),
    ...followed.map((word) => String(one[word])),
    days(one.medianHours),
    days(one.p90Hours),
  ]);
  return table(headers, rows);
}

function registerVariants(report: Command, open: OpenDeps): void {
  report
    .command('variants')
    .description('for each variant of a mail: sent, answered, meetings, won, and which is better')
    .option('--cadence <key>', 'of one cadence only')
    .option('--json', 'as JSON')
    .option('--csv', 'as CSV')
    .addHelpText('after', '\nExample:\n  $ cadence report variants --cadence new-business')
    .action((options: ReportOptions) =>
      withDeps(open, async ({ app }) => {
        await requirePublished(app, options.cadence);
        const reports = await reportVariants(app, options.cadence ?? null, seesAll);
        if (options.json === true) return printJson(reports);
        if (options.csv === true) return printCsv(variantTable(reports));
        print(
          reports.length === 0
            ? 'No published cadence has a mail with variants.'
            : `${variantsTable(reports)}\n\n${reports.map(verdictLine).join('\n')}`,
        );
      }),
    );
}

function variantsTable(reports: readonly VariantReport[]): string {
  const headers = ['cadence', 'step', 'variant', 'sent', 'reply', 'meeting', 'won'];
  const rows = reports.flatMap(({ cadence, step, variants }) =>
    variants.map((row) => [
      ...[cadence, step, row.variant, String(row.sent)],
      ...[row.reply, row.meeting, row.won].map((count) => share(count, row.sent)),
    ]),
  );
  return table(headers, rows);
}

const share = (count: number, of: number) =>
  of === 0 ? '' : `${count} (${((100 * count) / of).toFixed(1)} %)`;

function verdictLine({ cadence, step, rule, verdict, inForce }: VariantReport): string {
  const where = `${cadence} ${step}:`;
  const sure = verdict.confidence === null ? '' : ` (${verdict.confidence.toFixed(1)} % sure)`;
  if (inForce !== null) return `${where} everybody new gets ${inForce}`;
  switch (verdict.because) {
    case 'winner':
      return `${where} ${verdict.winner} is better${sure}`;
    case 'too_close':
      return `${where} too close to tell${sure}`;
    case 'too_few':
      return `${where} too few mails to tell: ${rule?.minSample ?? 200} of each variant are needed`;
    case 'one_variant':
      return `${where} nothing to compare`;
  }
}
