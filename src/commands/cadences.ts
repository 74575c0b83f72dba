import type { Command } from 'commander';
import {
  type CadenceStatus,
  listCadenceStatus,
  pauseCadenceByPerson,
  resumeCadenceByPerson,
} from '../app/sending/cadence-status.ts';
import { type CommandDeed, withDeed } from './deed.ts';
import { stillInFlight } from './mailboxes.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';

interface Json {
  readonly json?: true;
}

/** `cadences`: what is published, and a hand on each. */
export function registerCadences(program: Command, open: OpenDeps): void {
  const cadences = program
    .command('cadences')
    .description('published cadences: list, pause, resume')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence cadences\n  $ cadence cadences pause new-business --reason "wrong price in step two"\n  $ cadence cadences resume new-business',
    );
  cadences
    .command('list', { isDefault: true })
    .description('each published cadence, and why its mails wait')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence cadences')
    .action((options: Json) =>
      withDeps(open, async ({ app }) => {
        const all = await listCadenceStatus(app);
        if (options.json === true) return printJson(all);
        print(table(['cadence', 'version', 'status', 'why'], all.map(row)));
      }),
    );
  cadences
    .command('pause')
    .description('send no mail of a cadence until it is resumed; its tasks go on')
    .argument('<key>', 'key of the cadence, as "cadence cadences" shows it')
    .option('--reason <text>', 'why, for whoever asks what its mails wait for', 'paused by hand')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ cadence cadences pause new-business --reason "wrong price in step two"',
    )
    .action((key: string, options: Json & { readonly reason: string }) =>
      withDeed(open, deedTo(key, 'cadence.paused'), async ({ app }) => {
        tell(await pauseCadenceByPerson(app, key, options.reason), options);
      }),
    );
  cadences
    .command('resume')
    .description('let a paused cadence send again, whatever has paused it')
    .argument('<key>', 'key of the cadence, as "cadence cadences" shows it')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence cadences resume new-business')
    .action((key: string, options: Json) =>
      withDeed(open, deedTo(key, 'cadence.resumed'), async ({ app }) => {
        tell(await resumeCadenceByPerson(app, key), options);
      }),
    );
}

function tell(cadence: CadenceStatus & { readonly inFlight?: true }, { json }: Json): void {
  if (json === true) {
    printJson(cadence);
    return;
  }
  const because = why(cadence);
  print(`${cadence.key} is ${cadence.status}${because === '' ? '' : `: ${because}`}`);
  if (cadence.inFlight === true) print(stillInFlight);
}

function row(cadence: CadenceStatus): string[] {
  return [cadence.key, String(cadence.number), cadence.status, why(cadence)];
}

function why({ status, reason, since, warning }: CadenceStatus): string {
  if (status === 'active') return warning ?? '';
  return `${reason} (since ${since?.toISOString()}, until resumed)`;
}

function deedTo(id: string, action: 'cadence.paused' | 'cadence.resumed'): CommandDeed {
  return { action, kind: 'cadence', id, told: 'when-changed' };
}
