import type { Command } from 'commander';
import {
  listMailboxes,
  type MailboxStatus,
  pauseByPerson,
  resumeByPerson,
} from '../app/sending/mailbox-status.ts';
import { type CommandDeed, withDeed } from './deed.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';

interface Json {
  readonly json?: true;
}

export const stillInFlight =
  'A mail was being handed over and had not ended after 4 s: it may still leave.';

/** `mailboxes`: how those that send are, and a hand on each. */
export function registerMailboxes(program: Command, open: OpenDeps): void {
  const mailboxes = program
    .command('mailboxes')
    .description('mailboxes: list, pause, resume')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence mailboxes\n  $ cadence mailboxes pause kari --reason "new password on Monday"\n  $ cadence mailboxes resume kari',
    );
  mailboxes
    .command('list', { isDefault: true })
    .description('each mailbox of workspace.yaml with its pools, and why it is paused')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence mailboxes')
    .action((options: Json) =>
      withDeps(open, async ({ app }) => {
        const all = await listMailboxes(app);
        if (options.json === true) return printJson(all);
        print(table(['mailbox', 'from', 'pools', 'status', 'why'], all.map(row)));
      }),
    );
  mailboxes
    .command('pause')
    .description('send nothing from a mailbox until it is resumed: its mails wait, or move')
    .argument('<key>', 'key of the mailbox, as "cadence mailboxes" shows it')
    .option('--reason <text>', 'why, for whoever asks what its mails wait for', 'paused by hand')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ cadence mailboxes pause kari --reason "new password on Monday"',
    )
    .action((key: string, options: Json & { readonly reason: string }) =>
      withDeed(open, deedTo(key, 'mailbox.paused'), async ({ app }) => {
        tell(await pauseByPerson(app, key, options.reason), options);
      }),
    );
  mailboxes
    .command('resume')
    .description('let a paused mailbox send again, whatever has paused it')
    .argument('<key>', 'key of the mailbox, as "cadence mailboxes" shows it')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence mailboxes resume kari')
    .action((key: string, options: Json) =>
      withDeed(open, deedTo(key, 'mailbox.resumed'), async ({ app }) => {
        tell(await resumeByPerson(app, key), options);
      }),
    );
}

function deedTo(id: string, action: 'mailbox.paused' | 'mailbox.resumed'): CommandDeed {
  return { action, kind: 'mailbox', id, told: 'when-changed' };
}

function tell(mailbox: MailboxStatus & { readonly inFlight?: true }, { json }: Json): void {
  const because = why(mailbox);
  if (json === true) printJson(mailbox);
  else print(`${mailbox.key} is ${mailbox.status}${because === '' ? '' : `: ${because}`}`);
  if (json !== true && mailbox.inFlight === true) print(stillInFlight);
}

function row(mailbox: MailboxStatus): string[] {
  const { key, from, pools, status } = mailbox;
  return [key, from ?? 'as SMTP_URL says', pools.join(', '), status, why(mailbox)];
}

function why({ status, reason, since, retryAt, warning }: MailboxStatus): string {
  if (status === 'active') return warning ?? '';
  const next = retryAt === null ? 'until resumed' : `tried again at ${retryAt.toISOString()}`;
  return `${reason} (since ${since?.toISOString()}, ${next})`;
}
