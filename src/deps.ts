import { join } from 'node:path';
import { createClassifier } from './app/classifier.ts';
import type { App, Mailbox, Sender } from './app/context.ts';
import { loadKeys } from './app/keys.ts';
import { type Library, readLibrary } from './app/library.ts';
import { type MailboxWire, openWire, plainWire } from './app/mailbox-wire.ts';
import { migrate } from './app/migrate.ts';
import { ownAddresses } from './app/own-addresses.ts';
import { handOverDeadlineMs } from './app/send-touch.ts';
import { createMailIntake } from './app/smtp-intake.ts';
import { createVersions } from './app/versions.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Config, readSmtpUrl } from './config.ts';
import { normaliseAddress } from './domain/address.ts';
import type { MailAddress } from './domain/language/mail-address.ts';
import { startOutbox } from './email/outbox.ts';
import { createTransport } from './email/transport.ts';
import { Misconfigured, messageOf } from './errors.ts';
import { askClassifier } from './http/ask-classifier.ts';
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
  /** Where mails go; undefined: to the outbox in this process. */
  readonly smtpUrl: string | undefined;
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
    const library = await readLibrary(config.CADENCES_DIR, config.TEMPLATES_DIR);
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
    const app: App = {
      ...parts,
      db,
      queue,
      versions: createVersions(db),
      workspace: library.workspace,
      keys: await loadKeys(db, config.CADENCE_SECRET),
      publicUrl: (options.publicUrl ?? publicUrlOf(config)).replace(/\/+$/, ''),
      horizonMs: options.horizonMs ?? (clock.speed === 1 ? config.DISPATCH_HORIZON_MS : 0),
      ...classifierOf(library.workspace, parts, secretOf),
    };
    const outboxDir = join(config.CADENCE_HOME, 'outbox');
    const smtpUrl = smtpUrlOf(app, config, secretOf);
    const openApi = (port: number) => listen(app, config, port, secretOf);
    const openSender = () =>
      makeSender(app, smtpUrl, config.WORKER_CONCURRENCY, outboxDir, secretOf, closers);
    return { app, config, library, backend, openSender, openApi, outboxDir, smtpUrl, close };
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
  secretOf: (environmentName: string) => string | undefined,
): Promise<OpenApi> {
  const { buildServer } = await import('./http/server.ts');
  const server = await buildServer(app, {
    adminKey: config.CADENCE_ADMIN_KEY,
    secretOf,
    readLibrary: () => readLibrary(config.CADENCES_DIR, config.TEMPLATES_DIR),
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

function smtpUrlOf(
  app: App,
  config: Config,
  secretOf: (environmentName: string) => string | undefined,
): string | undefined {
  const named = app.workspace.mailboxes[0]?.smtpEnv;
  const own = named === undefined ? undefined : readSmtpUrl(named, secretOf(named));
  return own ?? config.SMTP_URL;
}

async function makeSender(
  app: App,
  smtpUrl: string | undefined,
  maxConnections: number,
  outboxDir: string,
  secretOf: (environmentName: string) => string | undefined,
  closers: (() => Promise<unknown>)[],
): Promise<Sender> {
  const wire = openWireOf(app, secretOf);
  let url = smtpUrl;
  if (url === undefined) {
    const isOurs = ownAddresses(app.workspace, mailboxOf(app, 'smtp://localhost'));
    const intake = createMailIntake(app, 'outbox', isOurs);
    const outbox = await startOutbox(outboxDir, () => app.clock.now(), intake).catch(
      (cause: unknown) => {
        throw new Misconfigured(
          'home_not_writable',
          `Cannot keep mails in ${outboxDir}: ${messageOf(cause)}. Choose another CADENCE_HOME, or set SMTP_URL.`,
          undefined,
          { cause },
        );
      },
    );
    closers.push(() => outbox.close());
    url = outbox.url;
  }
  const transport = createTransport({
    url,
    maxConnections,
    deadlineMs: handOverDeadlineMs,
  });
  closers.push(() => transport.close());
  const answersAt = smtpUrl === undefined ? { answersAt: new URL(url).host } : {};
  return { transport, mailbox: { ...mailboxOf(app, url), wire }, ...answersAt };
}

/** The mailbox of `workspace.yaml`, else one named by the login of SMTP_URL. */
function mailboxOf(app: App, smtpUrl: string): Omit<Mailbox, 'wire'> {
  const configured = app.workspace.mailboxes[0];
  if (configured !== undefined) {
    const { key, from, replyTo, timezone, signature } = configured;
    return {
      key,
      from: named(from),
      replyTo: replyTo === null ? null : named(replyTo),
      timezone,
      signature,
    };
  }
  const login = decodeURIComponent(new URL(smtpUrl).username);
  const address = normaliseAddress(login) ?? 'cadence@localhost.example';
  const from = { name: '', address };
  return { key: 'default', from, replyTo: null, timezone: null, signature: null };
}

/** Looked at before anything is opened: a key that cannot sign stops the start. */
function openWireOf(
  { workspace }: App,
  secretOf: (environmentName: string) => string | undefined,
): MailboxWire {
  const configured = workspace.mailboxes[0];
  return configured === undefined ? plainWire : openWire(configured.wire, secretOf);
}

function named({ name, address }: MailAddress): {
  readonly name: string;
  readonly address: string;
} {
  return { name: name ?? '', address };
}

async function inTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, closeWithinMs);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
