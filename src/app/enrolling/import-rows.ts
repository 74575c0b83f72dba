import type { Readable } from 'node:stream';
import { z } from 'zod';
import { parseStorableJson, storableText } from '../../domain/storable.ts';
import { InvalidInput } from '../../errors.ts';
import { brokenRecord, csvRecords, deferErrors, plainHeader } from '../lists/csv-records.ts';
import { basisFields, requireEvidence } from '../people/basis-fields.ts';
import type { Candidate } from './enrol.ts';

/** One row of a list, and the line on which it begins. */
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
  basis: 'basis',
  basissource: 'basisSource',
  basisat: 'basisAt',
  basisexpires: 'basisExpires',
  addresskind: 'addressKind',
};

/**
 * Reads CSV as it streams in: comma, semicolon or tab, a header line, UTF-8 with or without a mark. Columns that are not
 * known become attributes; numbers in them become numbers.
 *
 * @throws InvalidInput `missing_email_column`, `duplicate_column`, `invalid_csv`
 */
export function readCsv(input: Readable): AsyncGenerator<ImportLine> {
  deferErrors(input);
  return readRows(input);
}

async function* readRows(input: Readable): AsyncGenerator<ImportLine> {
  let columns: readonly Column[] | null = null;
  for await (const { line, values } of csvRecords(input)) {
    if (columns === null) {
      requireColumns(values);
      columns = values.map((name) => ({ name, field: fieldOf(plainHeader(name)) }));
    } else {
      yield { line, row: fromRecord(columns, values) };
    }
  }
  if (columns === null) throw new InvalidInput('missing_email_column', 'The file is empty.');
}

/** A column, and what it says of a prospect; undefined where it is an attribute. */
interface Column {
  readonly name: string;
  readonly field: Field | undefined;
}

function requireColumns(columns: readonly string[]): void {
  const named = new Map<string, string>();
  for (const column of columns) {
    const meaning = fieldOf(plainHeader(column)) ?? column;
    const before = named.get(meaning);
    if (column !== '' && before !== undefined) {
      throw new InvalidInput(
        'duplicate_column',
        `The columns "${before}" and "${column}" mean the same: remove one or give it another name.`,
      );
    }
    named.set(meaning, column);
  }
  if (named.has('email')) return;
  throw new InvalidInput(
    'missing_email_column',
    `The first line names the columns, and one of them is "email". Found: ${columns.join(', ')}.`,
  );
}

function fieldOf(plain: string): Field | undefined {
  return Object.hasOwn(headers, plain) ? headers[plain] : undefined;
}

function fromRecord(columns: readonly Column[], record: readonly string[]): ImportLine['row'] {
  const broken = brokenRecord(columns.length, record);
  if (broken !== null) return { broken };
  const prospect: Record<string, string> = {};
  const attributes: Record<string, string | number> = {};
  for (const [index, { name, field }] of columns.entries()) {
    const value = storableText(record[index] ?? '');
    if (value === '') continue;
    if (field !== undefined) prospect[field] = value;
    else if (name !== '__proto__') attributes[name] = isNumber(value) ? Number(value) : value;
  }
  return toCandidate({ ...prospect, attributes });
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
