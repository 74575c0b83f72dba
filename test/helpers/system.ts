import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { App, Sender } from '../../src/app/context.ts';
import { publishLibrary } from '../../src/app/library/publish.ts';
import { type RunningWorker, runWorker } from '../../src/app/run-worker.ts';
import type { Clock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { type Deps, openDeps } from '../../src/deps.ts';
import { createTestDatabase } from './postgres.ts';

/** The cadence of CONTRACT §4, and what varies it. */
export const smoke = `
key: smoke
title: Smoke
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 2s, email: { template: smoke/two, thread: reply } }
on: { reply: { pause: true }, deal_won: { exit: closed_won } }
`;

/** A template file whose mails have this subject and this text. */
export const mail = (subject: string, body: string): string =>
  `---\nsubject: ${subject}\n---\n<mjml><mj-body><mj-section><mj-column><mj-text>${body} {{unsubscribeUrl}} {{sender.postalAddress}}</mj-text></mj-column></mj-section></mj-body></mjml>\n`;

/** Mails for the cadences of tests. */
export const templates: Readonly<Record<string, string>> = {
  'smoke/one.mjml': mail('Hello {{default prospect.firstName "there"}}', 'One'),
  'smoke/two.mjml': mail('Again', 'Two'),
  'smoke/strict.mjml': mail('Strict', 'Dear {{prospect.firstName}}'),
};

export interface TestSystem {
  readonly deps: Deps;
  readonly app: App;
  readonly databaseUrl: string;
  /** Starts another worker with a sender of its own. */
  work(): Promise<{ readonly worker: RunningWorker; readonly sender: Sender }>;
  close(): Promise<void>;
}

export interface SystemOptions {
  readonly cadences?: Readonly<Record<string, string>>;
  /** Template files beside those of `smoke`. */
  readonly templates?: Readonly<Record<string, string>>;
  readonly smtpUrl?: string;
  readonly redisUrl?: string;
  readonly clock?: Clock;
  readonly dispatchIntervalMs?: number;
  readonly concurrency?: number;
  /** As in DNS_SERVERS; by default nobody answers. */
  readonly dnsServer?: string;
  /** What `workspace.yaml` names by environment variable. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** A database of the test's own making instead of a clone. */
  readonly database?: { readonly url: string; drop(): Promise<void> };
}

/** A whole installation on real parts: a database of its own, cadences of its own, an SMTP server of the test's. */
export async function openSystem(options: SystemOptions = {}): Promise<TestSystem> {
  const database = options.database ?? (await createTestDatabase());
  const home = await mkdtemp(join(tmpdir(), 'cadence-system-'));
  await writeFiles(join(home, 'cadences'), options.cadences ?? { 'smoke.yaml': smoke });
  await writeFiles(join(home, 'templates'), { ...templates, ...options.templates });
  const config = readConfig({
    DATABASE_URL: database.url,
    REDIS_URL: options.redisUrl,
    CADENCE_HOME: home,
    CADENCES_DIR: join(home, 'cadences'),
    TEMPLATES_DIR: join(home, 'templates'),
    SMTP_URL: options.smtpUrl,
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    // Nobody is there: no test asks the DNS of the machine.
    DNS_SERVERS: options.dnsServer ?? '127.0.0.1:9',
    WORKER_CONCURRENCY: String(options.concurrency ?? 10),
    PUBLIC_URL: 'https://mail.example',
  });
  const { clock, secrets } = options;
  const deps = await openDeps(config, {
    ...(clock === undefined ? {} : { clock }),
    ...(secrets === undefined ? {} : { secretOf: (name: string) => secrets[name] }),
  });
  await publishLibrary(deps.app, await deps.readLibrary());
  const workers: RunningWorker[] = [];
  return {
    deps,
    app: deps.app,
    databaseUrl: database.url,
    work: async () => {
      const sender = await deps.openSender();
      const worker = await runWorker(deps.app, sender, {
        backend: deps.backend,
        dispatchIntervalMs: options.dispatchIntervalMs ?? 1_000,
      });
      workers.push(worker);
      return { worker, sender };
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop(5_000)));
      await deps.close();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Writes files into a folder, with the folders between. */
export async function writeFiles(
  dir: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
}

/** Somebody who exists nowhere else. */
export function somebody(): { readonly email: string } {
  return { email: `p-${randomUUID()}@example.com` };
}
