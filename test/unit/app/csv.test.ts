import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type ImportLine, readCsv } from '../../../src/app/enrolling/import-rows.ts';
import { sentence } from '../../../src/domain/sentence.ts';
import { waitFor } from '../../helpers/wait.ts';

/** Bytes in pieces of a size: whatever falls on a border must not matter. */
function inPieces(content: string | Buffer, size: number): Readable {
  const bytes = Buffer.from(content);
  const count = Math.ceil(bytes.length / size);
  return Readable.from(
    Array.from({ length: count }, (_, n) => bytes.subarray(n * size, (n + 1) * size)),
  );
}

async function read(content: string | Buffer, size = 64 * 1024): Promise<ImportLine[]> {
  const lines: ImportLine[] = [];
  for await (const line of readCsv(inPieces(content, size))) lines.push(line);
  return lines;
}

const prospects = (lines: readonly ImportLine[]) =>
  lines.map(({ row }) => ('broken' in row ? row : row.prospect));

const excel =
  '\ufeffE-post;Fornavn;Etternavn;Firma;Land;Tidssone;Språk;Eier;Budsjett;Postnr\r\n' +
  'kari@example.no;Kari;Nordmann;"Ås ""og"" sønn\r\nTønsberg";no;Europe/Oslo;nb;ola;50000;0155\r\n' +
  '\r\n' +
  'ola@example.no;Ola, den yngre;;;;;;;-1.5;\r\n';

describe.each([1, 2, 3, 7, 64 * 1024])('in pieces of %i bytes', (size) => {
  test('what Excel writes in Norway', async () => {
    const lines = await read(excel, size);
    expect(lines.map(({ line }) => line)).toEqual([2, 5]);
    expect(prospects(lines)).toEqual([
      {
        email: 'kari@example.no',
        firstName: 'Kari',
        lastName: 'Nordmann',
        company: 'Ås "og" sønn\nTønsberg',
        country: 'NO',
        timezone: 'Europe/Oslo',
        locale: 'nb',
        owner: 'ola',
        attributes: { Budsjett: 50000, Postnr: '0155' },
      },
      { email: 'ola@example.no', firstName: 'Ola, den yngre', attributes: { Budsjett: -1.5 } },
    ]);
  });
});

test.each([
  ['comma', 'email,note\na@x.no,one; two\tthree\n', 'one; two\tthree'],
  ['semicolon', 'email;note\na@x.no;one, two\tthree\n', 'one, two\tthree'],
  ['tab', 'email\tnote\na@x.no\tone, two; three\n', 'one, two; three'],
  ['comma, with others in quotation marks', 'email,"note;;\t"\na@x.no,one; two\n', 'one; two'],
])('one delimiter a list: %s', async (_, content, note) => {
  const [row] = prospects(await read(content));
  expect(row).toMatchObject({ email: 'a@x.no' });
  expect(row && 'attributes' in row && Object.values(row.attributes ?? {})).toEqual([note]);
});

test('a list of addresses alone, with old line ends and without a last one', async () => {
  const lines = await read('\n\nmail\ra@x.no\r\rb@x.no');
  expect(lines.map(({ line, row }) => [line, 'prospect' in row && row.prospect.email])).toEqual([
    [4, 'a@x.no'],
    [6, 'b@x.no'],
  ]);
});

test('a header alone is a list of nobody', async () => {
  expect(await read('email,firstName\n')).toEqual([]);
  expect(await read('email;firstName')).toEqual([]);
});

test('rows that cannot be read do not hold up the others', async () => {
  const latin1 = Buffer.from('email,name\na@x.no,Bj\xf8rn\nb@x.no,B,C\nc@x.no,C\n', 'latin1');
  expect(await read(latin1)).toEqual([
    { line: 2, row: { broken: sentence('row.not-utf8') } },
    { line: 3, row: { broken: sentence('row.too-many-values', { values: 3, columns: 2 }) } },
    { line: 4, row: { prospect: { email: 'c@x.no', attributes: { name: 'C' } } } },
  ]);
});

test.each([
  ['an empty file', '', 'missing_email_column', 'The file is empty.'],
  ['blank lines', '\n\r\n \n', 'missing_email_column', 'The file is empty.'],
  ['no address', 'name,phone\nX,1\n', 'missing_email_column', 'Found: name, phone.'],
  ['a column twice', 'email,x,x\n', 'duplicate_column', 'The columns "x" and "x" mean the same'],
  ['two names of one', 'E-post,mail\n', 'duplicate_column', '"E-post" and "mail" mean the same'],
  ['UTF-16', Buffer.from('\ufeffemail\na@x.no\n', 'utf16le'), 'invalid_csv', 'is not UTF-8'],
  ['an open quote', 'email,n\na@x.no,b\nc@x.no,"d\n', 'invalid_csv', 'begins on line 3 cannot'],
  ['a quote inside', 'email,n\na@x.no,3" nail\n', 'invalid_csv', 'begins on line 2 cannot'],
  ['text after a quote', 'email,n\na@x.no,"b"c\n', 'invalid_csv', 'double it'],
  ['3 MB in a value', `email,n\na@x.no,${'x'.repeat(3e6)}\n`, 'invalid_csv', '100000 bytes'],
])('%s is refused', async (_, content, code, message) => {
  await expect(read(content)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

test('the place of a mistake is told, however many rows stand before it', async () => {
  const rows = Array.from({ length: 5_000 }, (_, n) => `${n}@x.no,"a\r\nb"\r\n`).join('');
  await expect(read(`email,n\r\n${rows}x@x.no,"c`)).rejects.toMatchObject({
    code: 'invalid_csv',
    details: { line: 10_002 },
  });
});

test('a list that nobody reads to its end is closed', async () => {
  const input = Readable.from(['email\n', ...Array.from({ length: 9 }, (_, n) => `${n}@x.no\n`)]);
  for await (const { line } of readCsv(input)) if (line === 2) break;
  expect(input.destroyed).toBe(true);
});

test('a file that cannot be opened is told to whoever reads it, however late', async () => {
  const input = createReadStream('/nowhere/list.csv');
  const lines = readCsv(input);
  await waitFor('it to fail', () => input.errored);
  await expect(lines.next()).rejects.toMatchObject({
    code: 'invalid_csv',
    message: expect.stringContaining('ENOENT'),
  });
});
