import { setTimeout as after } from 'node:timers/promises';
import { storableText } from '../../domain/storable.ts';
import { openImap } from '../../email/imap-session.ts';
import { isKnownError, messageOf, Unavailable } from '../../errors.ts';
import {
  leaveMailAccount,
  noteAccountFailure,
  noteCaughtUp,
  takeMailAccount,
} from '../../store/mail-accounts.ts';
import type { App } from '../context.ts';
import type { Inbox } from './mail-inboxes.ts';
import { type FolderReading, readFolder } from './read-folder.ts';
import type { IncomingMail, MailReceipt } from './receive-mail.ts';

/** Machine times of a reader. */
export interface ReaderTimes {
  /** Looks again after so long, whatever IDLE says; other folders than the first are looked at then. */
  readonly pollMs: number;
  /** A process that has stopped loses the account after so long. */
  readonly leaseMs: number;
  /** The first wait after a failure; each further one is twice as long, up to `slowestRetryMs`. */
  readonly retryMs: number;
}

export const readerTimes: ReaderTimes = { pollMs: 60_000, leaseMs: 30_000, retryMs: 1_000 };

const slowestRetryMs = 60_000;
/** A login that fails is not tried again at once: providers lock accounts for that. */
const loginRetryMs = 5 * 60_000;

export interface RunningReader {
  /** Ends the mail under way, and leaves the account to the next process. */
  stop(): Promise<void>;
}

/**
 * Reads the mail of one account for as long as it runs, whatever breaks. Any number of processes may: one of them reads, the
 * others wait for it to stop.
 */
export function startInboxReader(
  app: App,
  inbox: Inbox,
  receive: (mail: IncomingMail) => Promise<MailReceipt>,
  times: ReaderTimes = readerTimes,
): RunningReader {
  const leaving = new AbortController();
  const holder = app.newId();
  const breaks = new Map<string, number>();
  const [first] = inbox.folders;
  const mailbox = first?.mailbox ?? inbox.account;
  let failures = 0;

  const take = async () => {
    const now = app.clock.machineNow();
    const until = new Date(now.getTime() + times.leaseMs);
    return takeMailAccount(app.db, inbox.account, holder, now, until);
  };

  /** Reads until the connection or the account is lost, or the reader is stopped. */
  const readWhileHeld = async () => {
    const lost = new AbortController();
    const signal = AbortSignal.any([leaving.signal, lost.signal]);
    const keeping = keepTaken(take, times.leaseMs, lost);
    try {
      const session = await openImap(inbox.url);
      try {
        while (!signal.aborted) {
          const began = app.clock.machineNow();
          const reading = { app, account: inbox.account, holder, session, receive, breaks, signal };
          const failure = await readFolders(reading, inbox);
          if (signal.aborted) break;
          if (failure === null) {
            await noteCaughtUp(app.db, inbox.account, began);
            app.metrics.inboxReadAt.set({ mailbox }, began.getTime() / 1_000);
            failures = 0;
          } else await failed(failure);
          await session.waitForMail(times.pollMs, signal);
          if (!session.isUsable && !signal.aborted) throw connectionLost();
        }
      } finally {
        await session.close();
      }
    } finally {
      await keeping.stop();
      await leaveMailAccount(app.db, inbox.account, holder).catch(() => undefined);
    }
  };

  const failed = async (error: unknown): Promise<number> => {
    failures += 1;
    app.metrics.inboxFailures.inc({ mailbox });
    app.log.warn({ mailbox, err: messageOf(error) }, 'the mailbox is not read at the moment');
    const at = app.clock.machineNow();
    const told = storableText(messageOf(error));
    await noteAccountFailure(app.db, inbox.account, at, told).catch(() => undefined);
    if (isKnownError(error) && error.code === 'imap_login_failed') return loginRetryMs;
    return Math.min(slowestRetryMs, times.retryMs * 2 ** Math.min(failures - 1, 10));
  };

  const run = async () => {
    while (!leaving.signal.aborted) {
      let waitMs = times.leaseMs / 3;
      try {
        if (await take()) {
          await readWhileHeld();
          waitMs = 0;
        }
      } catch (error) {
        if (leaving.signal.aborted) return;
        waitMs = await failed(error);
      }
      await after(waitMs, undefined, { signal: leaving.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      leaving.abort();
      await running;
    },
  };
}

/**
 * One round. A folder that cannot be opened, as one that is not there, does not keep the others from being read.
 *
 * @returns what was wrong with the last such folder
 */
async function readFolders(
  reading: Omit<FolderReading, 'retried'>,
  { folders }: Inbox,
): Promise<unknown> {
  let failure: unknown = null;
  // The first one last: that is where new mail is waited for.
  for (const config of folders.toReversed()) {
    try {
      await readFolder(reading, config);
    } catch (error) {
      if (isKnownError(error) || !reading.session.isUsable) throw error;
      failure = error;
    }
  }
  return failure;
}

/** Keeps the account taken; `lost` tells when that no longer works. */
function keepTaken(take: () => Promise<boolean>, leaseMs: number, lost: AbortController) {
  const ended = new AbortController();
  const keep = async () => {
    for (;;) {
      try {
        await after(leaseMs / 3, undefined, { signal: ended.signal });
      } catch {
        return;
      }
      const kept = await take().catch(() => false);
      if (!kept) return lost.abort();
    }
  };
  const keeping = keep();
  return {
    stop: async () => {
      ended.abort();
      await keeping;
    },
  };
}

function connectionLost(): Unavailable {
  return new Unavailable('imap_unavailable', 'The IMAP server has ended the connection.');
}
