import { expect, test } from 'vitest';
import { isAddressList, readAddresses } from '../../../src/app/enrolling/address-list.ts';
import {
  listBytesAtMost,
  listMark,
  lookAtList,
  rowsAtMost,
  rowsOfList,
} from '../../../src/app/enrolling/given-list.ts';
import { columnsOf } from '../../../src/app/enrolling/list-columns.ts';

const id = '0198c0de-0000-7000-8000-000000000000';
const given = (text: string) => ({ cadence: 'smoke', text, columns: null, defaults: {} });

/** What is read of people, without what is empty. */
async function peopleIn(list: Parameters<typeof rowsOfList>[0]) {
  const rows = await rowsOfList(list, id);
  return rows.map(({ row }) => ('broken' in row ? row.broken : row.prospect));
}

test.each([
  ['kari@nordmat.example', [{ email: 'kari@nordmat.example' }]],
  ['a@x.example, b@x.example;c@x.example d@x.example\n\ne@x.example', 5],
  ['Kari Anne Løvås <kari@x.example>', [{ firstName: 'Kari', lastName: 'Anne Løvås' }]],
  [
    '"Løvås, Kari" <kari@x.example>; "O\'Hara, Maeve" <m@x.example>',
    [
      { firstName: 'Kari', lastName: 'Løvås' },
      { firstName: 'Maeve', lastName: "O'Hara" },
    ],
  ],
  [
    'a@x.example, Ola <b@x.example>, <c@x.example>',
    [{ email: 'a@x.example' }, { firstName: 'Ola' }, { email: 'c@x.example' }],
  ],
  ['kari@x.example\nnobody\n<broken', 3],
])('%j is read as addresses', async (text, expected) => {
  expect(isAddressList(text)).toBe(true);
  const people = await peopleIn(given(text));
  if (typeof expected === 'number') expect(people).toHaveLength(expected);
  else expect(people).toMatchObject(expected);
});

test('a long line of anything is read in a moment', () => {
  for (const text of [
    '<'.repeat(400_000),
    ','.repeat(400_000),
    'a '.repeat(200_000),
    `"${'> <'.repeat(100_000)}`,
  ]) {
    const begun = process.cpuUsage().user;
    Array.from(readAddresses(text));
    // Microseconds; what grows with the square of the length takes minutes.
    expect(process.cpuUsage().user - begun).toBeLessThan(20_000_000);
  }
});

test.each([
  ['', 'empty'],
  [' \n\t', 'empty'],
  ['kari@x.example\nola@x.example', 'addresses'],
  ['E-post;Fornavn\nkari@x.example;Kari', 'table'],
])('%j is %s', async (text, is) => {
  expect(await lookAtList(text)).toMatchObject({ is });
});

test('rows without a header: the column with the address is known, the others are chosen', async () => {
  const text = 'Kari\tLøvås\tkari@x.example\nOla\tVestby\tola@x.example';
  const look = await lookAtList(text);
  if (look.is !== 'table') throw new Error('no table');
  expect(look).toMatchObject({ isHeadless: true, sample: ['Kari', 'Løvås', 'kari@x.example'] });
  expect(look.columns.map(({ use }) => use)).toEqual(['left-out', 'left-out', 'email']);
  const columns = look.columns.map((one, index) =>
    index === 0 ? { ...one, use: 'firstName' as const } : one,
  );
  expect(await peopleIn({ ...given(text), columns })).toMatchObject([
    { firstName: 'Kari', email: 'kari@x.example' },
    { firstName: 'Ola', email: 'ola@x.example' },
  ]);
});

test('a column that is left out or called otherwise is read as that', async () => {
  const text = 'Kontakt;Merknad;Flåte\nkari@x.example;hemmelig;40';
  const columns = columnsOf(['Kontakt', 'Merknad', 'Flåte']).map((one, index) => ({
    ...one,
    use: (['email', 'left-out', 'attribute'] as const)[index] ?? one.use,
  }));
  const [person] = await peopleIn({ ...given(text), columns });
  expect(person).toMatchObject({ email: 'kari@x.example', attributes: { Flåte: 40 } });
  expect(JSON.stringify(person)).not.toContain('hemmelig');
  await expect(peopleIn(given(text))).rejects.toMatchObject({ code: 'missing_email_column' });
  const twice = columns.map((one) => ({ ...one, use: 'email' as const }));
  await expect(peopleIn({ ...given(text), columns: twice })).rejects.toMatchObject({
    code: 'duplicate_column',
  });
});

test('what is said of all counts where a row says nothing; a basis comes with its own evidence', async () => {
  const text =
    'email,country,basis,basis source,basis at\na@x.example,SE,,,\nb@x.example,,consent,form 7,2026-01-02';
  const defaults = {
    country: 'NO',
    owner: 'Kari',
    basis: 'existing-customer',
    basisSource: 'contract',
    basisAt: '2026-03-04',
    basisExpires: '2027-03-04',
  };
  const [a, b] = await peopleIn({ ...given(text), defaults });
  expect(a).toMatchObject({
    country: 'SE',
    owner: 'Kari',
    basis: 'existing-customer',
    basisSource: 'contract',
  });
  expect(b).toMatchObject({ country: 'NO', basis: 'consent', basisSource: 'form 7' });
  expect(b).not.toHaveProperty('basisExpires');
});

test('a list that is too long is refused before anything is done with it', async () => {
  const rows = (count: number) =>
    ['email', ...Array.from({ length: count }, (_, at) => `p${at}@x.example`)].join('\n');
  expect(await rowsOfList(given(rows(rowsAtMost)), id)).toHaveLength(rowsAtMost);
  await expect(rowsOfList(given(rows(rowsAtMost + 1)), id)).rejects.toMatchObject({
    code: 'list_too_long',
  });
  await expect(lookAtList('å'.repeat(listBytesAtMost / 2 + 1))).rejects.toMatchObject({
    code: 'list_too_long',
  });
});

test('the same import and address have the same first touch, others another', async () => {
  const touchesOf = async (importId: string) =>
    (await rowsOfList(given('Kari@x.example\nola@x.example'), importId)).map(({ row }) =>
      'broken' in row ? null : row.touchId,
    );
  const first = await touchesOf(id);
  expect(await touchesOf(id)).toEqual(first);
  expect(new Set([...first, ...(await touchesOf(id.replace('c0de', 'c0df')))]).size).toBe(4);
  for (const touch of first)
    expect(touch).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
});

test('the mark of a list changes with everything that decides what becomes of it', () => {
  const list = given('a@x.example');
  const marks = [
    list,
    { ...list, cadence: 'other' },
    { ...list, text: 'b@x.example' },
    { ...list, columns: columnsOf(['email']) },
    { ...list, defaults: { country: 'NO' } },
  ].map(listMark);
  expect(new Set(marks).size).toBe(marks.length);
  expect(listMark({ ...list })).toBe(marks[0]);
});

test('a mobile is the phone, and a Norwegian title the title, where no other column is it', () => {
  const usesOf = (header: string) => columnsOf(header.split(',')).map(({ use }) => use);
  expect(usesOf('E-post,Tittel,Mobil')).toEqual(['email', 'title', 'phone']);
  expect(usesOf('email,mobile,phone')).toEqual(['email', 'attribute', 'phone']);
  expect(usesOf('email,mobile,Tlf')).toEqual(['email', 'phone', 'attribute']);
});
