import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type ImportLine, readCsv } from '../app/enrolling/import-rows.ts';
import type { Library } from '../app/library/library.ts';
import { type ListRow, usableRows } from '../app/lists/list-rows.ts';
import { InvalidInput } from '../errors.ts';
import type { ImportRefusal } from '../store/imports.ts';
import { say } from './print.ts';

/** Whether it is a file proper, which can be read more than once. @throws InvalidInput `no_such_file` */
export async function requireFile(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw new InvalidInput('no_such_file', `There is no file "${file}".`);
  if (found.isDirectory()) throw new InvalidInput('no_such_file', `"${file}" is a folder.`);
  return found.isFile();
}

/** The lines of a list, as they are read. */
export function listLines(file: string): AsyncGenerator<ImportLine> {
  return readCsv(createReadStream(file));
}

/** What the commands say of a row that is not taken. */
export function refusalLine(file: string, { line, code, message }: ImportRefusal): string {
  return `${file}:${line} ${code} ${message}`;
}

/** A list that a command looks at and imports nothing of. */
export interface OpenedList {
  readonly rows: AsyncIterable<ListRow>;
  /** Of the rows that have been read. */
  readonly refusals: readonly ImportRefusal[];
}

/**
 * @param at  when mails to its people are asked for
 * @param tells  whether refused rows are told as they are met
 * @throws InvalidInput `no_such_file`
 */
export async function openList(
  { workspace }: Pick<Library, 'workspace'>,
  file: string,
  at: Date,
  tells: boolean,
): Promise<OpenedList> {
  await requireFile(file);
  const refusals: ImportRefusal[] = [];
  const refuse = (refusal: ImportRefusal) => {
    refusals.push(refusal);
    if (tells) say(refusalLine(file, refusal));
  };
  const rules = workspace.policy?.lawfulBasis ?? null;
  const law = rules === null ? null : { rules, at };
  const rows = usableRows(listLines(file), refuse, law);
  return { rows, refusals };
}
