import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { kindOfFile, readers } from '../app/events/readers.ts';
import { suggestion } from '../domain/language/nearest.ts';
import { InvalidInput, messageOf } from '../errors.ts';
import type { Reading } from '../inbound/reading.ts';
import { print, printError } from './print.ts';
import { readingLines } from './reading-lines.ts';

interface ReadOptions {
  readonly as?: string;
  readonly json?: true;
}

/** `read`: what we make of a message or payload, so that nobody has to ask why it was treated as it was. */
export function registerRead(program: Command): void {
  program
    .command('read')
    .description('what the inbound side makes of raw messages; no database, signatures not asked')
    .argument('<files...>', 'messages as they came; - is standard input')
    .option('--as <kind>', `${Object.keys(readers).join(', ')} (default: by the file's ending)`)
    .option('--json', 'as JSON, one line a file')
    .addHelpText(
      'after',
      '\nExamples:\n  $ cadence read bounce.eml\n  $ cadence read --json mails/*.eml\n' +
        '  $ cadence read --as mime - < message\n  $ cadence read reply.txt reply.html' +
        '\n\nBy default .eml is mime, .txt and .html are a part of a reply alone. A file that cannot be read is told, and the\nothers are read all the same; the exit code is then 1.',
    )
    .action(async (files: readonly string[], options: ReadOptions) => {
      const standardInput = files.includes('-') ? await buffer(process.stdin) : null;
      for (const [index, file] of files.entries()) {
        try {
          const raw = file === '-' && standardInput !== null ? standardInput : await bytesOf(file);
          tell(file, await readAs(options.as, file, raw), options.json === true, index > 0);
        } catch (error) {
          printError(error);
          process.exitCode = 1;
        }
      }
    });
}

function tell(file: string, reading: Reading, asJson: boolean, isNext: boolean): void {
  if (asJson) print(JSON.stringify(shown(file, reading)));
  else print(`${isNext ? '\n' : ''}${readingLines(file, reading).join('\n')}`);
}

/** The fields of the public interface, and no more. */
function shown(file: string, { kind, events, visibleText, confidence, because }: Reading): unknown {
  return { file, kind, events, visibleText, confidence, because };
}

/** @throws InvalidInput `unknown_kind` */
async function readAs(asked: string | undefined, file: string, raw: Uint8Array): Promise<Reading> {
  const kind = asked ?? kindOfFile(file);
  const known = Object.keys(readers);
  if (kind === null) {
    throw new InvalidInput(
      'unknown_kind',
      `The name of "${file}" does not tell what it is: say --as ${known.join(' | ')}.`,
    );
  }
  const reader = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  if (reader !== undefined) return reader(raw);
  const meant = suggestion(kind, known);
  const hint = meant.startsWith(',') ? meant : `. There are: ${known.join(', ')}.`;
  throw new InvalidInput('unknown_kind', `Nothing is read as "${kind}"${hint}`);
}

/** @throws InvalidInput `no_such_file` */
function bytesOf(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new InvalidInput('no_such_file', `Cannot read "${path}": ${messageOf(cause)}.`);
  });
}
