import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { migrate } from '../../../src/app/migrate.ts';

const name = `empty_${randomUUID().replaceAll('-', '')}`;
const server = inject('templateUrl');
const urlOf = (database: string) =>
  Object.assign(new URL(server), { pathname: `/${database}` }).href;
const url = urlOf(name);

async function ask(statement: string, at = url): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: at });
  await client.connect();
  try {
    return (await client.query({ text: statement, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

beforeAll(() => ask(`create database ${name}`, urlOf('postgres')));
afterAll(() => ask(`drop database if exists ${name} with (force)`, urlOf('postgres')));

const all = readdirSync(resolve(import.meta.dirname, '../../../migrations'))
  .map((file) => file.replace(/\.sql$/, ''))
  .sort();

test('of several at once one does it, and the others wait for it', async () => {
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(applied.map((names) => names.length).sort()).toEqual([0, 0, all.length]);
  expect(applied.flat()).toEqual(all);
  expect(await ask('select name from cadence_migrations order by id')).toEqual(all);
  expect(await ask("select count(*) > 0 from pg_tables where schemaname = 'bullmq'")).toEqual([
    true,
  ]);
});

test('a database that a newer version has used is refused, and nothing is done to it', async () => {
  await ask("insert into cadence_migrations (name, run_on) values ('9999_later', now())");
  await expect(migrate(url)).rejects.toMatchObject({
    code: 'database_newer',
    message: expect.stringMatching(/9999_later.*Run that version, or a database of its own\.$/),
  });
  expect(await ask('select count(*)::int from cadence_migrations')).toEqual([all.length + 1]);
  await ask("delete from cadence_migrations where name = '9999_later'");
  expect(await migrate(url)).toEqual([]);
});

test('a server that says no, or nothing', async () => {
  const wrong = new URL(url);
  wrong.password = 'wrong';
  await expect(migrate(wrong.href)).rejects.toMatchObject({
    code: 'database_refused',
    message: expect.stringContaining('password authentication failed'),
  });
  await expect(migrate(urlOf('there_is_none'))).rejects.toMatchObject({
    code: 'database_refused',
    message: expect.stringContaining('database "there_is_none" does not exist'),
  });
  await expect(migrate('postgres://u:p@127.0.0.1:1/x')).rejects.toMatchObject({
    code: 'database_unavailable',
    message: expect.stringContaining('connect ECONNREFUSED 127.0.0.1:1'),
  });
});
