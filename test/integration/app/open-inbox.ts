import { randomUUID } from 'node:crypto';
import type { ImapFlow } from 'imapflow';
import type { App } from '../../../src/app/context.ts';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import type { InboxFolder } from '../../../src/app/intake/mail-inboxes.ts';
import {
  type ReaderTimes,
  type RunningReader,
  startInboxReader,
} from '../../../src/app/intake/read-inbox.ts';
import { createMailReceiver, type IncomingMail } from '../../../src/app/intake/receive-mail.ts';
import { accountOf } from '../../../src/email/imap-session.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import type { TestDovecot } from '../../helpers/dovecot.ts';
import { somebody } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

/** Polls so rarely that only IDLE can tell of new mail within a test. */
export const byIdle: ReaderTimes = { pollMs: 600_000, leaseMs: 30_000, retryMs: 50 };
export const byPoll: ReaderTimes = { pollMs: 100, leaseMs: 900, retryMs: 50 };

/** A mail as somebody's program writes it. */
export function letter(from: string, text: string, id: string = randomUUID()): string {
  return [
    `From: Kari <${from}>`,
    'To: Ingrid <ingrid@fjord.example>',
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${id}@mail.example>`,
    'Subject: Re: Hello',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ].join('\r\n');
}

/** A mailbox of a user of its own, with what its readers have handed over. */
export interface TestInbox {
  readonly user: string;
  readonly account: string;
  /** The words of the mails that a reader handed over and that were received, in that order. */
  readonly received: string[];
  /** What happens to a mail before it is received; may throw. */
  before: (words: string, bytes: number) => Promise<void> | void;
  start(times: ReaderTimes, folders?: readonly Partial<InboxFolder>[]): RunningReader;
  put(raw: string | Buffer, folder?: string, at?: Date): Promise<void>;
  client(): Promise<ImapFlow>;
  /** The flags of the mails in a folder, oldest first. */
  flags(folder?: string): Promise<string[][]>;
  until(...words: string[]): Promise<void>;
  close(): Promise<void>;
}

/** @param port  of something between the readers and Dovecot */
export async function openInbox(app: App, dovecot: TestDovecot, port?: number): Promise<TestInbox> {
  const user = `kari-${randomUUID().slice(0, 8)}`;
  const direct = new URL(dovecot.url(user));
  if (port !== undefined) direct.port = String(port);
  const url = direct.href;
  const account = accountOf(url);
  const receive = createMailReceiver(app, createEventReceiver(app));
  const readers: RunningReader[] = [];
  const received: string[] = [];
  let own: ImapFlow | undefined;
  const client = async () => {
    if (own?.usable !== true) own = await dovecot.client(user);
    return own;
  };
  const inbox: TestInbox = {
    user,
    account,
    received,
    before: () => undefined,
    start: (times, folders = [{}]) => {
      const take = async (mail: IncomingMail) => {
        const words = wordsOf(mail.raw);
        await inbox.before(words, mail.raw.length);
        const receipt = await receive(mail);
        received.push(words);
        return receipt;
      };
      const plain: InboxFolder = {
        folder: 'INBOX',
        mailbox: user,
        after: 'keep',
        sinceMs: 86_400_000,
        authserv: [],
      };
      const read = folders.map((folder) => ({ ...plain, ...folder }));
      const reader = startInboxReader(app, { account, url, folders: read }, take, times);
      readers.push(reader);
      return reader;
    },
    put: async (raw, folder = 'INBOX', at) => {
      await (await client()).append(folder, raw, [], at);
    },
    client,
    flags: async (folder = 'INBOX') => {
      const open = await client();
      await open.mailboxOpen(folder, { readOnly: true });
      const mails = await open.fetchAll('1:*', { flags: true, uid: true });
      return mails.map(({ flags }) => [...(flags ?? [])].filter((flag) => flag !== '\\Recent'));
    },
    until: async (...words) => {
      await waitFor(`mails ${words.join(', ')}, not only ${received.join(', ')}`, () =>
        words.every((word) => received.includes(word)),
      );
    },
    close: async () => {
      await Promise.all(readers.map((reader) => reader.stop()));
    },
  };
  return inbox;
}

/** The first line of a text. */
function wordsOf(raw: Uint8Array): string {
  return /\r\n\r\n([^\r\n]*)/.exec(Buffer.from(raw.subarray(0, 10_000)).toString())?.[1] ?? '';
}

/** Somebody in a cadence. */
export async function enrolled(app: App): Promise<{ email: string; status(): Promise<string> }> {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(app, 'smoke', { prospect: { email } });
  const status = async () => (await readEnrolment(app.db, enrolmentId))?.state.status ?? 'none';
  return { email, status };
}
