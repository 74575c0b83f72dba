import type { App, Sender } from '../app/context.ts';
import type { Library } from '../app/library/library.ts';
import type { MailboxUrl } from '../app/sending/mailbox-urls.ts';
import type { Clock } from '../clock.ts';
import { type Config, readConfig } from '../config.ts';
import type { QueueBackend } from '../queue/backend.ts';

/** What listens for HTTP. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** What `deps.ts` opens, as the commands see it. */
export interface OpenedDeps {
  readonly app: App;
  readonly config: Config;
  readLibrary(): Promise<Library>;
  readonly backend: QueueBackend;
  openApi(port: number): Promise<Listening>;
  openMetrics(port: number): Promise<Listening>;
  readonly outboxDir: string;
  readonly mailboxUrls: readonly [MailboxUrl, ...MailboxUrl[]];
  openSender(): Promise<Sender>;
  close(): Promise<void>;
}

export type OpenDeps = (
  config: Config,
  options?: {
    readonly clock?: Clock;
    readonly horizonMs?: number;
    readonly publicUrl?: string;
    readonly secretOf?: (environmentName: string) => string | undefined;
  },
) => Promise<OpenedDeps>;

/** The environment, read; a short command logs warnings only. */
export function configFor(kind: 'server' | 'command'): Config {
  const config = readConfig(process.env);
  const quiet = kind === 'command' && (process.env.LOG_LEVEL ?? '') === '';
  return quiet ? { ...config, LOG_LEVEL: 'error' } : config;
}

/** Opens, works, and closes whatever happens. */
export async function withDeps<T>(
  open: OpenDeps,
  work: (deps: OpenedDeps) => Promise<T>,
): Promise<T> {
  const deps = await open(configFor('command'));
  try {
    return await work(deps);
  } finally {
    await deps.close();
  }
}
