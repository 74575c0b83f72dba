import {
  type Cell,
  csvHeaders,
  type ReportTable,
  reportCsv,
} from '../../app/reports/csv-tables.ts';
import type { Answer } from '../page.ts';
import type { Language, Say } from '../words.ts';

/** A figure, and where those are listed whom it counts. */
export interface Figure {
  /** Null: there is none. */
  readonly value: number | string | null;
  /** How it is told; left out: as a number of the language. */
  readonly as?: 'percent' | 'days';
  readonly href?: string | null;
}

export interface FigureTable {
  /** Word of what it is. */
  readonly title: string;
  readonly columns: readonly { readonly word: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly Figure[])[];
}

const tags = { en: 'en-GB', nb: 'nb-NO' } as const;

/** A number as people of a language read it. */
export function numberText(value: number, language: Language, digits = 0): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(tags[language], options).format(value);
}

export function percentText(share: number | null, language: Language, digits = 0): string {
  return share === null ? '–' : `${numberText(share * 100, language, digits)} %`;
}

function figureText({ value, as }: Figure, language: Language): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  if (as === 'percent') return percentText(value, language, 1);
  return numberText(value, language, as === 'days' ? 1 : 0);
}

/** A table as its view shows it; the first column names the row. @param label  where a page has several, which it is */
export function shownTable(
  { title, columns, rows }: FigureTable,
  language: Language,
  label: string | null = null,
) {
  return {
    ...{ title, label },
    columns,
    rows: rows.map((row) =>
      row.map((figure, index) => ({
        text: figureText(figure, language),
        href: figure.value === 0 || figure.value === null ? null : (figure.href ?? null),
        isNumber: columns[index]?.isNumber === true,
        isFirst: index === 0,
      })),
    ),
  };
}

/** A report as a file, with columns and cells in the words of whoever asks. */
export function csvAnswer(
  name: string,
  table: ReportTable,
  say: Say,
  tell?: (column: string, cell: Cell) => Cell,
): Answer {
  const words = { head: (column: string) => say(column), ...(tell === undefined ? {} : { tell }) };
  return { is: 'file', body: reportCsv(table, words), headers: csvHeaders(name) };
}
