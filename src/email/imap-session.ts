import { ImapFlow } from 'imapflow';
import { messageOf, Unavailable } from '../errors.ts';
import { assembleMail, sectionsOf } from './imap-big-mail.ts';

/** A mail as a folder lists it. */
export interface ListedMail {
  readonly uid: number;
  readonly bytes: number;
  /** When the server took it; null when it does not say. */
  readonly receivedAt: Date | null;
}

/** One connection to an IMAP server, logged in. Any call may throw; after that `isUsable` tells whether it lives on. */
export interface ImapSession {
  readonly isUsable: boolean;
  /**
   * Opens a folder, anew when it is open: what `readOnly` opens can be neither marked nor changed.
   *
   * @returns its validity, and the highest uid that was given out
   */
  open(folder: string, readOnly: boolean): Promise<{ uidValidity: number; highestUid: number }>;
  /** The uids from `from` to `to` (null: to the end), rising; with `since` those that came on that day (UTC) or later. */
  uids(from: number, to: number | null, since: Date | null): Promise<readonly number[]>;
  /** Sizes and times; mails that are no longer there are left out. */
  list(uids: readonly number[]): Promise<readonly ListedMail[]>;
  /** The message, unmarked; of one over `wholeUpToBytes` the header and the texts. Null: it is no longer there. */
  fetch(mail: ListedMail, wholeUpToBytes: number): Promise<Uint8Array | null>;
  markSeen(uid: number): Promise<void>;
  move(uid: number, folder: string): Promise<void>;
  /** Waits for new mail in the open folder (IDLE), at most so long; the end of the connection or of the signal ends it too. */
  waitForMail(ms: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const answerWithinMs = 30_000;
/** Over the size of any part that is asked for. */
const literalAtMostBytes = 32 * 1024 * 1024;
const logoutWithinMs = 2_000;

/** The account of an IMAP URL, as `kari@fjord.example@imap.fjord.example:993`: no password in it. */
export function accountOf(url: string): string {
  const { host, port, user } = settingsOf(url);
  return `${user}@${host}:${port}`;
}

/**
 * Connects and logs in.
 *
 * @param url  `imaps://user:password@host:993`, or `imap://…` with STARTTLS; `?ignoreTLS=true`, `?rejectUnauthorized=false`
 * @throws Unavailable `imap_login_failed`, `imap_unavailable`
 */
export async function openImap(url: string): Promise<ImapSession> {
  const { host, port, secure, user, pass, ignoreTls, rejectUnauthorized } = settingsOf(url);
  const client = new ImapFlow({
    host,
    port,
    secure,
    auth: { user, pass },
    // A password is not sent in the clear because somebody on the way has taken STARTTLS out.
    ...(secure ? {} : { doSTARTTLS: !ignoreTls }),
    tls: { rejectUnauthorized },
    logger: false,
    disableAutoIdle: true,
    clientInfo: { name: 'cadence' },
    connectionTimeout: answerWithinMs,
    greetingTimeout: answerWithinMs,
    socketTimeout: 5 * 60_000,
    maxLiteralSize: literalAtMostBytes,
  });
  // What a command throws says it too; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    client.close();
    throw connectionFailure(cause, host);
  }
  return sessionOn(client);
}

function sessionOn(client: ImapFlow): ImapSession {
  let hasNews = false;
  let wake: () => void = () => undefined;
  client.on('exists', ({ count, prevCount }) => {
    if (count <= prevCount) return;
    hasNews = true;
    wake();
  });
  client.on('close', () => wake());
  const byUid = { uid: true };
  return {
    get isUsable() {
      return client.usable;
    },
    open: async (folder, readOnly) => {
      hasNews = false;
      const { uidValidity, uidNext, exists } = await client
        .mailboxOpen(folder, { readOnly })
        .catch((cause: unknown) => {
          throw new Error(`The folder ${folder} cannot be opened: ${answerOf(cause)}.`, { cause });
        });
      const last = uidNext > 0 || exists === 0 ? false : await client.fetchOne('*', byUid);
      const highestUid = last === false ? Math.max(0, uidNext - 1) : last.uid;
      return { uidValidity: Number(uidValidity), highestUid };
    },
    uids: async (from, to, since) => {
      // Of an empty folder some servers refuse `*`.
      if (client.mailbox !== false && client.mailbox.exists === 0) return [];
      const range = `${from}:${to ?? '*'}`;
      const found = await client.search(
        { uid: range, ...(since === null ? {} : { since: dayBefore(since) }) },
        byUid,
      );
      if (found === false || found === undefined) {
        throw new Unavailable('imap_unavailable', 'The IMAP server refused to search the folder.');
      }
      // `7:*` is the last mail too when its uid is lower (RFC 3501 §6.4.8).
      return found.filter((uid) => uid >= from).sort((a, b) => a - b);
    },
    list: async (uids) => {
      if (uids.length === 0) return [];
      const wanted = { uid: true, size: true, internalDate: true };
      const rows = await client.fetchAll(uids.join(','), wanted, byUid);
      return rows.map(({ uid, size = 0, internalDate }) => ({
        uid,
        bytes: size,
        receivedAt: internalDate instanceof Date ? internalDate : null,
      }));
    },
    fetch: async ({ uid, bytes }, wholeUpToBytes) => {
      if (bytes > wholeUpToBytes) return fetchTexts(client, uid);
      const source = { start: 0, maxLength: wholeUpToBytes };
      const row = await client.fetchOne(String(uid), { uid: true, source }, byUid);
      return row === false ? null : (row.source ?? null);
    },
    markSeen: async (uid) => {
      await client.messageFlagsAdd(String(uid), ['\\Seen'], byUid);
    },
    move: async (uid, folder) => {
      if ((await client.messageMove(String(uid), folder, byUid)) === false) {
        throw new Unavailable('imap_unavailable', `The IMAP server did not move it to ${folder}.`);
      }
    },
    waitForMail: async (ms, signal) => {
      if (hasNews || signal.aborted || !client.usable) return;
      let timer: NodeJS.Timeout | undefined;
      let onAbort: () => void = () => undefined;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
        onAbort = resolve;
        timer = setTimeout(resolve, ms);
      });
      signal.addEventListener('abort', onAbort, { once: true });
      // Ends with the next command; where the server has no IDLE the time-out is the poll.
      client.idle().catch(() => undefined);
      await woken;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, client.usable ? logoutWithinMs : 0);
      });
      await Promise.race([client.logout().catch(() => undefined), late]);
      clearTimeout(timer);
      client.close();
    },
  };
}

async function fetchTexts(client: ImapFlow, uid: number): Promise<Uint8Array | null> {
  const byUid = { uid: true };
  const told = await client.fetchOne(String(uid), { uid: true, bodyStructure: true }, byUid);
  if (told === false || told.bodyStructure === undefined) return null;
  const root = told.bodyStructure;
  const bodyParts = sectionsOf(root).map((section) => ({ start: 0, ...section }));
  const row = await client.fetchOne(String(uid), { uid: true, bodyParts }, byUid);
  if (row === false) return null;
  return assembleMail(root, (key) => {
    const found = key === 'HEADER' ? row.headers : row.bodyParts?.get(key.toLowerCase());
    return found ?? Buffer.alloc(0);
  });
}

/** A search for a day goes by the server's own zone. */
function dayBefore(at: Date): Date {
  return new Date(at.getTime() - 86_400_000);
}

function connectionFailure(cause: unknown, host: string): Unavailable {
  const isLogin = cause instanceof Error && Reflect.get(cause, 'authenticationFailed') === true;
  const told = answerOf(cause);
  return isLogin
    ? new Unavailable(
        'imap_login_failed',
        `${host} does not let us in: ${told}. Check user and password; many providers want an app password.`,
        undefined,
        { cause },
      )
    : new Unavailable('imap_unavailable', `${host} does not answer: ${told}.`, undefined, {
        cause,
      });
}

/** What the server said, where it said something. */
function answerOf(cause: unknown): string {
  const answer: unknown = cause instanceof Error ? Reflect.get(cause, 'responseText') : undefined;
  return (typeof answer === 'string' ? answer : messageOf(cause)).replace(/\.+$/, '');
}

function settingsOf(text: string) {
  const url = new URL(text);
  const secure = url.protocol === 'imaps:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 993 : 143) : Number(url.port),
    secure,
    user: decodeURIComponent(url.username),
    pass: decodeURIComponent(url.password),
    ignoreTls: url.searchParams.get('ignoreTLS') === 'true',
    rejectUnauthorized: url.searchParams.get('rejectUnauthorized') !== 'false',
  };
}
