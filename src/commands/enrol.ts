import { createReadStream, existsSync } from 'node:fs';
import cliProgress from 'cli-progress';
import type { Command } from 'commander';
import { enrolOne } from '../app/enrol.ts';
import { runImport } from '../app/import.ts';
import { readCsv } from '../app/import-rows.ts';
import { InvalidInput } from '../errors.ts';
import { type OpenDeps, type OpenedDeps, withDeps } from './open.ts';
import { print, printJson, say } from './print.ts';

interface EnrolOptions {
  readonly dryRun?: true;
  readonly json?: true;
  readonly owner?: string;
}

/** `enrol` and `prospects import`. */
export function registerEnrol(program: Command, open: OpenDeps): void {
  program
    .command('enrol')
    .description('enrol one prospect, or everybody in a CSV file')
    .argument('<cadence>', 'key of a published cadence')
    .argument('<who>', 'an e-mail address, or a CSV file with a column "email"')
    .option('--dry-run', 'say what would happen, and do nothing')
    .option('--owner <owner>', 'whose prospect it is (one prospect only)')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence enrol new-business kari@example.no\n  $ cadence enrol new-business prospects.csv --dry-run',
    )
    .action((cadence: string, who: string, options: EnrolOptions) =>
      withDeps(open, (deps) =>
        existsSync(who)
          ? importFile(deps, cadence, who, options)
          : one(deps, cadence, who, options),
      ),
    );
  program
    .command('prospects')
    .description('prospects without a cadence')
    .command('import')
    .description('create or update the prospects of a CSV file')
    .argument('<file>', 'CSV with a column "email"')
    .option('--dry-run', 'say what would happen, and do nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence prospects import prospects.csv')
    .action((file: string, options: EnrolOptions) =>
      withDeps(open, (deps) => importFile(deps, null, file, options)),
    );
}

async function one(
  { app }: OpenedDeps,
  cadence: string,
  email: string,
  options: EnrolOptions,
): Promise<void> {
  if (!email.includes('@')) {
    throw new InvalidInput(
      'no_such_file',
      `"${email}" is neither a file that exists nor an e-mail address.`,
    );
  }
  const owner = options.owner === undefined ? {} : { owner: options.owner };
  const dryRun = options.dryRun === true;
  const enrolled = await enrolOne(app, cadence, { prospect: { email }, ...owner }, dryRun);
  if (dryRun) {
    const { step, dueAt } = enrolled;
    if (options.json === true) return printJson({ dryRun, step, dueAt });
    return print(`${email} would be enrolled: ${step} at ${dueAt.toISOString()}`);
  }
  if (options.json === true) return printJson(enrolled);
  print(
    `${email} enrolled as ${enrolled.enrolmentId}: ${enrolled.step} at ${enrolled.dueAt.toISOString()}`,
  );
}

async function importFile(
  { app }: OpenedDeps,
  cadence: string | null,
  file: string,
  options: EnrolOptions,
): Promise<void> {
  if (!existsSync(file)) throw new InvalidInput('no_such_file', `There is no file "${file}".`);
  const showing = process.stderr.isTTY === true && options.json !== true;
  const bar = new cliProgress.SingleBar({
    format: '{value} rows, {duration_formatted}',
    noTTYOutput: false,
  });
  if (showing) bar.start(0, 0);
  const refusals: unknown[] = [];
  try {
    const result = await runImport(app, {
      cadence,
      lines: readCsv(createReadStream(file)),
      by: 'cli',
      ...(options.dryRun === true ? { dryRun: true } : {}),
      onProgress: (rows) => showing && bar.update(rows),
      onRefusal: (refusal) => {
        refusals.push(refusal);
        if (options.json !== true)
          say(`${file}:${refusal.line} ${refusal.code} ${refusal.message}`);
      },
    });
    if (showing) bar.stop();
    if (options.json === true) return printJson({ ...result, refusals });
    const what = options.dryRun === true ? 'would be accepted' : 'accepted';
    print(`${result.rowsRead} rows: ${result.accepted} ${what}, ${result.refused} refused`);
    if (result.importId !== null) {
      print(`import ${result.importId} (undo: cadence imports undo ${result.importId})`);
    }
  } finally {
    if (showing) bar.stop();
  }
}
