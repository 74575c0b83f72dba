import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { toldRefusal } from '../app/lists/list-rows.ts';
import { allSuppressions, exportSuppressions } from '../app/people/export-suppressions.ts';
import { importSuppressions } from '../app/people/import-suppressions.ts';
import { liftSeriesOptOut } from '../app/people/lift-choice.ts';
import { liftSuppression, suppress, suppressionValue } from '../app/people/suppress.ts';
import {
  readSuppressionRows,
  type SuppressionReason,
  suppressionReasons,
} from '../app/people/suppression-rows.ts';
import type { ImportRefusal } from '../store/imports.ts';
import { listSuppressions, type Suppression } from '../store/suppressions.ts';
import { type CommandDeed, withDeed } from './deed.ts';
import { refusalLine, requireFile } from './list-file.ts';
import { type OpenDeps, type OpenedDeps, withDeps } from './open.ts';
import { print, printJson, say, table } from './print.ts';
import { startProgress } from './progress.ts';

interface JsonOption {
  readonly json?: true;
}

interface AddOptions extends JsonOption {
  readonly reason: SuppressionReason;
  readonly note?: string;
}

interface RemoveOptions extends JsonOption {
  readonly cadence?: string;
}

interface ImportOptions extends JsonOption {
  readonly reason: SuppressionReason;
  readonly dryRun?: true;
}

/** More than anybody reads on a screen; all of them are in the export. */
const mostShown = 500;

const added: CommandDeed = { action: 'suppression.added', kind: 'suppression' };
const lifted: CommandDeed = { action: 'suppression.lifted', kind: 'suppression' };
const imported: CommandDeed = { action: 'suppressions.imported', kind: 'suppression' };

const reasonOption = (meaning: string) =>
  new Option('--reason <reason>', meaning).choices(suppressionReasons).default('manual');

export function registerSuppressions(program: Command, open: OpenDeps): void {
  const suppressions = program
    .command('suppressions')
    .description('addresses and domains that get no mail');
  suppressions
    .command('list')
    .description(`those suppressed, by address or domain (the first ${mostShown})`)
    .option('--after <value>', 'go on behind this one')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence suppressions list')
    .action((options: JsonOption & { readonly after?: string }) =>
      withDeps(open, async ({ app }) => {
        const after = options.after === undefined ? null : suppressionValue(options.after);
        const all = await listSuppressions(app.db, after, mostShown);
        if (options.json === true) return printJson(all);
        print(table(['address or domain', 'reason', 'since', 'source', 'note'], all.map(cells)));
      }),
    );
  suppressions
    .command('add')
    .description('suppress an address, or a domain with all under it, at once')
    .argument('<value>', 'kari@example.no or example.no')
    .addOption(reasonOption('why'))
    .option('--note <text>', 'what a colleague should know')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence suppressions add kari@example.no --reason opted_out\n  $ cadence suppressions add example.no --note "customer of a partner"',
    )
    .action((value: string, { reason, note, json }: AddOptions) =>
      withDeed(open, { ...added, data: { reason } }, async ({ app }) => {
        const done = await suppress(app, { value, reason, note, source: 'cli' });
        if (json === true) return printJson(done);
        print(`${done.value} gets no mail any more: ${ended(done)}`);
      }),
    );
  suppressions
    .command('remove')
    .description('lift a suppression, or the opt-out of one series; what has ended stays so')
    .argument('<value>', 'as "suppressions list" shows it')
    .option('--cadence <key>', 'of an address: the opt-out of this series alone')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence suppressions remove kari@example.no\n  $ cadence suppressions remove kari@example.no --cadence new-business',
    )
    .action((typed: string, { cadence, json }: RemoveOptions) =>
      withDeed(open, { ...lifted, data: { cadence } }, async ({ app }) => {
        const value = suppressionValue(typed);
        if (cadence === undefined) await liftSuppression(app, value);
        else await liftSeriesOptOut(app, value, cadence);
        if (json === true) return printJson({ value, cadence, removed: true });
        print(`${value} may get mail${cadence === undefined ? '' : ` of ${cadence}`} again`);
      }),
    );
  registerLists(suppressions, open);
}

function registerLists(suppressions: Command, open: OpenDeps): void {
  suppressions
    .command('import')
    .description('suppress everybody in a CSV file, at once')
    .argument('<file>', 'CSV with a column "email", "address" or "domain"')
    .addOption(reasonOption('why, where the list does not say'))
    .option('--dry-run', 'read the list, and do nothing')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nLists of Mailchimp, HubSpot and Outreach are understood as they are; in a list of all' +
        '\ncontacts only those who have opted out are taken.' +
        '\n\nExample:\n  $ cadence suppressions import unsubscribed.csv --reason opted_out',
    )
    .action((file: string, options: ImportOptions) =>
      options.dryRun === true
        ? withDeps(open, (deps) => importFile(deps, file, options))
        : withDeed(open, { ...imported, data: { reason: options.reason } }, (deps) =>
            importFile(deps, file, options),
          ),
    );
  suppressions
    .command('export')
    .description('all of them as CSV, which "import" reads again')
    .argument('[file]', 'where to; standard output when not said')
    .option('--json', 'as JSON, an object a line')
    .addHelpText('after', '\nExample:\n  $ cadence suppressions export suppressions.csv')
    .action((file: string | undefined, { json }: JsonOption) =>
      withDeps(open, async ({ app }) => {
        const rows = Readable.from(json === true ? jsonLines(app) : exportSuppressions(app.db));
        if (file !== undefined) return pipeline(rows, createWriteStream(file));
        for await (const some of rows) process.stdout.write(String(some));
      }),
    );
}

async function* jsonLines({ db }: OpenedDeps['app']): AsyncGenerator<string> {
  for await (const some of allSuppressions(db)) {
    yield some.map((one) => `${JSON.stringify(one)}\n`).join('');
  }
}

function cells({ value, reason, createdAt, source, note }: Suppression): readonly string[] {
  return [value, reason, createdAt.toISOString(), source, note ?? ''];
}

function ended(done: { readonly ended: number; readonly inFlight: boolean }): string {
  const flying = done.inFlight ? '; a mail is in the air and may still arrive' : '';
  return `${done.ended} enrolments ended${flying}`;
}

async function importFile(
  { app }: OpenedDeps,
  file: string,
  options: ImportOptions,
): Promise<void> {
  const { reason, json } = options;
  const dryRun = options.dryRun === true;
  const read = () => readSuppressionRows(createReadStream(file), reason);
  // Read to its end first: a mistake in the last line is told before anything is done.
  if (await requireFile(file)) for await (const _ of read());
  const refusals: ImportRefusal[] = [];
  const onRefusal = (refusal: ImportRefusal) => {
    refusals.push(refusal);
    if (json !== true) say(refusalLine(file, refusal));
  };
  const progress = startProgress(json !== true, 'rows');
  try {
    const request = { by: 'cli', dryRun, onRefusal, onProgress: progress.update };
    const result = await importSuppressions(app, { ...request, lines: read() });
    progress.stop();
    if (json === true) return printJson({ ...result, refusals: refusals.map(toldRefusal) });
    const taken = `${result.accepted} ${dryRun ? 'would be suppressed' : 'suppressed'}`;
    const done = dryRun ? '' : `; ${ended(result)}`;
    print(`${result.rowsRead} rows: ${taken}, ${result.refused} refused${done}`);
  } finally {
    progress.stop();
  }
}
