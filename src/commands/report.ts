import { type Command, Option } from 'commander';
import { readFunnel, type StageFigures } from '../store/report.ts';
import { reportPage } from './html-report.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';
import { requirePublished } from './published.ts';
import { writeTo } from './write.ts';

interface ReportOptions {
  readonly cadence?: string;
  readonly html?: string;
  readonly json?: true;
}

/** `report funnel`: the stages in figures. */
export function registerReport(program: Command, open: OpenDeps): void {
  const report = program.command('report').description('figures: funnel');
  report
    .command('funnel')
    .description('for each stage: entered, in it now, gone on, won, lost, mails sent, time spent')
    .option('--cadence <key>', 'of one cadence only')
    .addOption(new Option('--html <file>', 'write a page instead'))
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence report funnel --cadence new-business\n  $ cadence report funnel --html funnel.html',
    )
    .action((options: ReportOptions) =>
      withDeps(open, async ({ app }) => {
        await requirePublished(app, options.cadence);
        const funnel = await readFunnel(app.db, options.cadence ?? null);
        if (options.html !== undefined) {
          const page = reportPage({ title: 'Funnel', madeAt: app.clock.now(), funnel, people: [] });
          await writeTo(options.html, page);
          return print(options.html);
        }
        if (options.json === true) return printJson(funnel);
        print(funnel.length === 0 ? 'Nobody has been enrolled yet.' : funnelTable(funnel));
      }),
    );
}

/** The funnel as text. */
export function funnelTable(funnel: readonly StageFigures[]): string {
  const days = (hours: number | null) => (hours === null ? '' : (hours / 24).toFixed(1));
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
    'days',
  ];
  const rows = funnel.map((one) => [
    one.cadence,
    one.stage,
    ...[one.entered, one.present, one.movedOn, one.won, one.lost, one.completed, one.sent].map(
      String,
    ),
    days(one.medianHours),
  ]);
  return table(headers, rows);
}
