import { storableText } from '../../domain/storable.ts';
import type { ImapSession, ListedMail } from '../../email/imap-session.ts';
import { messageOf, Unavailable } from '../../errors.ts';
import { readMailAccounts } from '../../store/mail-accounts.ts';
import {
  dropMailFailures,
  failuresToRetry,
  forgetMailFailure,
  noteMailFailure,
} from '../../store/mail-failures.ts';
import {
  beginFolder,
  type FolderMark,
  moveFolderMark,
  readFolderMark,
} from '../../store/mail-folders.ts';
import type { App } from '../context.ts';
import type { InboxFolder } from './mail-inboxes.ts';
import type { IncomingMail, MailReceipt } from './receive-mail.ts';

/** What the rounds through a folder work with. */
export interface FolderReading {
  readonly app: App;
  readonly account: string;
  /** Who holds the account. */
  readonly holder: string;
  readonly session: ImapSession;
  readonly receive: (mail: IncomingMail) => Promise<MailReceipt>;
  /** How often the connection broke at a mail of a folder, by folder and uid; outlives the connection. */
  readonly breaks: Map<string, number>;
  /** Uids of the folder that are tried again. */
  readonly retried: Set<number>;
  readonly signal: AbortSignal;
}

/** Of a bigger mail the header and the texts are fetched: what somebody says is not in the attachments. */
const wholeUpToBytes = 25 * 1024 * 1024;
const listedAtOnce = 100;
/** A mail at which the connection broke so often is left to its later tries. */
const breaksAtMost = 3;
const triesAtMost = 5;
const retrySpacingMs = 10 * 60_000;
/** A server's clock, and the time from its acceptance of a mail to its place in the folder. */
const overlapMs = 86_400_000;

/**
 * Reads what has come into a folder since the mark, and moves the mark behind each mail once it is received. A mail that
 * cannot be read is kept among the failures, and those behind it are read.
 *
 * @throws Unavailable  when the server, the database or the account is away: reading goes on from the mark
 */
export async function readFolder(
  round: Omit<FolderReading, 'retried'>,
  config: InboxFolder,
): Promise<void> {
  const { app, account, session, signal } = round;
  const key = { account, folder: config.folder };
  const { uidValidity, highestUid } = await session.open(config.folder, config.after === 'keep');
  const known = await readFolderMark(app.db, key);
  const mark =
    known?.uidValidity === uidValidity
      ? known
      : await begin(round, config, known, uidValidity, highestUid);
  const { lastUid, oldUpToUid, since } = mark;
  const machineNow = app.clock.machineNow();
  const again = await failuresToRetry(
    app.db,
    key,
    uidValidity,
    machineNow,
    retrySpacingMs,
    triesAtMost,
  );
  const reading = { ...round, retried: new Set(again) };
  await readAll(reading, config, uidValidity, again);
  if (lastUid < oldUpToUid) {
    const old = await session.uids(lastUid + 1, oldUpToUid, since);
    await readAll(reading, config, uidValidity, old, since);
    if (!signal.aborted) await moveMark(reading, config, uidValidity, oldUpToUid);
  }
  const fresh = await session.uids(Math.max(lastUid, oldUpToUid) + 1, null, null);
  await readAll(reading, config, uidValidity, fresh);
}

/**
 * Begins to read a folder. Under a new validity its uids say nothing any more: whatever came since all was last read is read
 * again, and is known by its Message-ID.
 */
async function begin(
  { app, account }: Pick<FolderReading, 'app' | 'account'>,
  { folder, sinceMs, mailbox }: InboxFolder,
  known: FolderMark | null,
  uidValidity: number,
  highestUid: number,
): Promise<FolderMark> {
  const key = { account, folder };
  const now = app.clock.machineNow();
  const reaching = [now.getTime() - sinceMs];
  if (known !== null) {
    const failed = await dropMailFailures(app.db, key);
    const [state] = await readMailAccounts(app.db, [account]);
    // What was not read to the end the last time goes as far back as it did then.
    const caughtUp = known.lastUid < known.oldUpToUid ? known.since : state?.caughtUpAt;
    for (const at of [failed, caughtUp ?? known.since]) {
      if (at !== null) reaching.push(at.getTime() - overlapMs);
    }
    app.log.warn({ mailbox, folder }, 'the folder has new uids: its last mails are read again');
  }
  const since = new Date(Math.min(...reaching));
  const mark = { uidValidity, lastUid: 0, oldUpToUid: highestUid, since };
  await beginFolder(app.db, key, mark);
  return mark;
}

async function readAll(
  reading: FolderReading,
  config: InboxFolder,
  uidValidity: number,
  uids: readonly number[],
  since?: Date,
): Promise<void> {
  for (let from = 0; from < uids.length; from += listedAtOnce) {
    const some = uids.slice(from, from + listedAtOnce);
    const listed = new Map((await reading.session.list(some)).map((mail) => [mail.uid, mail]));
    for (const uid of some) {
      if (reading.signal.aborted) return;
      // One that is not listed is asked for all the same: it may only have been left out.
      const mail = listed.get(uid) ?? { uid, bytes: 0, receivedAt: null };
      const { receivedAt } = mail;
      const isOld = since !== undefined && receivedAt !== null && receivedAt < since;
      if (isOld) await moveOn(reading, config, uidValidity, uid);
      else await readOne(reading, config, uidValidity, mail);
    }
  }
}

async function readOne(
  reading: FolderReading,
  config: InboxFolder,
  uidValidity: number,
  mail: ListedMail,
): Promise<void> {
  const { app } = reading;
  const { mailbox } = config;
  let receipt: MailReceipt | null;
  try {
    receipt = await fetchAndReceive(reading, config, mail);
  } catch (error) {
    if (isAway(reading, config, mail, error)) throw error;
    app.metrics.mailsNotRead.inc({ source: mailbox });
    app.log.error({ mailbox, uid: mail.uid, err: messageOf(error) }, 'a mail could not be read');
    const at = app.clock.machineNow();
    const key = { account: reading.account, folder: config.folder };
    await noteMailFailure(app.db, key, uidValidity, mail.uid, at, storableText(messageOf(error)));
    await moveMark(reading, config, uidValidity, mail.uid);
    return;
  }
  await moveOn(reading, config, uidValidity, mail.uid);
  if (receipt === null) return;
  app.metrics.mailsRead.inc({ source: mailbox, kind: receipt.kind });
  await markAfter(reading, config, mail.uid, receipt);
}

async function fetchAndReceive(
  { app, session, receive }: FolderReading,
  { mailbox, authserv }: InboxFolder,
  mail: ListedMail,
): Promise<MailReceipt | null> {
  const raw = await session.fetch(mail, wholeUpToBytes);
  if (raw === null) {
    const isThere = (await session.uids(mail.uid, mail.uid, null)).length > 0;
    if (!isThere) return null;
    throw new Error('The server has the mail, and does not hand it over.');
  }
  const now = app.clock.now();
  // At speed the server lives in another time.
  const at = app.clock.speed === 1 ? (mail.receivedAt ?? now) : now;
  const receivedAt = at.getTime() > now.getTime() ? now : at;
  return receive({ raw, source: mailbox, receivedAt, authserv });
}

/** Whether something else than the mail is at fault: reading stops, and goes on at this mail. */
function isAway(
  { session, breaks }: FolderReading,
  { folder }: InboxFolder,
  { uid }: ListedMail,
  error: unknown,
): boolean {
  if (error instanceof Unavailable) return true;
  if (session.isUsable) return false;
  const place = `${folder}\n${uid}`;
  const times = (breaks.get(place) ?? 0) + 1;
  breaks.set(place, times);
  return times < breaksAtMost;
}

/** A mail that needs no more tries. */
/** A mail that needs no more tries: read, gone, or too old. */
async function moveOn(
  reading: FolderReading,
  config: InboxFolder,
  uidValidity: number,
  uid: number,
): Promise<void> {
  const { app, account, breaks, retried } = reading;
  breaks.delete(`${config.folder}\n${uid}`);
  if (retried.delete(uid)) {
    await forgetMailFailure(app.db, { account, folder: config.folder }, uidValidity, uid);
  }
  await moveMark(reading, config, uidValidity, uid);
}

async function moveMark(
  { app, account, holder }: FolderReading,
  { folder }: InboxFolder,
  uidValidity: number,
  uid: number,
): Promise<void> {
  const moved = await moveFolderMark(app.db, { account, folder }, uidValidity, uid, holder);
  if (!moved) throw new Unavailable('mailbox_taken', 'Another process reads this mailbox now.');
}

/** Only what concerned an enrolment is touched, and only when the workspace says so; when that fails it stays as it is. */
async function markAfter(
  { app, session }: FolderReading,
  { after, mailbox }: InboxFolder,
  uid: number,
  { receipts }: MailReceipt,
): Promise<void> {
  if (after === 'keep' || !receipts.some(({ enrolmentId }) => enrolmentId !== undefined)) return;
  try {
    await (after === 'seen' ? session.markSeen(uid) : session.move(uid, after.move));
  } catch (error) {
    app.log.warn({ mailbox, uid, err: messageOf(error) }, 'a mail that was read was not marked');
  }
}
