import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asTyped, csvCell, csvLine } from '../../../src/app/lists/csv-cells.ts';
import { csvRecords } from '../../../src/app/lists/csv-records.ts';
import {
  readSuppressionRows,
  type SuppressionLine,
} from '../../../src/app/people/suppression-rows.ts';

async function read(text: string): Promise<SuppressionLine[]> {
  const lines: SuppressionLine[] = [];
  for await (const line of readSuppressionRows(Readable.from([text]), 'manual')) lines.push(line);
  return lines;
}
const codes = (lines: readonly SuppressionLine[]) =>
  lines.map((line) => ('refused' in line ? line.refused.code : line.value));

describe('lists as other programs export them', () => {
  test.each([
    [
      'Mailchimp, unsubscribed',
      'Email Address,First Name,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON,UNSUB_REASON_OTHER\nKari@Example.no,Kari,2026-03-01 12:30:00,Spring,ABUSE,\nola@example.no,Ola,2026-03-02 08:00:00,Spring,NORMAL,\nper@example.no,Per,2026-03-02 08:00:00,Spring,Too often,\n',
      [
        { value: 'kari@example.no', reason: 'complained', since: new Date('2026-03-01T12:30:00Z') },
        { value: 'ola@example.no', reason: 'opted_out', note: null },
        { value: 'per@example.no', reason: 'opted_out', note: 'Too often' },
      ],
    ],
    [
      'Mailchimp, by status',
      'Email,Status\na@example.no,cleaned\nb@example.no,unsubscribed\nc@example.no,subscribed\n',
      [
        { value: 'a@example.no', reason: 'bounced' },
        { value: 'b@example.no', reason: 'opted_out' },
        { refused: { line: 4, email: 'c@example.no', code: 'not_opted_out' } },
      ],
    ],
    [
      'HubSpot, all contacts',
      'Record ID;Email;Unsubscribed from all email\n1;a@example.no;true\n2;b@example.no;\n3;c@example.no;false\n',
      [
        { value: 'a@example.no', reason: 'opted_out' },
        { refused: { line: 3, code: 'not_opted_out' } },
        { refused: { line: 4, code: 'not_opted_out' } },
      ],
    ],
    [
      'Outreach',
      'First Name,Email,Opted Out,Opted Out At\nA,a@example.no,true,2026-02-03T04:05:06.000+01:00\nB,b@example.no,false,\n',
      [
        { value: 'a@example.no', since: new Date('2026-02-03T03:05:06Z') },
        { refused: { code: 'not_opted_out' } },
      ],
    ],
    [
      'by hand',
      'Domene\tÅrsak\n@Fjord.no\tkonkurrent\n*@sub.blåbær.no\t\n',
      [
        { value: 'fjord.no', reason: 'manual', note: 'konkurrent', since: null },
        { value: 'sub.xn--blbr-roah.no', reason: 'manual', note: null },
      ],
    ],
    [
      'an address beside its domain',
      'Email,Company domain name\na@example.no,example.no\n,fjord.no\n',
      [{ value: 'a@example.no' }, { value: 'fjord.no' }],
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await read(text)).toMatchObject(expected);
  });
});

test.each([
  ['email\nx\n', 'invalid_address'],
  ['email\n""\n', 'invalid_address'],
  ['domain\nco.uk\n', 'public_suffix'],
  ['domain\nno\n', 'invalid_address'],
  ['email\na@example.no,b\n', 'invalid_row'],
  ['email\na\ufffd@example.no\n', 'invalid_row'],
])('%j is refused: %s', async (text, code) => {
  expect(codes(await read(text))).toEqual([code]);
});

test.each(['2026-02-30x', '02/03/2026', 'yesterday', '2026-99-99'])(
  'a date that is none (%s) keeps nobody from being suppressed',
  async (since) => {
    const [row] = await read(`email,unsubscribed at\na@example.no,${since}\n`);
    expect(row).toMatchObject({ value: 'a@example.no', reason: 'opted_out', since: null });
  },
);

test.each(['constructor', '__proto__', 'toString'])('%s is no reason of ours', async (reason) => {
  const [row] = await read(`email,reason\na@example.no,${reason}\n`);
  expect(row).toMatchObject({ reason: 'manual', note: reason });
});

test.each(['', 'name\nKari\n', 'unsubscribed at\n2026-01-01\n'])(
  'a list without addresses is refused as a whole: %j',
  async (text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'missing_email_column' });
  },
);

describe('a cell', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', "'=1", "''+1"])(
    '%j is no formula in the file',
    (value) => {
      expect(csvCell(value)).toMatch(/^"'/);
    },
  );

  test('whatever it holds, it is read as it was', async () => {
    const cell = fc.stringMatching(/^[=+\-@'",;\ta-z\n ]*$/);
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 2, maxLength: 5 }), async (values) => {
        const header = csvLine(values.map((_, at) => `column ${at}`));
        const read: (readonly string[])[] = [];
        for await (const { values: one } of csvRecords(Readable.from([header, csvLine(values)]))) {
          read.push(one.map(asTyped));
        }
        const isEmpty = values.every((value) => value === '');
        expect(read[1] ?? []).toEqual(isEmpty ? (read[1] ?? []) : values);
      }),
    );
  });
});
