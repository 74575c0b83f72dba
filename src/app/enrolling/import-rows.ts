import type { Readable } from 'node:stream';
import { z } from 'zod';
import { mistakeIn } from '../../domain/field-mistakes.ts';
import { type Sentence, saying, sentence } from '../../domain/sentence.ts';
import { parseStorableJson, storableText } from '../../domain/storable.ts';
import { InvalidInput } from '../../errors.ts';
import { brokenRecord, csvRecords, deferErrors } from '../lists/csv-records.ts';
import { basisFields, requireEvidence } from '../people/basis-fields.ts';
import type { Candidate } from './enrol.ts';
import {
  type Column,
  columnsOf,
  columnsOfRow,
  type Field,
  requireColumns,
} from './list-columns.ts';

/** One row of a list, and the line on which it begins. */
export interface ImportLine {
  readonly line: number;
  readonly row: Candidate | { readonly broken: Sentence };
}

/** How a list is read where it does not tell itself. */
export interface ListReading {
  /** What is done with its columns, in their order; absent: as the header tells. */
  readonly columns?: readonly Column[];
  /** It has no header: the first line is a row. */
  readonly isHeadless?: boolean;
  /** Said of everybody of whom the list says nothing else. */
  readonly defaults?: RowDefaults;
}

/** What may be said of all rows of a list at once. */
export type RowDefaults = Readonly<Partial<Record<Field, string>>>;

/**
 * Reads CSV as it streams in: comma, semicolon or tab, a header line, UTF-8 with or without a mark. Columns that are not
 * known become attributes; numbers in them become numbers.
 *
 * @throws InvalidInput `missing_email_column`, `duplicate_column`, `invalid_csv`
 */
export function readCsv(input: Readable, reading: ListReading = {}): AsyncGenerator<ImportLine> {
  deferErrors(input);
  return readRows(input, reading);
}

async function* readRows(input: Readable, reading: ListReading): AsyncGenerator<ImportLine> {
  const { isHeadless = false, defaults = {} } = reading;
  let columns: readonly Column[] | null = null;
  for await (const { line, values } of csvRecords(input)) {
    const isHeader = columns === null && !isHeadless;
    if (columns === null) {
      columns = reading.columns ?? (isHeadless ? columnsOfRow(values) : columnsOf(values));
      requireColumns(columns, isHeadless);
    }
    if (!isHeader) yield { line, row: fromRecord(columns, values, defaults) };
  }
  if (columns === null) {
    throw new InvalidInput('missing_email_column', ...saying(sentence('list.empty')));
  }
}

function fromRecord(
  columns: readonly Column[],
  record: readonly string[],
  defaults: RowDefaults,
): ImportLine['row'] {
  const broken = brokenRecord(columns.length, record);
  if (broken !== null) return { broken };
  const prospect: Partial<Record<Field, string>> = {};
  const attributes: Record<string, string | number> = {};
  for (const [index, { name, use }] of columns.entries()) {
    const value = storableText(record[index] ?? '');
    if (value === '' || use === 'left-out') continue;
    if (use !== 'attribute') prospect[use] = value;
    else if (name !== '__proto__') attributes[name] = isNumber(value) ? Number(value) : value;
  }
  return toCandidate({ ...withDefaults(prospect, defaults), attributes });
}

/** A row that names its own basis brings its own evidence. */
export function withDefaults(
  row: Readonly<Partial<Record<Field, string>>>,
  defaults: RowDefaults,
): RowDefaults {
  const { basis: _, basisSource: __, basisAt: ___, basisExpires: ____, ...others } = defaults;
  return { ...(row.basis === undefined ? defaults : others), ...row };
}

/** Numbers, but not phone numbers or article numbers that begin with a nought. */
function isNumber(value: string): boolean {
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/.test(value);
}

const rowShape = z
  .object({
    email: z.string().default(''),
    firstName: z.string().max(200).optional(),
    lastName: z.string().max(200).optional(),
    title: z.string().max(200).optional(),
    phone: z.string().max(100).optional(),
    company: z.string().max(300).optional(),
    country: z.string().max(60).optional(),
    timezone: z.string().max(60).optional(),
    locale: z.string().max(20).optional(),
    owner: z.string().max(200).optional(),
    attributes: z.record(z.string().max(200), z.unknown()).optional(),
    externalIds: z.record(z.string().max(100), z.string().max(200)).optional(),
    variables: z.record(z.string(), z.unknown()).optional(),
    ...basisFields,
  })
  .superRefine(requireEvidence);

/** A row from what is said of a person, by the names of the API. */
export function toCandidate(value: unknown): ImportLine['row'] {
  const parsed = rowShape.safeParse(value);
  if (!parsed.success) return { broken: mistakeIn(parsed.error) };
  const { variables, ...prospect } = parsed.data;
  const country =
    prospect.country?.length === 2 ? prospect.country.toUpperCase() : prospect.country;
  return {
    prospect: { ...prospect, ...(country === undefined ? {} : { country }) },
    ...(variables === undefined ? {} : { variables }),
  };
}

/**
 * Reads NDJSON: one prospect a line with the names of the API, bare or as the body of `POST /v1/enrolments` has it, with
 * `owner` and `variables` beside it.
 */
export async function* readNdjson(text: string): AsyncGenerator<ImportLine> {
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = parseStorableJson(line);
    } catch {
      yield { line: index + 1, row: { broken: sentence('row.not-json') } };
      continue;
    }
    yield { line: index + 1, row: toCandidate(flattened(value)) };
  }
}

const wrapped = z.looseObject({ prospect: z.record(z.string(), z.unknown()) });

function flattened(value: unknown): unknown {
  const { success, data } = wrapped.safeParse(value);
  return success ? { ...data, ...data.prospect } : value;
}
