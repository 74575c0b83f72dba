import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { type Sentence, saying, sentence } from '../../domain/sentence.ts';
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
        throw new InvalidInput('invalid_csv', ...saying(sentence('list.not-utf8')));
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

function isDamaged(value: string): boolean {
  return value.includes('\ufffd');
}

/** Why a row has no form under so many columns; null when it has. */
export function brokenRecord(columns: number, values: readonly string[]): Sentence | null {
  if (values.length > columns) {
    return sentence('row.too-many-values', { values: values.length, columns });
  }
  return values.some(isDamaged) ? sentence('row.not-utf8') : null;
}

const misplaced = sentence('list.misplaced-quote');

const csvMistakes: Readonly<Record<string, Sentence>> = {
  CSV_QUOTE_NOT_CLOSED: sentence('list.unclosed-quote'),
  INVALID_OPENING_QUOTE: misplaced,
  CSV_INVALID_CLOSING_QUOTE: misplaced,
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: misplaced,
  CSV_MAX_RECORD_SIZE: sentence('list.long-row', { bytes: maxRowBytes }),
};

function unreadable(error: unknown, line: number): InvalidInput {
  const mistake = error instanceof CsvError ? csvMistakes[error.code] : undefined;
  const said =
    mistake === undefined
      ? sentence('list.unreadable', { why: messageOf(error) })
      : sentence('list.unreadable-row', { line, why: mistake });
  return new InvalidInput('invalid_csv', ...saying(said, { line }, { cause: error }));
}
