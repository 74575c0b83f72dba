import type { Clock } from '../clock.ts';
import type { Workspace } from '../domain/language/workspace.ts';
import type { MailTransport } from '../email/transport.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { TouchQueue } from '../queue/touch-queue.ts';
import type { Db } from '../store/db.ts';
import type { Tracing } from '../tracing.ts';
import type { Classifier } from './events/classifier.ts';
import type { Versions } from './library/versions.ts';
import type { MailDomainBook } from './sending/mail-domains.ts';
import type { MailboxWire } from './sending/mailbox-wire.ts';
import type { MailboxBook } from './sending/senders.ts';

/** What the use cases work with; opened and closed in `deps.ts`. */
export interface App {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly queue: TouchQueue;
  /** Published cadences and their templates. */
  readonly versions: Versions;
  /** What this process knows of the mailboxes. */
  readonly mailboxes: MailboxBook;
  /** What this process knows of who runs the mail of domains. */
  readonly mailDomains: MailDomainBook;
  readonly workspace: Workspace;
  /** Our keys, all derived from one secret. */
  readonly keys: {
    readonly unsubscribe: Buffer;
    readonly erasure: Buffer;
    readonly returnPath: Buffer;
    readonly tracking: Buffer;
    readonly session: Buffer;
  };
  /** Where links in mails point to, without a slash at the end. */
  readonly publicUrl: string;
  readonly horizonMs: number;
  /** Left out where nobody asks for traces. */
  readonly tracing?: Tracing;
  /** Who else is asked what replies mean; left out where nobody is. */
  readonly classifier?: Classifier;
  /** A UUID that sorts by time (version 7, RFC 9562), so that new rows lie side by side in the indexes. */
  newId(): string;
}

/** A mailbox, and what sends from it. */
export interface SendingMailbox {
  readonly transport: MailTransport;
  readonly mailbox: Mailbox;
  /** Connects and logs in, sending nothing. @returns null when that works, else what went wrong */
  verify(): Promise<string | null>;
}

/** What a process that sends has besides: the first mailbox of the workspace, and all of them by key. */
export interface Sender extends SendingMailbox {
  readonly all: ReadonlyMap<string, SendingMailbox>;
  /** Host and port at which the outbox takes answers; absent where mails really leave. */
  readonly answersAt?: string;
}

export interface Mailbox {
  readonly key: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: { readonly name: string; readonly address: string } | null;
  readonly timezone: string | null;
  readonly signature: string | null;
  readonly wire: MailboxWire;
}
