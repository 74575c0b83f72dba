/** The feed: everything once, in one order, whatever is being written meanwhile. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Queryable } from '../../../src/store/db.ts';
import { somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';
import { eventOf, openHttp, type TestHttp } from './open-http.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openHttp();
});
afterAll(() => http?.close());

interface Entry {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
interface Page {
  readonly items: readonly Entry[];
  readonly cursor: string | null;
  readonly hasMore: boolean;
}

async function read(cursor: string | null, query = ''): Promise<Page> {
  const from = cursor === null ? '' : `&cursor=${cursor}`;
  return (await http.call('GET', `/v1/feed?${query}${from}`, { as: 'crm' })).body;
}

/** To the end of what may be told. */
async function rest(cursor: string | null, query = ''): Promise<Page> {
  const items: Entry[] = [];
  for (let at = cursor; ; ) {
    const page = await read(at, query);
    items.push(...page.items);
    at = page.cursor;
    if (!page.hasMore) return { ...page, items };
  }
}

/**
 * The same, as soon as it is so many: the server is shared with other tests, and the transactions of all its databases hold
 * back what may be told.
 */
async function told(cursor: string | null, count: number, query = ''): Promise<Page> {
  const pages: Page[] = [];
  await waitFor(`${count} entries`, async () => {
    const page = await rest(cursor, query);
    pages.push(page);
    return page.items.length >= count;
  });
  return pages.at(-1) ?? { items: [], cursor, hasMore: false };
}

/** All that has been written by now. */
async function settled(cursor: string | null = null): Promise<Page> {
  const { rows } = await http.system.app.db.query<{ count: number }>(
    `select count(*)::int as count from timeline where (xid, id) > ($1::xid8, $2::bigint)`,
    cursor === null ? ['0', '0'] : cursor.split('-'),
  );
  return told(cursor, rows[0]?.count ?? 0);
}

const write = (tx: Queryable, name: string) =>
  tx.query(`insert into timeline (at, prospect_id, type) values (now(), $1, $2)`, [
    randomUUID(),
    name,
  ]);

const typesOf = ({ items }: Page) => items.map(({ type }) => type);

test('tells what happened, with whom the CRM knows, from where one has read to', async () => {
  const { cursor } = await settled();
  const externalIds = { hubspot: randomUUID() };
  const prospect = { ...somebody(), externalIds };
  const body = { cadence: 'smoke', prospect };
  const { id } = (await http.call('POST', '/v1/enrolments', { as: 'crm', body })).body;
  await http.webhook(eventOf('reply.received', { prospect: { email: prospect.email } }));
  const page = await settled(cursor);
  expect(page.items).toContainEqual(
    expect.objectContaining({ type: 'enrolment.created', enrolmentId: id, externalIds }),
  );
  expect(typesOf(page)).toContain('reply.received');
  expect(await read(page.cursor)).toEqual({ items: [], cursor: page.cursor, hasMore: false });
  const paged = await rest(cursor, 'limit=1');
  expect(paged.items).toEqual(page.items);
  const wanted = await rest(cursor, 'types=reply.received,touch.sent');
  expect(typesOf(wanted)).toEqual(['reply.received']);
});

test('has no gap where what began first is committed last', async () => {
  const { db } = http.system.app;
  const { cursor } = await settled();
  const meanwhile: Page[] = [];
  await db.transaction(async (slow) => {
    await write(slow, 'slow.first');
    await db.transaction((quick) => write(quick, 'quick.second'));
    // The lower id is not committed yet: nothing behind it may be told, or it would never be.
    meanwhile.push(await rest(cursor));
    await write(slow, 'slow.third');
  });
  expect(meanwhile.map(typesOf)).toEqual([[]]);
  const after = await told(cursor, 3);
  expect(typesOf(after)).toEqual(['slow.first', 'slow.third', 'quick.second']);
});

test('leaves nothing out and tells nothing twice while many write', async () => {
  const { db } = http.system.app;
  const { cursor: start } = await settled();
  const names = Array.from({ length: 200 }, (_, index) => `busy.${'abcdefghij'[index % 10]}`);
  const writing = { done: false };
  const writers = Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (const name of names.slice(writer * 25, writer * 25 + 25)) {
        await db.transaction(async (tx) => {
          await write(tx, name);
          await write(tx, name);
        });
      }
    }),
  ).then(() => {
    writing.done = true;
  });
  const seen: Entry[] = [];
  let cursor = start;
  while (!writing.done) {
    const page = await read(cursor, 'limit=7');
    seen.push(...page.items);
    cursor = page.cursor;
  }
  await writers;
  seen.push(...(await told(cursor, 400 - seen.length)).items);
  expect(seen).toHaveLength(400);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(400);
  expect(seen).toEqual((await rest(start)).items);
});

test('a wanted type behind many others is found page by page', async () => {
  const { db } = http.system.app;
  const { cursor } = await settled();
  await db.query(
    `insert into timeline (at, prospect_id, type) select now(), gen_random_uuid(), 'noise.made' from generate_series(1, 6000)`,
    [],
  );
  await db.transaction((tx) => write(tx, 'needle.found'));
  await settled();
  const first = await read(cursor, 'types=needle.found');
  expect(first).toMatchObject({ items: [], hasMore: true });
  expect(typesOf(await read(first.cursor, 'types=needle.found'))).toEqual(['needle.found']);
});

test.each(['x', '1', '1-', '-1-1', '99999999999999999999-1', "1-1' or true"])(
  'a cursor that is none is refused: %s',
  async (cursor) => {
    const path = `/v1/feed?cursor=${encodeURIComponent(cursor)}`;
    expect(await http.call('GET', path, { as: 'crm' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_cursor' } },
    });
  },
);
