import type { Command } from 'commander';
import { checkParts } from '../app/check-parts.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';

/** `doctor`: whether every part works, and what to do where one does not. */
export function registerDoctor(program: Command, open: OpenDeps): void {
  program
    .command('doctor')
    .description('check database, queue, cadences, mailbox, sources and the oldest due touch')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence doctor\n  $ SMTP_URL=smtps://user:pw@mail.example:465 cadence doctor',
    )
    .action((options: { readonly json?: true }) =>
      withDeps(open, async ({ app, library, backend, mailboxUrls }) => {
        const checks = await checkParts(app, {
          library,
          queueKind: backend.kind,
          mailboxUrls,
          secretOf: (name) => process.env[name],
        });
        if (options.json === true) printJson(checks);
        else
          print(
            table(
              ['part', 'result', 'what'],
              checks.map((c) => [c.part, c.result, c.detail]),
            ),
          );
        if (checks.some((check) => check.result === 'failed')) process.exitCode = 1;
      }),
    );
}
