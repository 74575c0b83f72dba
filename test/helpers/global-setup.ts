import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/app/migrate.ts';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../src/store/embedded/open.ts';
import { tellSkipped } from './requirements.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly templateUrl: string;
  }
}

let shared: Promise<{ server: EmbeddedPostgres; home: string }> | undefined;
let users = 0;

/** One real PostgreSQL for all test files, with one migrated database that each of them clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  users += 1;
  shared ??= open();
  const { server, home } = await shared;
  project.provide('templateUrl', server.url);
  return async () => {
    users -= 1;
    if (users > 0) return;
    await server.release();
    // As root the database lies outside of its home.
    for (const left of [home, server.folder]) rmSync(left, { recursive: true, force: true });
    tellSkipped();
  };
}

async function open(): Promise<{ server: EmbeddedPostgres; home: string }> {
  const home = mkdtempSync(join(tmpdir(), 'cadence-test-'));
  const server = await openEmbeddedPostgres({
    home,
    database: 'template',
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  await migrate(server.url);
  return { server, home };
}
