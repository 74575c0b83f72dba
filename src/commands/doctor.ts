import type { Command } from 'commander';
import { type Check, checkParts } from '../app/check-parts.ts';
import { checkMailboxes } from '../app/sending/mailbox-checks.ts';
import { createDns } from '../email/dns.ts';
import { type OpenDeps, withDeps } from './open.ts';
import { print, printJson, table } from './print.ts';

/** `doctor`: whether every part works, and what to do where one does not. */
export function registerDoctor(program: Command, open: OpenDeps): void {
  program
    .command('doctor')
    .description('check database, queue, cadences, DNS and TLS of each mailbox, sources, lateness')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Of each mailbox: SPF, DKIM, DMARC and alignment, MX, reverse DNS, TLS. Exits with 1 when something has failed.

Examples:
  $ cadence doctor
  $ SMTP_URL=smtps://user:pw@mail.example:465 cadence doctor
  $ DNS_SERVERS=1.1.1.1 cadence doctor --json`,
    )
    .action((options: { readonly json?: true }) =>
      withDeps(open, async ({ app, config, readLibrary, backend, mailboxUrls }) => {
        const dns = createDns(config.DNS_SERVERS ?? []);
        const secretOf = (name: string) => process.env[name];
        const library = await readLibrary();
        const request = { library, queueKind: backend.kind, mailboxUrls, secretOf };
        const looks = [checkParts(app, request), checkMailboxes(app, { ...request, dns })];
        const checks = (await Promise.all(looks)).flat();
        dns.close();
        if (options.json === true) printJson(checks);
        else for (const line of linesOf(checks)) print(line);
        if (checks.some((check) => check.result === 'failed')) process.exitCode = 1;
      }),
    );
}

function linesOf(checks: readonly Check[]): readonly string[] {
  const rows = checks.map(({ part, result, detail }) => [part, result, short(detail)]);
  const advice = checks.flatMap(({ part, result, fix, publish }) => [
    ...(fix === undefined || result === 'ok' ? [] : [`\n${part}\n  ${oneLine(fix)}`]),
    ...(publish === undefined
      ? []
      : [`  ${publish.name}  ${publish.type}  "${oneLine(publish.value)}"`]),
  ]);
  const heading = advice.length === 0 ? [] : ['\nWhat to change:'];
  return [table(['part', 'result', 'what'], rows), ...heading, ...advice];
}

const widest = 200;

/** What was seen in a line that can still be read; --json has all of it. */
function short(text: string): string {
  const line = oneLine(text);
  return line.length > widest ? `${line.slice(0, widest - 1)}…` : line;
}

/** What comes from the DNS may hold anything: nothing of it moves the cursor. */
function oneLine(text: string): string {
  return text.replace(/\p{C}+/gu, ' ');
}
