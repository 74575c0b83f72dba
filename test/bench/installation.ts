import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publishLibrary } from '../../src/app/library/publish.ts';
import { readConfig } from '../../src/config.ts';
import { type Deps, openDeps } from '../../src/deps.ts';
import { openDb } from '../../src/store/db.ts';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../src/store/embedded/open.ts';

/** One PostgreSQL with its durable settings, for all parts of a run. */
export interface BenchServer {
  /** An installation in a database of its own. */
  install(options?: InstallOptions): Promise<Installation>;
  close(): Promise<void>;
}

export interface InstallOptions {
  readonly smtpUrl?: string;
  readonly redisUrl?: string;
  readonly connections?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Cadence files beside or instead of those of all parts. */
  readonly cadences?: Readonly<Record<string, string>>;
}

export interface Installation {
  readonly deps: Deps;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

export async function openBenchServer(): Promise<BenchServer> {
  const home = await mkdtemp(join(tmpdir(), 'cadence-bench-'));
  const server = await openEmbeddedPostgres({ home });
  return {
    install: (options = {}) => install(server, options),
    close: async () => {
      await server.release();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function install(server: EmbeddedPostgres, options: InstallOptions): Promise<Installation> {
  const database = `bench_${randomUUID().replaceAll('-', '')}`;
  const quiet = (await import('../../src/log.ts')).createLog('silent');
  const admin = openDb(server.url, quiet, { max: 1 });
  await admin.query(`create database ${database}`);
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  const home = await mkdtemp(join(tmpdir(), 'cadence-bench-home-'));
  await write(join(home, 'cadences', 'workspace.yaml'), workspace);
  for (const [key, after] of [
    ['bench', '3 days'],
    ['waiting', '30 days'],
  ] as const) {
    await write(join(home, 'cadences', `${key}.yaml`), cadence(key, after));
  }
  for (const [name, text] of Object.entries(options.cadences ?? {})) {
    await write(join(home, 'cadences', name), text);
  }
  await write(
    join(home, 'templates', 'bench', 'one.mjml'),
    template('Routes at {{default prospect.company "your firm"}}'),
  );
  await write(join(home, 'templates', 'bench', 'two.mjml'), template('And again'));
  const config = readConfig({
    ...options.environment,
    DATABASE_URL: url.href,
    REDIS_URL: options.redisUrl,
    CADENCE_HOME: home,
    CADENCES_DIR: join(home, 'cadences'),
    TEMPLATES_DIR: join(home, 'templates'),
    SMTP_URL: options.smtpUrl,
    LOG_LEVEL: 'silent',
    WORKER_CONCURRENCY: String(options.connections ?? 10),
    PUBLIC_URL: 'https://mail.example',
  });
  const deps = await openDeps(config, {
    secretOf: (name) => (name === 'BENCH_SECRET' ? benchSecret : undefined),
  });
  await publishLibrary(deps.app, await deps.readLibrary());
  return {
    deps,
    databaseUrl: url.href,
    close: async () => {
      await deps.close();
      await admin.query(`drop database ${database} with (force)`);
      await admin.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Signs the webhooks of the bench. */
export const benchSecret = `whsec_${Buffer.from('a secret of the bench, not of anybody').toString('base64')}`;

const workspace = `
company: { name: Fjord AS, postal_address: "Storgata 1, 0155 Oslo, Norway" }
sources: [{ key: crm, scheme: standard, secret_env: BENCH_SECRET }]
`;

const cadence = (key: string, after: string) => `
key: ${key}
title: ${key}
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: bench/one } }
  - { id: two, after: ${after}, email: { template: bench/two, thread: reply } }
on: { reply: { pause: true } }
`;

const paragraph =
  'Most teams that we meet plan their routes by hand on Monday and drive another plan by Wednesday. ' +
  'The figures below come from three firms of about your size, measured over eleven weeks, and each of them has said that you may ring.';

/** About 20 kB of HTML when compiled, which the first line of the sending part says. */
function template(subject: string): string {
  const section = (index: number) => `
    <mj-section><mj-column>
      <mj-text>{{default prospect.firstName "Hello"}}, point ${index}: ${paragraph}</mj-text>
      <mj-button href="https://fjord.example/{{step.id}}/${index}">Read on</mj-button>
    </mj-column></mj-section>`;
  const sections = Array.from({ length: 5 }, (_, index) => section(index + 1)).join('');
  return `---
subject: ${subject}
preheader: Three figures, and who to ask
---
<mjml><mj-body>${sections}
<mj-section><mj-column><mj-text>{{sender.company}}, {{sender.postalAddress}} · <a href="{{unsubscribeUrl}}">Opt out</a></mj-text></mj-column></mj-section>
</mj-body></mjml>
`;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
