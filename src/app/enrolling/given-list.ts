import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { normaliseAddress } from '../../domain/address.ts';
import { type Sentence, saying, sentence } from '../../domain/sentence.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { InvalidInput } from '../../errors.ts';
import type { ImportRefusal } from '../../store/imports.ts';
import type { App } from '../context.ts';
import { csvRecords } from '../lists/csv-records.ts';
import { isAddressList, readAddresses } from './address-list.ts';
import { type AcceptedRow, type ImportResult, runImport } from './import.ts';
import { type ImportLine, type RowDefaults, readCsv } from './import-rows.ts';
import { type Column, columnsOf, columnsOfRow } from './list-columns.ts';

/** A list as somebody gave it: what they pasted or the text of a file, and what they said of it. */
export interface GivenList {
  readonly cadence: string;
  readonly text: string;
  /** Null: as the list tells. */
  readonly columns: readonly Column[] | null;
  readonly defaults: RowDefaults;
}

/** What a text turns out to be. */
export type ListLook =
  | { readonly is: 'empty' }
  | { readonly is: 'addresses' }
  | {
      readonly is: 'table';
      readonly isHeadless: boolean;
      readonly columns: readonly Column[];
      /** A row, so that one sees what a column holds. */
      readonly sample: readonly string[];
    };

export const rowsAtMost = 10_000;
export const listBytesAtMost = 2 * 1024 * 1024;

/**
 * Looks at the beginning of a text: addresses alone, or rows under a header, or without one.
 *
 * @throws InvalidInput `invalid_csv`, `list_too_long`
 */
export async function lookAtList(text: string): Promise<ListLook> {
  requireSize(text);
  if (text.trim() === '') return { is: 'empty' };
  if (isAddressList(text)) return { is: 'addresses' };
  const rows: (readonly string[])[] = [];
  for await (const { values } of csvRecords(Readable.from([text]))) {
    rows.push(values);
    if (rows.length > 1) break;
  }
  const [first = [], second = []] = rows;
  const named = columnsOf(first);
  const isHeadless =
    !named.some(({ use }) => use === 'email') && first.some((value) => value.includes('@'));
  const columns = isHeadless ? columnsOfRow(first) : named;
  return { is: 'table', isHeadless, columns, sample: isHeadless ? first : second };
}

/** What would become of a list. */
export interface ListCheck extends Omit<ImportResult, 'importId' | 'accepted' | 'refused'> {
  readonly accepted: readonly AcceptedRow[];
  readonly refusals: readonly ImportRefusal[];
}

/**
 * Says who of a list would be enrolled and when, and who would not: decides in full and takes everything back.
 *
 * @param importId  what the import will have: the times are those that it comes to
 * @throws Refused `unknown_cadence`; InvalidInput when the list cannot be read, `list_too_long`
 */
export async function checkList(
  app: App,
  list: GivenList,
  importId: string,
  viewer: Viewer,
): Promise<ListCheck> {
  const lines = readGiven(list, await lookAtList(list.text), importId);
  return tryList(app, list.cadence, lines, viewer);
}

/** The same of lines that come from elsewhere. */
export async function tryList(
  app: App,
  cadence: string,
  lines: AsyncIterable<ImportLine>,
  viewer: Viewer,
): Promise<ListCheck> {
  const accepted: AcceptedRow[] = [];
  const refusals: ImportRefusal[] = [];
  const { rowsRead, waiting, lastStartsAt } = await runImport(app, {
    ...{ cadence, lines, by: 'nobody', viewer, dryRun: true },
    onAccepted: (row) => accepted.push(row),
    onRefusal: (refusal) => refusals.push(refusal),
  });
  return { rowsRead, waiting, lastStartsAt, accepted, refusals };
}

/** The rows of a list that has been read to its end: a mistake in the last of them leaves nothing half done. */
export async function rowsOfList(list: GivenList, importId: string): Promise<ImportLine[]> {
  const lines: ImportLine[] = [];
  const look = await lookAtList(list.text);
  for await (const line of readGiven(list, look, importId)) lines.push(line);
  return lines;
}

/** A fingerprint of all that decides what becomes of a list: what was checked is what is done. */
export function listMark({ cadence, text, columns, defaults }: GivenList): string {
  const uses = columns?.map(({ use }) => use) ?? [];
  const told = JSON.stringify([cadence, text, uses, Object.entries(defaults).toSorted()]);
  return createHash('sha256').update(told).digest('base64url');
}

async function* readGiven(
  { text, columns, defaults }: GivenList,
  look: ListLook,
  importId: string,
): AsyncGenerator<ImportLine> {
  if (look.is === 'empty') return;
  const lines =
    look.is === 'addresses'
      ? readAddresses(text, defaults)
      : readCsv(Readable.from([text]), {
          columns: columns ?? look.columns,
          ...{ isHeadless: look.isHeadless, defaults },
        });
  let count = 0;
  for await (const { line, row } of lines) {
    count += 1;
    if (count > rowsAtMost) throw tooLong(sentence('list.too-many-rows', { most: rowsAtMost }));
    yield {
      line,
      row: 'broken' in row ? row : { ...row, touchId: touchIdOf(importId, row.prospect.email) },
    };
  }
}

/**
 * The id of the first touch of somebody whom an import, or a form, with this id enrols. Jitter is drawn from it: the check and
 * what is done after it come to the same time.
 */
export function touchIdOf(id: string, email: string): string {
  return idFrom(id, normaliseAddress(email) ?? email);
}

/**
 * The id of what a form begins: the form's own, made anew for the key that sends it, so that one that is sent twice begins
 * one, and the id of something of somebody else's meets nothing and tells nothing.
 */
export function begunIdOf(formId: string, { keyId }: Viewer): string {
  return idFrom(formId, `key ${keyId ?? ''}`);
}

/** The same of a form for one person: it is another one with another address or cadence in it. */
export function enrolmentIdOf(
  formId: string,
  { cadence, email }: { readonly cadence: string; readonly email: string },
  viewer: Viewer,
): string {
  return idFrom(begunIdOf(formId, viewer), `${cadence} ${normaliseAddress(email) ?? email}`);
}

function idFrom(id: string, to: string): string {
  const hex = createHash('sha256').update(`${id}\n${to}`).digest('hex');
  // The time first, so that new rows lie side by side in the index; version 8 (RFC 9562): the bits are ours.
  return `${id.slice(0, 13)}-8${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}

function requireSize(text: string): void {
  if (Buffer.byteLength(text) > listBytesAtMost) throw tooLong(sentence('list.too-large'));
}

function tooLong(how: Sentence): InvalidInput {
  return new InvalidInput('list_too_long', ...saying(sentence('list.too-long', { how })));
}
