import type { Readable } from 'node:stream';
import { inEnglish, readSentence, type Sentence, saying, sentence } from '../../domain/sentence.ts';
import { storableText } from '../../domain/storable.ts';
import { InvalidInput } from '../../errors.ts';
import type { ImportRefusal } from '../../store/imports.ts';
import { asTyped } from '../lists/csv-cells.ts';
import { brokenRecord, csvRecords, deferErrors, plainHeader } from '../lists/csv-records.ts';
import { invalidRow } from '../lists/list-rows.ts';
import { suppressionValue } from './suppress.ts';

export const suppressionReasons = ['opted_out', 'complained', 'bounced', 'manual'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** One row of a list of addresses and domains that are to get no mail. */
export interface SuppressionRow {
  readonly line: number;
  /** As it is looked up. */
  readonly value: string;
  readonly reason: SuppressionReason;
  readonly since: Date | null;
  readonly source: string | null;
  readonly note: string | null;
}

export type SuppressionLine = SuppressionRow | { readonly refused: ImportRefusal };

const meaningNames = ['value', 'reason', 'since', 'left', 'leftAt', 'source', 'note'] as const;
type Meaning = (typeof meaningNames)[number];

const headersOf: Readonly<Record<Meaning, readonly string[]>> = {
  value: [
    ...['email', 'emailaddress', 'mail', 'epost', 'epostadresse', 'address', 'adresse'],
    ...['domain', 'domainname', 'domene', 'companydomainname', 'value'],
  ],
  reason: ['reason', 'unsubreason', 'unsubscribereason', 'optoutreason', 'årsak', 'arsak'],
  since: ['since', 'createdat', 'created', 'added', 'addedat', 'date', 'dato', 'siden'],
  // Whether somebody has opted out: in a list of all contacts most have not.
  left: [
    ...['unsubscribed', 'optedout', 'optout', 'emailoptout', 'emailoptedout', 'hasoptedoutofemail'],
    ...['unsubscribedfromallemail', 'unsubscribedfromallemails', 'status', 'emailstatus'],
  ],
  leftAt: [
    ...['unsubscribedat', 'unsubscribedon', 'unsubscribedate', 'unsubtime', 'optedoutat'],
    ...['optedouton', 'optoutdate', 'optouttime', 'emailoptedoutat', 'emailsoptedoutat'],
  ],
  source: ['source', 'kilde'],
  note: ['note', 'notes', 'merknad', 'unsubreasonother'],
};
const meanings = new Map(
  meaningNames.flatMap((meaning) => headersOf[meaning].map((name) => [name, meaning] as const)),
);

/** Reasons as other programs call them, in the form of `plainHeader`. */
const reasons = new Map<string, SuppressionReason>([
  ...names('opted_out', 'optedout', 'optout', 'unsubscribed', 'unsubscribe', 'unsub', 'normal'),
  ...names('complained', 'complained', 'complaint', 'spam', 'spamcomplaint', 'abuse'),
  ...names('bounced', 'bounced', 'bounce', 'hardbounce', 'hardbounced', 'cleaned', 'invalid'),
  ...names('manual', 'manual'),
]);

function names(reason: SuppressionReason, ...plain: readonly string[]) {
  return plain.map((name) => [name, reason] as const);
}

/** As long as the API takes a note. */
const longestCell = 1_000;

/** What says no in a column that asks whether somebody has opted out. */
const noes = new Set(['', 'no', 'false', '0', 'n', 'nei', 'null', 'subscribed', 'active']);

/**
 * Reads a list of suppressions as it streams in: our own export, or what Mailchimp, HubSpot, Outreach and their like export.
 * A list that says who has opted out is read as that: whoever has not is refused, and told.
 *
 * @param otherwise  the reason where the list gives none
 * @throws InvalidInput `missing_email_column`, `invalid_csv`
 */
export function readSuppressionRows(
  input: Readable,
  otherwise: SuppressionReason,
): AsyncGenerator<SuppressionLine> {
  deferErrors(input);
  return readRows(input, otherwise);
}

async function* readRows(
  input: Readable,
  otherwise: SuppressionReason,
): AsyncGenerator<SuppressionLine> {
  let columns: readonly (Meaning | undefined)[] | null = null;
  for await (const { line, values } of csvRecords(input)) {
    if (columns === null) columns = columnsOf(values);
    else yield readRow(columns, line, values, otherwise);
  }
  if (columns === null) {
    throw new InvalidInput('missing_email_column', ...saying(sentence('list.empty')));
  }
}

function columnsOf(header: readonly string[]): readonly (Meaning | undefined)[] {
  const columns = header.map((name) => meanings.get(plainHeader(name)));
  if (columns.includes('value')) return columns;
  throw new InvalidInput(
    'missing_email_column',
    ...saying(sentence('list.no-value-column', { found: { list: header } })),
  );
}

function readRow(
  columns: readonly (Meaning | undefined)[],
  line: number,
  values: readonly string[],
  otherwise: SuppressionReason,
): SuppressionLine {
  const broken = brokenRecord(columns.length, values);
  if (broken !== null) return { refused: invalidRow(line, broken) };
  const cells = (meaning: Meaning) =>
    columns.flatMap((column, at) =>
      column === meaning ? [storableText(asTyped(values[at] ?? '')).slice(0, longestCell)] : [],
    );
  const first = (meaning: Meaning) => cells(meaning).find((text) => text !== '') ?? null;
  // Of an address and its domain in one row the address is meant.
  const typed = cells('value').find((text) => text.includes('@')) ?? first('value') ?? '';
  const asked = [...cells('left'), ...cells('leftAt')];
  if (asked.length > 0 && asked.every((text) => noes.has(text.trim().toLowerCase()))) {
    const who = typed || sentence('row.no-address');
    const said = sentence('row.not-opted-out', { who });
    return { refused: refusedRow(line, typed, 'not_opted_out', said) };
  }
  const told = first('reason');
  const known = (text: string | null) => reasons.get(plainHeader(text ?? ''));
  const reason = [told, ...cells('left')].map(known).find((one) => one !== undefined);
  try {
    return {
      line,
      value: suppressionValue(typed),
      reason: reason ?? (asked.length > 0 ? 'opted_out' : otherwise),
      since: dateIn(first('leftAt') ?? first('since') ?? ''),
      source: first('source'),
      note: first('note') ?? (known(told) === undefined ? told : null),
    };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const said = readSentence(error.said);
    if (said === null) throw error;
    return { refused: refusedRow(line, typed, error.code, said) };
  }
}

function refusedRow(line: number, typed: string, code: string, said: Sentence): ImportRefusal {
  return { line, email: typed || null, code, message: `${inEnglish(said)}.`, said };
}

const written =
  /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?$/;

/** An instant as lists write it, in UTC where they do not say; null for any other text: nobody is mailed for that. */
function dateIn(text: string): Date | null {
  if (!written.test(text)) return null;
  const zoned = text
    .replace(/ ?UTC$/, 'Z')
    .replace(' ', 'T')
    .replace(/ ([+-])/, '$1');
  const date = new Date(
    /(Z|[+-]\d\d:?\d\d)$/.test(zoned) || !zoned.includes('T') ? zoned : `${zoned}Z`,
  );
  return Number.isNaN(date.getTime()) ? null : date;
}
