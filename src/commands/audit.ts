import { type Command, Option } from 'commander';
import { readAudit } from '../app/people/audit.ts';
import { type AuditAction, auditActions } from '../domain/audit.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';
import { readSince } from './since.ts';
import { wholeNumber } from './whole-number.ts';

interface AuditOptions {
  readonly actor?: string;
  readonly action?: AuditAction;
  readonly object?: string;
  readonly since?: string;
  readonly limit: number;
  readonly json?: true;
}

/** `audit`: who did what. */
export function registerAudit(program: Command, open: OpenDeps): void {
  program
    .command('audit')
    .description('who did what, by API and command line, newest first')
    .option('--actor <who>', 'id or name of a key, "cli", or a system user')
    .addOption(new Option('--action <action>', 'one kind of deed').choices(auditActions))
    .option('--object <id>', 'what was done to this: an id, a key, a suppressed address')
    .option('--since <time>', 'then or later')
    .option('--limit <n>', 'so many', wholeNumber(1, 500), 50)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence audit --since 2026-11-24\n  $ cadence audit --action suppression.lifted --actor HubSpot',
    )
    .action(async ({ json, since: typed, ...filter }: AuditOptions) => {
      const since = readSince(typed);
      await withDeps(open, async ({ app }) => {
        const entries = await readAudit(app, { ...filter, since });
        if (json === true) return printJson(entries);
        if (entries.length === 0) return print('Nobody has done such a thing.');
        const rows = entries.map(({ at, actor, role, action, objectId, data }) => [
          ...[at.toISOString(), actor, role, action, objectId ?? ''],
          Object.entries(data)
            .filter(([, value]) => value !== null)
            .map(
              ([name, value]) =>
                `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
            )
            .join(' '),
        ]);
        print(table(['at', 'who', 'role', 'what', 'to', ''], rows));
      });
    });
}
