/** What a short command loads: most of the time that it takes goes there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { openCli } from './open-cli.ts';

const database = await createTestDatabase();
const cli = await openCli({ DATABASE_URL: database.url });
afterAll(async () => {
  await cli.close();
  await database.drop();
});

const librariesOf = (paths: string) =>
  new Set(
    [...paths.matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/\n]+).*js$/gm)].map(([, name]) => name),
  );

test('a command that only reads loads neither the queue nor what makes tables nor holidays', async () => {
  const loadedTo = join(cli.folder, 'loaded.txt');
  const ran = await cli.run(['receipts', 'list'], {
    LOADED_TO: loadedTo,
    NODE_OPTIONS: `--require ${join(import.meta.dirname, '../../helpers/tell-loaded.cjs')}`,
  });
  expect(ran).toMatchObject({ code: 0, stdout: 'Nothing is unmatched.\n', stderr: '' });
  const loaded = librariesOf(await readFile(loadedTo, 'utf8'));
  expect(loaded).toContain('pg');
  for (const one of ['bullmq', 'node-pg-migrate', 'date-holidays', 'mjml', 'fastify'])
    expect(loaded).not.toContain(one);
});
