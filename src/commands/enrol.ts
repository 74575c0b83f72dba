import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type Accepted, enrolOne } from '../app/enrolling/enrol.ts';
import {
  type AcceptedRow,
  beginImport,
  type ImportResult,
  runImport,
} from '../app/enrolling/import.ts';
import { toldRefusal } from '../app/lists/list-rows.ts';
import { addressKinds } from '../domain/policy/address-kind.ts';
import { bases } from '../domain/policy/lawful-basis.ts';
import { InvalidInput } from '../errors.ts';
import type { ImportRefusal } from '../store/imports.ts';
import { type CommandDeed, withDeed } from './deed.ts';
import { listLines, refusalLine, requireFile } from './list-file.ts';
import { type OpenDeps, type OpenedDeps, withDeps } from './open.ts';
import { registerPerson } from './person.ts';
import { print, printJson, say } from './print.ts';
import { startProgress } from './progress.ts';
import { refuseTold, type TellingOptions, toldOf } from './told-prospect.ts';

interface EnrolOptions extends TellingOptions {
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
    .option('--country <code>', 'ISO code of the country, as in NO (one prospect only)')
    .option('--basis <basis>', `what mail to them is based on: ${bases.join(', ')}`)
    .option('--basis-source <text>', 'its evidence: where it is written down')
    .option('--basis-at <day>', 'when it came about, a day or an instant')
    .option('--basis-expires <day>', 'when it ends')
    .option(
      '--address-kind <kind>',
      `${addressKinds.join(' or ')}; default: what the address tells`,
    )
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nWhom a cadence takes, and how many start a day, is in its file under "entry".' +
        '\n\nExamples:\n  $ cadence enrol new-business kari@example.no\n  $ cadence enrol new-business prospects.csv --dry-run' +
        '\n  $ cadence enrol new-business kari@example.no --country NO --basis consent --basis-source "web form 118" --basis-at 2026-11-02',
    )
    .action((cadence: string, who: string, options: EnrolOptions) =>
      existsSync(who)
        ? acting(open, importing(cadence), options, (deps) =>
            importFile(deps, cadence, who, options),
          )
        : acting(open, enrolling(cadence), options, (deps) => one(deps, cadence, who, options)),
    );
  const prospects = program
    .command('prospects')
    .description('prospects: import them without a cadence, export or erase one');
  prospects
    .command('import')
    .description('create or update the prospects of a CSV file')
    .argument('<file>', 'CSV with a column "email"')
    .option('--dry-run', 'say what would happen, and do nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ cadence prospects import prospects.csv')
    .action((file: string, options: EnrolOptions) =>
      acting(open, importing(null), options, (deps) => importFile(deps, null, file, options)),
    );
  registerPerson(prospects, open);
}

const enrolling = (cadence: string): CommandDeed => ({
  ...{ action: 'enrolment.created', kind: 'enrolment', data: { cadence } },
});

const importing = (cadence: string | null): CommandDeed => ({
  ...{ action: 'import.started', kind: 'import', data: cadence === null ? {} : { cadence } },
});

/** A dry run does nothing that could be told. */
function acting(
  open: OpenDeps,
  deed: CommandDeed,
  { dryRun }: EnrolOptions,
  work: (deps: OpenedDeps) => Promise<void>,
): Promise<void> {
  return dryRun === true ? withDeps(open, work) : withDeed(open, deed, work);
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
  const prospect = { email, ...toldOf(options) };
  const enrolled = await enrolOne(app, cadence, { prospect, ...owner }, { dryRun });
  if (dryRun) {
    const { enrolmentId: _, prospectId: __, ...told } = enrolled;
    if (options.json === true) return printJson({ dryRun, ...told });
    return print(`${email} would be enrolled: ${comes(enrolled)}`);
  }
  if (options.json === true) return printJson(enrolled);
  print(`${email} enrolled as ${enrolled.enrolmentId}: ${comes(enrolled)}`);
}

/** What comes of it, in words. */
function comes({ status, step, dueAt, startsAt }: Accepted): string {
  if (dueAt !== null) return `${step} at ${dueAt.toISOString()}`;
  if (status === 'paused')
    return 'held with its company (company_hold), or they asked for a pause (asked_to_wait)';
  const expected = startsAt === undefined ? '' : `, expected to start at ${startsAt.toISOString()}`;
  return `waits for its turn (max_new_per_day)${expected}`;
}

async function importFile(
  deps: OpenedDeps,
  cadence: string | null,
  file: string,
  options: EnrolOptions,
): Promise<void> {
  if (options.owner !== undefined) {
    throw new InvalidInput(
      'owner_of_a_list',
      '--owner is for one prospect. In a list, a column "owner" says whose each of them is.',
    );
  }
  refuseTold(options);
  await requireReadable(file);
  const { app } = deps;
  const dryRun = options.dryRun === true;
  const importId = dryRun ? undefined : await beginImport(app, cadence, 'cli');
  const undo = cadence === null ? '' : ` (undo: cadence imports undo ${importId})`;
  const refusals: ImportRefusal[] = [];
  const enrolled: object[] = [];
  const progress = startProgress(options.json !== true, 'rows');
  const onRefusal = (refusal: ImportRefusal) => {
    refusals.push(refusal);
    if (options.json === true) return;
    say(refusalLine(file, refusal));
  };
  const onAccepted = ({ candidate, ...row }: AcceptedRow) => {
    if (dryRun && options.json === true) enrolled.push({ ...row, email: candidate.prospect.email });
  };
  const onProgress = progress.update;
  const request = { cadence, by: 'cli', dryRun, onRefusal, onAccepted, onProgress };
  try {
    const result = await runImport(app, { ...request, lines: listLines(file) }, importId);
    progress.stop();
    if (options.json === true) {
      return printJson({
        ...result,
        ...(dryRun ? { enrolled } : {}),
        refusals: refusals.map(toldRefusal),
      });
    }
    const what = dryRun ? 'would be accepted' : 'accepted';
    print(`${result.rowsRead} rows: ${result.accepted} ${what}, ${result.refused} refused`);
    if (result.waiting > 0) print(queueLine(result, dryRun));
    if (importId !== undefined) print(`import ${importId}${undo}`);
  } catch (error) {
    progress.stop();
    const rows = progress.done();
    if (rows > 0 && !dryRun) say(`import ${importId} broke off after ${rows} rows${undo}`);
    throw error;
  }
}

/** How many wait for their turn, since so many start a day. */
function queueLine({ accepted, waiting, lastStartsAt }: ImportResult, dryRun: boolean): string {
  const [start, wait] = dryRun ? ['would start', 'would wait'] : ['start', 'wait'];
  const last = lastStartsAt === null ? '' : `, the last until ${lastStartsAt.toISOString()}`;
  return `${accepted - waiting} ${start} at once, ${waiting} ${wait} for their turn (max_new_per_day)${last}`;
}

/** Reads a list to its end before anything is done with it: a mistake in its last line must not leave half of it imported. */
async function requireReadable(file: string): Promise<void> {
  // What comes through a pipe can be read once only.
  if (!(await requireFile(file))) return;
  for await (const _ of listLines(file));
}
