import { messageOf } from '../../errors.ts';
import { serverVersion } from '../../store/db.ts';
import { oldestDueAt, readPending } from '../../store/dispatch.ts';
import type { App } from '../context.ts';
import { silences } from '../events/source-silence.ts';
import { unreadInboxes } from '../intake/inbox-checks.ts';
import { listToldCadenceStatus, type ToldCadenceStatus } from '../sending/cadence-status.ts';
import { listToldMailboxes, type ToldMailboxStatus } from '../sending/mailbox-status.ts';

/** What is seen of one part; `failure` is why nothing is. */
export type Seen<T> =
  | { readonly is: 'seen'; readonly value: T }
  | { readonly is: 'failed'; readonly failure: string };

/** How the installation is, as far as its data tell. */
export interface Health {
  readonly database: Seen<{ readonly version: string }>;
  readonly queue: Seen<{ readonly waiting: number; readonly delayed: number }>;
  readonly sending: Seen<Sending>;
  readonly cadences: Seen<readonly ToldCadenceStatus[]>;
  readonly pausedMailboxes: Seen<readonly ToldMailboxStatus[]>;
  /** Sources that are silent for longer than is expected of them. */
  readonly silent: Seen<readonly { readonly source: string; readonly since: Date }[]>;
  /** Mailboxes whose answers are not read any more. */
  readonly unread: Seen<readonly { readonly mailbox: string; readonly since: Date }[]>;
}

/** The sign of life of the workers: what is due is gone soon. */
export interface Sending {
  readonly nextDueAt: Date | null;
  /** The oldest that is due; null: nothing is. */
  readonly oldestDueAt: Date | null;
  readonly lateMs: number;
  readonly isLate: boolean;
  /** Due or with a worker. */
  readonly underWay: number;
}

/** Due for longer than this means that nobody sends, as `/readyz` has it. */
const oldestDueAtMostMs = 5 * 60_000;

/** Looks at every part; one that fails keeps none of the others from being looked at. */
export async function readHealth(
  app: App,
  secretOf: (environmentName: string) => string | undefined,
): Promise<Health> {
  const [database, queue, sending, cadences, pausedMailboxes, silent, unread] = await Promise.all([
    see(async () => ({ version: await serverVersion(app.db) })),
    see(async () => ({
      waiting: await app.queue.outstanding(),
      delayed: await app.queue.delayed(),
    })),
    see(() => readSending(app)),
    see(() => listToldCadenceStatus(app)),
    see(async () => (await listToldMailboxes(app)).filter(({ status }) => status === 'paused')),
    see(async () => (await silences(app)).filter(({ isSilent }) => isSilent)),
    see(() => unreadInboxes(app, secretOf)),
  ]);
  return { database, queue, sending, cadences, pausedMailboxes, silent, unread };
}

async function readSending(app: App): Promise<Sending> {
  const now = app.clock.now();
  const [oldest, { nextDueAt, underWay }] = await Promise.all([
    oldestDueAt(app.db, now),
    readPending(app.db, now),
  ]);
  const lateMs = oldest === null ? 0 : Math.max(0, now.getTime() - oldest.getTime());
  const isLate = lateMs > oldestDueAtMostMs;
  return { nextDueAt, oldestDueAt: oldest, lateMs, isLate, underWay };
}

async function see<T>(look: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { is: 'seen', value: await look() };
  } catch (error) {
    return { is: 'failed', failure: messageOf(error) };
  }
}
