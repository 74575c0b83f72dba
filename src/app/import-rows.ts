import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { z } from 'zod';
import { parseStorableJson, storableText } from '../domain/storable.ts';
import { InvalidInput, messageOf } from '../errors.ts';
import type { Candidate } from './enrol.ts';

/** One row of a list, and the line on which it stands. */
export interface ImportLine {
  readonly line: number;
  readonly row: Candidate | { readonly broken: string };
}

type Field = Exclude<keyof Candidate['prospect'], 'attributes' | 'externalIds'>;

/** Headers as people write them, without case, blanks, dashes and underscores. */
const headers: Readonly<Record<string, Field>> = {
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  epost: 'email',
  epostadresse: 'email',
  firstname: 'firstName',
  givenname: 'firstName',
  fornavn: 'firstName',
  lastname: 'lastName',
  surname: 'lastName',
  familyname: 'lastName',
  etternavn: 'lastName',
  title: 'title',
  jobtitle: 'title',
  stilling: 'title',
  phone: 'phone',
  telephone: 'phone',
  telefon: 'phone',
  company: 'company',
  companyname: 'company',
  firma: 'company',
  bedrift: 'company',
  country: 'country',
  land: 'country',
  timezone: 'timezone',
  tidssone: 'timezone',
  locale: 'locale',
  language: 'locale',
  sprak: 'locale',
  språk: 'locale',
  owner: 'owner',
  eier: 'owner',
};

const plainHeader = (header: string) => header.toLowerCase().replace(/[\s_-]/g, '');

/**
 * Reads CSV as it streams in: comma, semicolon or tab, a header line, UTF-8 with or without a mark. Columns that are not
 * known become attributes; numbers in them become numbers.
 *
 * @throws InvalidInput `missing_email_column`, `invalid_csv`
 */
export async function* readCsv(input: Readable): AsyncGenerator<ImportLine> {
  const parser = input.pipe(
    parse({
      bom: true,
      delimiter: [',', ';', '\t'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
      max_record_size: 100_000,
    }),
  );
  input.once('error', (error) => parser.destroy(error));
  let columns: readonly string[] | null = null;
  try {
    for await (const item of parser) {
      const { record, info } = csvItem.parse(item);
      if (columns === null) {
        columns = record;
        if (!columns.some((name) => headers[plainHeader(name)] === 'email')) {
          throw new InvalidInput(
            'missing_email_column',
            `The first line names the columns, and one of them is "email". Found: ${columns.join(', ')}.`,
          );
        }
        continue;
      }
      yield { line: info.lines, row: fromRecord(columns, record) };
    }
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw new InvalidInput(
      'invalid_csv',
      `The CSV cannot be read: ${messageOf(error)}`,
      undefined,
      { cause: error },
    );
  }
  if (columns === null) throw new InvalidInput('missing_email_column', 'The file is empty.');
}

const csvItem = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

function fromRecord(columns: readonly string[], record: readonly string[]): ImportLine['row'] {
  if (record.length > columns.length) {
    return { broken: `${record.length} values under ${columns.length} columns` };
  }
  const prospect: Record<string, string> = {};
  const attributes: Record<string, string | number> = {};
  for (const [index, column] of columns.entries()) {
    const value = storableText(record[index] ?? '');
    if (value === '') continue;
    const plain = plainHeader(column);
    const field = Object.hasOwn(headers, plain) ? headers[plain] : undefined;
    if (field !== undefined) prospect[field] = value;
    else if (column !== '__proto__') attributes[column] = isNumber(value) ? Number(value) : value;
  }
  return toCandidate({ ...prospect, attributes });
}

/** Numbers, but not phone numbers or article numbers that begin with a nought. */
function isNumber(value: string): boolean {
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/.test(value);
}

const rowShape = z.object({
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
});

function toCandidate(value: unknown): ImportLine['row'] {
  const parsed = rowShape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { broken: `${issue?.path.join('.')}: ${issue?.message}` };
  }
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
      yield { line: index + 1, row: { broken: 'not JSON' } };
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
