/** How lists tell the lawful basis of the people in them. */

import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type ImportLine, readCsv, readNdjson } from '../../../src/app/enrolling/import-rows.ts';
import { inEnglish } from '../../../src/domain/sentence.ts';

async function rowsOf(lines: AsyncIterable<ImportLine>) {
  const rows = [];
  for await (const { row } of lines)
    rows.push('broken' in row ? inEnglish(row.broken) : row.prospect);
  return rows;
}
const csv = (text: string) => rowsOf(readCsv(Readable.from([text])));
const evidence = { basis: 'consent', basisSource: 'fair', basisAt: new Date('2026-03-01') };

test('columns of a CSV file, as people write their names', async () => {
  const rows = await csv(
    'Email;Basis;Basis source;basis-at;BASIS_EXPIRES;Address Kind\na@b.example;consent;fair;2026-03-01;2027-03-01;role\nc@d.example;;;;;\n',
  );
  expect(rows).toEqual([
    {
      ...{ email: 'a@b.example', attributes: {}, ...evidence },
      ...{ basisExpires: new Date('2027-03-01'), addressKind: 'role' },
    },
    { email: 'c@d.example', attributes: {} },
  ]);
});

test.each([
  ['consent;;2026-03-01', 'basisSource: is missing'],
  ['consent;fair;', 'basisAt: is missing'],
  [';fair;2026-03-01', 'basis: is missing'],
  ['consent;fair;01.03.2026', 'basisAt: must be a day such as 2026-11-24'],
  ['yes;fair;2026-03-01', 'basis: '],
])('a row with %s is told as broken', async (values, words) => {
  const [row] = await csv(`email;basis;basis_source;basis_at\na@b.example;${values}\n`);
  expect(row).toContain(words);
});

test('NDJSON has the names of the API, bare or under `prospect`', async () => {
  const told = {
    email: 'a@b.example',
    basis: 'consent',
    basisSource: 'fair',
    basisAt: '2026-03-01',
  };
  const lines = [told, { prospect: told, owner: 'ola' }, { ...told, basis: null }];
  const rows = await rowsOf(readNdjson(lines.map((line) => JSON.stringify(line)).join('\n')));
  expect(rows).toMatchObject([
    evidence,
    evidence,
    'basis: is missing: say which it is, consent, legitimate-interest, existing-customer',
  ]);
});
