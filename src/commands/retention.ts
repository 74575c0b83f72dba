import type { Command } from 'commander';
import { forgetWhatIsOld, tellWhatIsOld } from '../app/people/retention.ts';
import { withDeed } from './deed.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';

interface RetentionOptions {
  readonly dryRun?: true;
  readonly json?: true;
}

/** `retention`: what has been kept for as long as `policy.retention` says. */
export function registerRetention(program: Command, open: OpenDeps): void {
  program
    .command('retention')
    .description(
      'forget what was kept as long as policy.retention says; workers do it by themselves',
    )
    .option('--dry-run', 'say what would go, and do nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence retention --dry-run')
    .action((options: RetentionOptions) => {
      const work = ({ app }: Parameters<Parameters<typeof withDeps>[1]>[0]) => tell(app, options);
      return options.dryRun === true
        ? withDeps(open, work)
        : withDeed(open, { action: 'retention.run', kind: 'installation', id: 'all' }, work);
    });
}

async function tell(
  app: Parameters<typeof tellWhatIsOld>[0],
  { dryRun, json }: RetentionOptions,
): Promise<void> {
  const told =
    dryRun === true
      ? await tellWhatIsOld(app)
      : await forgetWhatIsOld(app, Number.POSITIVE_INFINITY);
  if (json === true) return printJson(told);
  if (told.length === 0) {
    return print('Everything is kept for good: workspace.yaml has no policy.retention.');
  }
  const rows = told.map(({ kind, before, count }) => [kind, before.toISOString(), String(count)]);
  print(table(['what', 'from before', dryRun === true ? 'would go' : 'gone'], rows));
}
