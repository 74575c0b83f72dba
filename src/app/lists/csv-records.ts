import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { InvalidInput, messageOf } from '../../errors.ts';
import { linesAsText, withDelimiter } from './csv-text.ts';

/** One row of a CSV file, and the line on which it begins. */
export interface CsvRecord {
  readonly line: number;
  readonly values: readonly string[];
}

const maxRowBytes = 100_000;

/** A header as people write it, without case, blanks, dashes and underscores. */
export const plainHeader = (header: string) => header.toLowerCase().replace(/[\s_-]/g, '');

/** A file that cannot be opened says so before anybody reads; it is told to whoever reads then. */
export function deferErrors(input: Readable): void {
  input.once('error', () => undefined);
}

/**
 * The rows of a CSV file as it streams in, its header first: comma, semicolon or tab, UTF-8 with or without a mark.
 *
 * @throws InvalidInput `invalid_csv`
 */
export async function* csvRecords(input: Readable): AsyncGenerator<CsvRecord> {
  let isHeader = true;
  let nextLine = 1;
  try {
    const { delimiter, texts } = await withDelimiter(linesAsText(input));
    const source = Readable.from(texts);
    const parser = source.pipe(
      parse({
        delimiter,
        record_delimiter: '\n',
        relax_column_count: true,
        skip_empty_lines: true,
        trim: true,
        info: true,
        raw: true,
        max_record_size: maxRowBytes,
        // Noted as it is parsed: rows that wait to be read are lost when a later one cannot be.
        on_record: (item, { lines }) => {
          nextLine = lines + 1;
          return item;
        },
      }),
    );
    source.once('error', (error) => parser.destroy(error));
    for await (const item of parser) {
      const { record: values, info, raw } = csvItem.parse(item);
      if (isHeader && values.some(isDamaged)) {
        throw new InvalidInput('invalid_csv', `The first line is not UTF-8: ${asUtf8}.`);
      }
      isHeader = false;
      // The parser tells the line on which a row ends; a value may hold line ends.
      const line = info.lines - (raw.trim().split('\n').length - 1);
      yield { line, values };
    }
  } catch (error) {
    throw error instanceof InvalidInput ? error : unreadable(error, nextLine);
  } finally {
    input.destroy();
  }
}

const csvItem = z.object({
  record: z.array(z.string()),
  info: z.object({ lines: z.number() }),
  raw: z.string(),
});

const asUtf8 = 'save the list as "CSV UTF-8"';

function isDamaged(value: string): boolean {
  return value.includes('\ufffd');
}

/** Why a row has no form under so many columns; null when it has. */
export function brokenRecord(columns: number, values: readonly string[]): string | null {
  if (values.length > columns) return `${values.length} values under ${columns} columns`;
  return values.some(isDamaged) ? `it is not UTF-8, ${asUtf8}` : null;
}

const unclosed = 'a quotation mark is opened and never closed';
const misplaced =
  'a quotation mark stands inside a value: double it, and put the value in quotation marks';

const csvMistakes: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: unclosed,
  INVALID_OPENING_QUOTE: misplaced,
  CSV_INVALID_CLOSING_QUOTE: misplaced,
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: misplaced,
  CSV_MAX_RECORD_SIZE: `it is longer than ${maxRowBytes} bytes, or ${unclosed}`,
};

function unreadable(error: unknown, line: number): InvalidInput {
  const mistake = error instanceof CsvError ? csvMistakes[error.code] : undefined;
  const message =
    mistake === undefined
      ? `The list cannot be read: ${messageOf(error)}.`
      : `The row that begins on line ${line} cannot be read: ${mistake}.`;
  return new InvalidInput('invalid_csv', message, { line }, { cause: error });
}
