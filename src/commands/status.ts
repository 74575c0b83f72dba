import type { Command } from 'commander';
import { countEnrolments, listEnrolments } from '../store/enrolments.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';

interface StatusOptions {
  readonly cadence?: string;
  readonly owner?: string;
  readonly status?: string;
  readonly json?: true;
}

const shownAtMost = 50;

export function registerStatus(program: Command, open: OpenDeps): void {
  program
    .command('status')
    .description('how many enrolments stand where, and the first of them')
    .option('--cadence <key>', 'of one cadence only')
    .option('--owner <owner>', 'of one owner only')
    .option('--status <status>', 'pending, active, paused, completed or exited')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence status --cadence new-business --status paused')
    .action((options: StatusOptions) =>
      withDeps(open, async ({ app }) => {
        const { json, ...filter } = options;
        const [counts, enrolments] = [
          await countEnrolments(app.db),
          await listEnrolments(app.db, { ...filter, limit: shownAtMost }),
        ];
        if (json === true) return printJson({ counts, enrolments });
        if (enrolments.length === 0) {
          return print('Nobody is enrolled. Try: cadence enrol new-business kari@example.no');
        }
        print(
          table(
            ['cadence', 'status', 'count'],
            counts.map((c) => [c.cadence, c.status, String(c.count)]),
          ),
        );
        print('');
        const rows = enrolments.map((one) => [
          one.id,
          one.email,
          one.cadence,
          one.state.status,
          one.state.exitReason ?? one.state.pauseReason ?? '',
          one.nextTouch === null
            ? ''
            : `${one.nextTouch.step} ${one.nextTouch.dueAt?.toISOString() ?? 'held'}`,
        ]);
        print(table(['id', 'email', 'cadence', 'status', 'why', 'next'], rows));
      }),
    );
}
