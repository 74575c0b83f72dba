/**
 * When a mailbox is paused, and when it sends again.
 *
 * | cause            | what has happened                                         | it sends again                          |
 * |------------------|-----------------------------------------------------------|-----------------------------------------|
 * | `authentication` | its server does not take the login                        | when a login works: tried in 5 min, …   |
 * | `connection`     | three times in a row no mail could be handed over         | when a connection works: in 1 min, …    |
 * | `refused`        | a server holds something against us, not the recipient    | after 1 hour, as a trial; then 2, 4, …  |
 * | `rate`           | too many bounces or complaints                            | when a person resumes it                |
 * | `person`         | somebody has paused it                                    | when a person resumes it                |
 */
import { inEnglish, type Sentence } from '../../domain/sentence.ts';
import { messageOf } from '../../errors.ts';
import type { Queryable } from '../../store/db.ts';
import {
  type MailboxRow,
  type PauseCause,
  pauseMailboxRow,
  resumeMailboxRow,
  retryMailboxLater,
  takeDueMailboxes,
  wakeTouchesOf,
} from '../../store/mailboxes.ts';
import type { App, Sender } from '../context.ts';

const minutes = (...list: readonly number[]) => list.map((one) => one * 60_000);

/** Clock time until it is tried again: after the first pause, after the second soon after it, and so on. */
const retryDelaysMs: Readonly<Record<PauseCause, readonly number[]>> = {
  connection: minutes(1, 2, 5, 15, 30, 60),
  authentication: minutes(5, 15, 60, 240),
  refused: minutes(60, 120, 240, 480, 1_440),
  rate: [],
  person: [],
};

const soonMs = 2 * 86_400_000;

/**
 * Pauses a mailbox with its reason: its mails wait, or move where their cadence says so. One that is paused already stays
 * as it is. The last thing in a transaction: no other lock may be taken after that of the mailbox.
 *
 * @param why  for people
 * @param cause  `refused` for what a server, a bounce or a list holds against the sender
 */
export async function pauseMailbox(
  app: Pick<App, 'clock' | 'log' | 'mailboxes'>,
  tx: Queryable,
  key: string,
  why: Why,
  cause: PauseCause,
): Promise<MailboxRow | null> {
  const delays = retryDelaysMs[cause];
  const now = app.clock.now();
  const pausing = { key, cause, ...reasonOf(why), now, retryDelaysMs: delays, soonMs };
  const paused = await pauseMailboxRow(tx, pausing);
  if (paused !== null) {
    app.mailboxes.forget();
    app.log.warn({ mailbox: key, cause, retryAt: paused.retryAt }, 'mailbox paused');
  }
  return paused;
}

/** Why something is paused: our own sentence, or the words of a server or a person. */
export type Why = Sentence | string;

/** A reason as it is kept: in English, and where it is ours as the sentence too. */
export function reasonOf(why: Why): { readonly reason: string; readonly said: Sentence | null } {
  if (typeof why === 'string') return { reason: oneShort(why), said: null };
  return { reason: oneShort(inEnglish(why)), said: why };
}

/** Words of a server or a person, for tables, logs and terminals. */
export function oneShort(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 500);
}

/**
 * Lets a mailbox send again, and its mails come back as far apart as they had been planned, in one transaction: mails of
 * which nobody told would wait until their pause was to be looked at again. Mails that are locked are left out, so that
 * nobody waits for them who holds the mailbox.
 *
 * @returns false: it was not paused
 */
export async function resumeMailbox(
  app: App,
  key: string,
  by: 'person' | 'machine',
): Promise<boolean> {
  const now = app.clock.now();
  const woken = await app.db.transaction(async (tx) => {
    const resumed = await resumeMailboxRow(tx, key, by, now);
    if (resumed === null) return null;
    const { pausedSince } = resumed;
    return { pausedSince, touches: await wakeTouchesOf(tx, key, pausedSince, now) };
  });
  if (woken === null) return false;
  // Who was put off meanwhile had read that it was paused still.
  const late = await wakeTouchesOf(app.db, key, woken.pausedSince, now);
  app.mailboxes.forget();
  app.log.info({ mailbox: key, touches: woken.touches + late }, 'mailbox resumed');
  return true;
}

/**
 * Tries the paused mailboxes whose time has come; each is tried by one process. What a server has refused for a while is
 * tried by sending: the next mail that it refuses pauses the mailbox again, for longer.
 */
export async function tryPausedMailboxes(app: App, sender: Sender): Promise<void> {
  const now = app.clock.now();
  const due = await takeDueMailboxes(app.db, now, new Date(now.getTime() + 60_000));
  await Promise.all(
    due.map(async ({ key, cause, failures }) => {
      const sending = sender.all.get(key);
      if (sending === undefined) return;
      const byLogin = cause === 'connection' || cause === 'authentication';
      const problem = byLogin ? await sending.verify().catch(messageOf) : null;
      if (problem === null) {
        await resumeMailbox(app, key, 'machine');
        return;
      }
      const delays = retryDelaysMs[cause ?? 'connection'];
      const delayMs = delays[Math.min(failures, delays.length - 1)] ?? 3_600_000;
      const retryAt = new Date(app.clock.now().getTime() + delayMs);
      await retryMailboxLater(app.db, key, oneShort(problem), retryAt);
    }),
  );
}
