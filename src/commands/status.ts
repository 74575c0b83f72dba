import { type Command, Option } from 'commander';
import { enrolmentStatuses } from '../domain/codes.ts';
import { countEnrolments } from '../store/enrolment-counts.ts';
import { type EnrolmentView, listEnrolments } from '../store/enrolments.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, say, table } from './print.ts';
import { requirePublished } from './published.ts';

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
    .addOption(
      new Option('--status <status>', 'those that stand so only').choices(enrolmentStatuses),
    )
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence status --cadence new-business --status paused')
    .action((options: StatusOptions) =>
      withDeps(open, async ({ app }) => {
        const { json, ...filter } = options;
        await requirePublished(app, filter.cadence);
        const counts = await countEnrolments(app.db, filter);
        const enrolments = await listEnrolments(app.db, { ...filter, limit: shownAtMost });
        if (json === true) return printJson({ counts, enrolments });
        if (enrolments.length === 0) {
          const filtered = Object.keys(filter).length > 0;
          const hint = 'Nobody is enrolled. Try: cadence enrol new-business kari@example.no';
          return print(filtered ? 'No enrolment is like that.' : hint);
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
          nextOf(one),
        ]);
        print(table(['id', 'email', 'cadence', 'status', 'why', 'next'], rows));
        const all = counts.reduce((sum, { count }) => sum + count, 0);
        if (all > rows.length) {
          say(
            `the first ${rows.length} of ${all}; --cadence, --owner and --status narrow them down`,
          );
        }
      }),
    );
}

function nextOf({ state, nextTouch }: EnrolmentView): string {
  if (state.status === 'pending') return 'waits for its turn';
  return nextTouch === null ? '' : `${nextTouch.step} ${nextTouch.dueAt?.toISOString() ?? 'held'}`;
}
