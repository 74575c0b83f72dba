import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { columnArrays, jsonText } from '../../../src/store/column-arrays.ts';
import { type Db, openDb } from '../../../src/store/db.ts';
import { createTestDatabase } from '../../helpers/postgres.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDb(database.url, createLog('silent'));
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

interface Row {
  readonly text: string | null;
  readonly count?: number;
  readonly yes?: boolean;
  readonly at?: Date;
  readonly data?: unknown;
}

const columns = columnArrays<Row>([
  ['text', 'text', ({ text }) => text],
  ['count', 'double precision', ({ count }) => count],
  ['yes', 'boolean', ({ yes }) => yes],
  ['at', 'timestamptz', ({ at }) => at],
  ['data', 'jsonb', ({ data }) => jsonText(data)],
]);

const comeBack = async (rows: readonly Row[]) =>
  (await db.query(`select x.* from ${columns.recordset}`, columns.values(rows))).rows;

test('every text comes back as it was written', async () => {
  const texts = [
    ...['', ' ', 'null', 'NULL', 'a,b', '{}', '{a}', '"', '\\', '\\"', '"\\\\"', "'", 'a\nb\tc'],
    ...['Åse Ødegård', '日本', '🙂', '\\x41', 'NULL,NULL', '\u2028', '$1', '$&'],
  ];
  const rows = await comeBack([null, ...texts].map((text) => ({ text })));
  expect(rows.map(({ text }) => text)).toEqual([null, ...texts]);
});

test('times come back to the millisecond, however far', async () => {
  const times = [
    '2026-03-29T01:59:59.999Z',
    '1970-01-01T00:00:00.000Z',
    '0001-01-01T00:00:00.000Z',
    '+010000-01-01T00:00:00.000Z',
    '+200000-12-31T23:59:59.999Z',
  ];
  const rows = await comeBack(times.map((at) => ({ text: null, at: new Date(at) })));
  expect(rows.map(({ at }) => at.toISOString())).toEqual(times);
  const before = await db.query(`select x.at::text from ${columns.recordset}`, [
    ...columns.values([
      { text: null, at: new Date('0000-06-01T00:00:00.000Z') },
      { text: null, at: new Date('-000043-03-15T12:00:00.000Z') },
    ]),
  ]);
  expect(before.rows.map(({ at }) => at)).toEqual([
    '0001-06-01 00:00:00+00 BC',
    '0044-03-15 12:00:00+00 BC',
  ]);
});

test('numbers, booleans and JSON come back, and what is absent is null', async () => {
  const data = { a: ['"', '\\', null, 1.5], b: { c: 'ø' } };
  const rows = await comeBack([
    { text: 'x', count: -1.25e-7, yes: true, data },
    { text: 'y', count: Number.POSITIVE_INFINITY, yes: false, data: 'text' },
    { text: 'z' },
  ]);
  expect(rows).toEqual([
    { text: 'x', count: -1.25e-7, yes: true, at: null, data },
    { text: 'y', count: Number.POSITIVE_INFINITY, yes: false, at: null, data: 'text' },
    { text: 'z', count: null, yes: null, at: null, data: null },
  ]);
});

test('no rows are no rows', async () => {
  expect(await comeBack([])).toEqual([]);
});

test('what is no time, and what no column can hold, is refused before it is sent', () => {
  expect(() => columns.values([{ text: null, at: new Date(Number.NaN) }])).toThrow(RangeError);
  const bytes = columnArrays<{ of: unknown }>([['of', 'text', ({ of }) => of]]);
  expect(() => bytes.values([{ of: Buffer.from('a') }])).toThrow('a column of object');
});
