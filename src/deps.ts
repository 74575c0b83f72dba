import { join } from 'node:path';
import type { App, Sender } from './app/context.ts';
import { createClassifier } from './app/events/classifier.ts';
import { loadKeys } from './app/keys.ts';
import { keptLibrary } from './app/library/kept-library.ts';
import type { Library } from './app/library/library.ts';
import { readWorkspace } from './app/library/read-workspace.ts';
import { createVersions } from './app/library/versions.ts';
import { migrate } from './app/migrate.ts';
import { createMailDomainBook } from './app/sending/mail-domains.ts';
import { type MailboxUrl, mailboxUrls } from './app/sending/mailbox-urls.ts';
import { createMailboxBook } from './app/sending/senders.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { Misconfigured, messageOf } from './errors.ts';
import { askClassifier } from './http/ask-classifier.ts';
import type { HttpOptions } from './http/server.ts';
import { createIds } from './ids.ts';
import { inTime } from './in-time.ts';
import { standardForm } from './inbound/standard-webhooks.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import type { QueueBackend } from './queue/backend.ts';
import { queueWhenUsed } from './queue/queue-when-used.ts';
import { openDb } from './store/db.ts';
import { openEmbeddedPostgres } from './store/embedded/open.ts';
import { openTracing, type Tracing } from './tracing.ts';

export interface Deps {
  readonly app: App;
  readonly config: Config;
  /** Reads and compiles the cadence files and templates, again only where one of them is another than it was. */
  readLibrary(): Promise<Library>;
  readonly backend: QueueBackend;
  /** Opens what sends: SMTP, or the outbox in this process. */
  openSender(): Promise<Sender>;
  /** Listens for HTTP. @throws Misconfigured `port_taken`, `cannot_listen` */
  openApi(port: number): Promise<OpenApi>;
  /** Listens for who asks how a process without the API does. @throws Misconfigured as `openApi` */
  openMetrics(port: number): Promise<OpenApi>;
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
    for (const one of closers.splice(0).reverse()) {
      const closed = one().catch(() => undefined);
      await inTime(closed, closeWithinMs);
    }
  };
  try {
    const log = createLog(config.LOG_LEVEL);
    // Closed last, so that what the others do to their end is told.
    const tracing = await openTracing(process.env, log);
    if (tracing !== undefined) closers.push(() => tracing.close());
    const clock = options.clock ?? systemClock;
    const readLibrary = keptLibrary(config.CADENCES_DIR, config.TEMPLATES_DIR);
    const workspace = await readWorkspace(config.CADENCES_DIR);
    const databaseUrl = config.DATABASE_URL ?? (await openEmbedded(config, closers));
    await migrate(databaseUrl);
    const db = openDb(databaseUrl, log);
    closers.push(() => db.close());
    const backend = await backendOf(config.REDIS_URL, databaseUrl, tracing);
    const queue = queueWhenUsed(async () => {
      const { openTouchQueue } = await import('./queue/touch-queue.ts');
      return openTouchQueue(backend, log);
    });
    closers.push(() => queue.close());
    const secretOf = options.secretOf ?? ((name: string) => process.env[name]);
    const parts = { clock, log, metrics: createMetrics(), newId: createIds() };
    const mailDomains = createMailDomainBook(
      { db, clock, log },
      { servers: config.DNS_SERVERS ?? [], limits: workspace.caps },
    );
    closers.push(() => mailDomains.close());
    const app: App = {
      ...parts,
      ...(tracing === undefined ? {} : { tracing }),
      db,
      queue,
      versions: createVersions(db),
      mailboxes: createMailboxBook(),
      mailDomains,
      workspace,
      keys: await loadKeys(db, config.CADENCE_SECRET),
      publicUrl: (options.publicUrl ?? publicUrlOf(config)).replace(/\/+$/, ''),
      horizonMs: options.horizonMs ?? (clock.speed === 1 ? config.DISPATCH_HORIZON_MS : 0),
      ...classifierOf(workspace, parts, secretOf),
    };
    const outboxDir = join(config.CADENCE_HOME, 'outbox');
    const urls = mailboxUrls(app.workspace, config.SMTP_URL, secretOf);
    const mailsKeptIn = urls[0].url === undefined ? outboxDir : null;
    const opensWith = { queueBackend: backend, mailsKeptIn, secretOf, readLibrary };
    const openApi = (port: number) => listen(app, config, port, opensWith);
    const sends = { urls, maxConnections: config.WORKER_CONCURRENCY, outboxDir, secretOf };
    const openSends = async () => {
      const { openSender } = await import('./app/sending/open-sender.ts');
      return openSender(app, { ...sends, onClose: (one) => closers.push(one) });
    };
    const openMetrics = async (port: number) => {
      const { buildMetricsServer } = await import('./http/metrics-server.ts');
      const server = buildMetricsServer(app, secretOf);
      return listenAt(server, port, { host: config.HOST, chosenBy: 'METRICS_PORT' });
    };
    const opens = { openSender: openSends, openApi, openMetrics };
    return { app, config, readLibrary, backend, ...opens, outboxDir, mailboxUrls: urls, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function backendOf(
  redisUrl: string | undefined,
  databaseUrl: string,
  tracing: Tracing | undefined,
): Promise<QueueBackend> {
  const backend = {
    kind: redisUrl === undefined ? ('postgres' as const) : ('redis' as const),
    url: redisUrl ?? databaseUrl,
  };
  if (tracing === undefined) return backend;
  const { openQueueTelemetry } = await import('./queue/telemetry.ts');
  return { ...backend, telemetry: await openQueueTelemetry() };
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
    trustProxy: config.TRUST_PROXY,
    console: webConsole,
  });
  return listenAt(server, port, { host: config.HOST, chosenBy: '--port or PORT' });
}

interface Listener {
  listen(at: { readonly port: number; readonly host: string }): Promise<string>;
  close(): Promise<unknown>;
}

interface Place {
  readonly host: string;
  /** How one takes another port. */
  readonly chosenBy: string;
}

async function listenAt(server: Listener, port: number, place: Place): Promise<OpenApi> {
  try {
    const url = await server.listen({ port, host: place.host });
    return {
      url,
      close: async () => {
        await server.close();
      },
    };
  } catch (cause) {
    await server.close();
    throw cannotListen(cause, port, place);
  }
}

function cannotListen(cause: unknown, port: number, { host, chosenBy }: Place): Misconfigured {
  const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  return taken
    ? new Misconfigured(
        'port_taken',
        `Port ${port} on ${host} is taken. Choose another with ${chosenBy}.`,
        undefined,
        { cause },
      )
    : new Misconfigured(
        'cannot_listen',
        `Cannot listen on port ${port} of ${host}: ${messageOf(cause)}. Choose others with ${chosenBy}, and HOST.`,
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
