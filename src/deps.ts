import { join } from 'node:path';
import type { App, Sender } from './app/context.ts';
import { createClassifier } from './app/events/classifier.ts';
import { loadKeys } from './app/keys.ts';
import { keptLibrary } from './app/library/kept-library.ts';
import type { Library } from './app/library/library.ts';
import { createVersions } from './app/library/versions.ts';
import { migrate } from './app/migrate.ts';
import { createMailDomainBook } from './app/sending/mail-domains.ts';
import { type MailboxUrl, mailboxUrls, openSender } from './app/sending/open-sender.ts';
import { createMailboxBook } from './app/sending/senders.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { Misconfigured, messageOf } from './errors.ts';
import { askClassifier } from './http/ask-classifier.ts';
import type { HttpOptions } from './http/server.ts';
import { createIds } from './ids.ts';
import { standardForm } from './inbound/standard-webhooks.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import type { QueueBackend } from './queue/backend.ts';
import { openTouchQueue } from './queue/touch-queue.ts';
import { openDb } from './store/db.ts';
import { openEmbeddedPostgres } from './store/embedded/open.ts';

export interface Deps {
  readonly app: App;
  readonly config: Config;
  readonly library: Library;
  readonly backend: QueueBackend;
  /** Opens what sends: SMTP, or the outbox in this process. */
  openSender(): Promise<Sender>;
  /** Listens for HTTP. @throws Misconfigured `port_taken`, `cannot_listen` */
  openApi(port: number): Promise<OpenApi>;
  readonly outboxDir: string;
  /** Where the mails of each mailbox go. */
  readonly mailboxUrls: readonly [MailboxUrl, ...MailboxUrl[]];
  /** Closes everything, in the opposite order of opening; a part that does not close in time is left behind. */
  close(): Promise<void>;
}

/** The HTTP API while it listens. */
export interface OpenApi {
  readonly url: string;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly clock?: Clock;
  /** What is put on the queue ahead of its time; at speed nothing is. */
  readonly horizonMs?: number;
  readonly publicUrl?: string;
  /** Reads what `workspace.yaml` names by environment variable. */
  readonly secretOf?: (environmentName: string) => string | undefined;
}

const closeWithinMs = 5_000;

/** Opens what a process works with. Imports have no effects: this is where the world begins. */
export async function openDeps(config: Config, options: OpenOptions = {}): Promise<Deps> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await inTime(one());
  };
  try {
    const log = createLog(config.LOG_LEVEL);
    const clock = options.clock ?? systemClock;
    const readLibrary = keptLibrary(config.CADENCES_DIR, config.TEMPLATES_DIR);
    const library = await readLibrary();
    const databaseUrl = config.DATABASE_URL ?? (await openEmbedded(config, closers));
    await migrate(databaseUrl);
    const db = openDb(databaseUrl, log);
    closers.push(() => db.close());
    const backend: QueueBackend =
      config.REDIS_URL === undefined
        ? { kind: 'postgres', url: databaseUrl }
        : { kind: 'redis', url: config.REDIS_URL };
    const queue = openTouchQueue(backend, log);
    closers.push(() => queue.close());
    const secretOf = options.secretOf ?? ((name: string) => process.env[name]);
    const parts = { clock, log, metrics: createMetrics(), newId: createIds() };
    const mailDomains = createMailDomainBook(
      { db, clock, log },
      { servers: config.DNS_SERVERS ?? [], limits: library.workspace.caps },
    );
    closers.push(() => mailDomains.close());
    const app: App = {
      ...parts,
      db,
      queue,
      versions: createVersions(db),
      mailboxes: createMailboxBook(),
      mailDomains,
      workspace: library.workspace,
      keys: await loadKeys(db, config.CADENCE_SECRET),
      publicUrl: (options.publicUrl ?? publicUrlOf(config)).replace(/\/+$/, ''),
      horizonMs: options.horizonMs ?? (clock.speed === 1 ? config.DISPATCH_HORIZON_MS : 0),
      ...classifierOf(library.workspace, parts, secretOf),
    };
    const outboxDir = join(config.CADENCE_HOME, 'outbox');
    const urls = mailboxUrls(app.workspace, config.SMTP_URL, secretOf);
    const mailsKeptIn = urls[0].url === undefined ? outboxDir : null;
    const opensWith = { queueBackend: backend, mailsKeptIn, secretOf, readLibrary };
    const openApi = (port: number) => listen(app, config, port, opensWith);
    const sends = { urls, maxConnections: config.WORKER_CONCURRENCY, outboxDir, secretOf };
    const openSends = () => openSender(app, { ...sends, onClose: (one) => closers.push(one) });
    const opens = { openSender: openSends, openApi };
    return { app, config, library, backend, ...opens, outboxDir, mailboxUrls: urls, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openEmbedded(config: Config, closers: (() => Promise<unknown>)[]): Promise<string> {
  const embedded = await openEmbeddedPostgres({ home: config.CADENCE_HOME });
  closers.push(() => embedded.release());
  return embedded.url;
}

async function listen(
  app: App,
  config: Config,
  port: number,
  options: Pick<HttpOptions, 'queueBackend' | 'mailsKeptIn' | 'secretOf' | 'readLibrary'>,
): Promise<OpenApi> {
  const { buildServer } = await import('./http/server.ts');
  const { webConsole } = await import('./console/console.ts');
  const server = await buildServer(app, {
    ...options,
    adminKey: config.CADENCE_ADMIN_KEY,
    console: webConsole,
  });
  try {
    const url = await server.listen({ port, host: config.HOST });
    return { url, close: () => server.close() };
  } catch (cause) {
    await server.close();
    throw cannotListen(cause, port, config.HOST);
  }
}

function cannotListen(cause: unknown, port: number, host: string): Misconfigured {
  const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  return taken
    ? new Misconfigured(
        'port_taken',
        `Port ${port} on ${host} is taken. Choose another with --port or PORT.`,
        undefined,
        { cause },
      )
    : new Misconfigured(
        'cannot_listen',
        `Cannot listen on port ${port} of ${host}: ${messageOf(cause)}. Choose others with --port or PORT, and HOST.`,
        undefined,
        { cause },
      );
}

function classifierOf(
  { replies }: Library['workspace'],
  parts: Pick<App, 'clock' | 'log' | 'metrics' | 'newId'>,
  secretOf: (environmentName: string) => string | undefined,
): Pick<App, 'classifier'> {
  const settings = replies.classifier;
  if (settings === null) return {};
  const secret = secretOf(settings.secretEnv)?.trim() ?? '';
  const isUsable = standardForm.pattern.test(secret) && secret.replace(/^whsec_/, '') !== '';
  if (!isUsable) {
    const variable = settings.secretEnv;
    parts.log.warn(
      { variable },
      'the classifier has no secret (whsec_ and base64): nobody asks it',
    );
  }
  const post = isUsable ? askClassifier(settings, secret) : null;
  return { classifier: createClassifier(parts, settings.ask, post) };
}

function publicUrlOf(config: Config): string {
  return config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
}

async function inTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, closeWithinMs);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
