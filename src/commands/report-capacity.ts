import type { Command } from 'commander';
import { type Capacity, mostDays, reportCapacity, usualDays } from '../app/reports/capacity.ts';
import { capacityTable } from '../app/reports/csv-tables.ts';
import { seesAll } from '../domain/viewer.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printCsv, printJson, table } from './print.ts';
import { wholeNumber } from './whole-number.ts';

/** `report capacity`: what the coming days let go of what is planned. */
export function registerCapacity(report: Command, open: OpenDeps): void {
  report
    .command('capacity')
    .description('mails planned for the coming days, what their limits let go, what is left over')
    .option('--days <number>', `so many days, ${usualDays} as a rule`, wholeNumber(1, mostDays))
    .option('--json', 'as JSON, with every day of each limit')
    .option('--csv', 'as CSV, the same')
    .addHelpText('after', '\nExample:\n  $ cadence report capacity --days 30')
    .action((options: { readonly days?: number; readonly json?: true; readonly csv?: true }) =>
      withDeps(open, async ({ app }) => {
        const capacity = await reportCapacity(app, seesAll, options.days);
        if (options.json === true) return printJson(capacity);
        if (options.csv === true) return printCsv(capacityTable(capacity));
        print(capacityText(capacity));
      }),
    );
}

function capacityText({ zone, outlooks, behindTasks }: Capacity): string {
  const [all, ...limited] = outlooks;
  const days = (all?.days ?? []).map(({ date, planned, following, leaves, left }) => [
    ...[date, planned, following, leaves, left].map(String),
  ]);
  const limits = limited.map(({ kind, key, isPaused, days: own, mostLeft, clearedOn }) => {
    const sum = (what: 'planned' | 'following' | 'leaves') =>
      own.reduce((total, one) => total + one[what], 0);
    const [today] = own;
    return [
      ...[
        `${kind} ${key}${isPaused ? ' (paused)' : ''}`,
        String(sum('planned')),
        String(sum('following')),
      ],
      ...[today?.room == null ? 'all' : String(today.room), String(sum('leaves'))],
      ...[String(mostLeft), mostLeft === 0 ? '' : (clearedOn ?? 'later')],
    ];
  });
  return [
    table(['day', 'planned', 'to follow', 'leaves', 'left over'], days),
    table(
      ['', 'planned', 'to follow', 'room today', 'leaves', 'most left over', 'none left from'],
      limits,
    ),
    ...(behindTasks.tasks === 0 ? [] : [behindText(behindTasks)]),
    `Days are those of ${zone}. What is to follow is the most that comes behind what is planned: answers make it fewer.`,
  ].join('\n\n');
}

function behindText({ tasks, mails }: Capacity['behindTasks']): string {
  const behind = tasks === 1 ? '1 open task' : `${tasks} open tasks`;
  return `Up to ${mails} mails wait behind ${behind}, and have no day yet.`;
}
