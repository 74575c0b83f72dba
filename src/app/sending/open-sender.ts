import { normaliseAddress } from '../../domain/address.ts';
import type { MailAddress } from '../../domain/language/mail-address.ts';
import type { MailboxConfig } from '../../domain/language/workspace.ts';
import { startOutbox } from '../../email/outbox.ts';
import { createTransport } from '../../email/transport.ts';
import { verifySmtp } from '../../email/verify-smtp.ts';
import { Misconfigured, messageOf } from '../../errors.ts';
import type { App, Mailbox, Sender, SendingMailbox } from '../context.ts';
import { ownAddresses } from '../intake/own-addresses.ts';
import { createMailIntake } from '../intake/smtp-intake.ts';
import type { MailboxUrl } from './mailbox-urls.ts';
import { type MailboxWire, openWire, plainWire } from './mailbox-wire.ts';
import { handOverDeadlineMs } from './send-touch.ts';

export interface OpenSenderOptions {
  readonly urls: readonly [MailboxUrl, ...MailboxUrl[]];
  /** SMTP connections of each mailbox. */
  readonly maxConnections: number;
  readonly outboxDir: string;
  readonly secretOf: (environmentName: string) => string | undefined;
  /** Takes what is to be closed, in the order of opening. */
  onClose(close: () => Promise<unknown>): void;
}

const verifyTimeoutMs = 10_000;
const noLogin = 'smtp://localhost';

/**
 * Opens what sends: a transport for each mailbox, or the outbox in this process while nothing says where mails go.
 *
 * @throws Misconfigured `mailbox_without_server` when that is said of some mailboxes only
 */
export async function openSender(app: App, options: OpenSenderOptions): Promise<Sender> {
  const { urls } = options;
  const nowhere = urls.filter(({ url }) => url === undefined);
  if (nowhere.length > 0 && nowhere.length < urls.length) throw withoutServer(app, nowhere);
  // Looked at before anything is opened: a key that cannot sign stops the start.
  const wires = wiresOf(app, options);
  const outboxUrl = nowhere.length === 0 ? undefined : await openOutbox(app, options);
  const open = ({ key, url = outboxUrl ?? '' }: MailboxUrl): SendingMailbox => {
    const transport = createTransport({
      url,
      maxConnections: options.maxConnections,
      deadlineMs: handOverDeadlineMs,
    });
    options.onClose(() => transport.close());
    const configured = app.workspace.mailboxes.find((mailbox) => mailbox.key === key);
    return {
      mailbox: {
        ...(configured === undefined ? mailboxOfLogin(key, url) : asMailbox(configured)),
        wire: wires.get(key) ?? plainWire,
      },
      transport,
      verify: () => verifySmtp(url, verifyTimeoutMs),
    };
  };
  const [firstUrl, ...otherUrls] = urls;
  const first = open(firstUrl);
  const all = [first, ...otherUrls.map(open)];
  const answersAt = outboxUrl === undefined ? {} : { answersAt: new URL(outboxUrl).host };
  return { ...first, ...answersAt, all: new Map(all.map((one) => [one.mailbox.key, one])) };
}

function wiresOf(
  { workspace }: App,
  { secretOf }: OpenSenderOptions,
): ReadonlyMap<string, MailboxWire> {
  return new Map(workspace.mailboxes.map(({ key, wire }) => [key, openWire(wire, secretOf)]));
}

function withoutServer(app: App, nowhere: readonly MailboxUrl[]): Misconfigured {
  const names = app.workspace.mailboxes.flatMap(({ key, smtpEnv }) =>
    nowhere.some((one) => one.key === key) ? [`${smtpEnv} (mailbox ${key})`] : [],
  );
  return new Misconfigured(
    'mailbox_without_server',
    `Not set: ${names.join(', ')}. Other mailboxes have a mail server: set these too, or SMTP_URL for all that name none.`,
  );
}

async function openOutbox(app: App, { outboxDir, onClose }: OpenSenderOptions): Promise<string> {
  const alone = app.workspace.mailboxes.length === 0 ? mailboxOfLogin('default', noLogin) : null;
  const intake = createMailIntake(app, 'outbox', ownAddresses(app.workspace, alone));
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
  onClose(() => outbox.close());
  return outbox.url;
}

function asMailbox(configured: MailboxConfig): Omit<Mailbox, 'wire'> {
  const { key, from, replyTo, timezone, signature } = configured;
  const reply = replyTo === null ? null : named(replyTo);
  return { key, from: named(from), replyTo: reply, timezone, signature };
}

/** Where the workspace names no mailbox: the one that the login of SMTP_URL is. */
function mailboxOfLogin(key: string, smtpUrl: string): Omit<Mailbox, 'wire'> {
  const login = decodeURIComponent(new URL(smtpUrl).username);
  const address = normaliseAddress(login) ?? 'cadence@localhost.example';
  const from = { name: '', address };
  return { key, from, replyTo: null, timezone: null, signature: null };
}

function named({ name, address }: MailAddress): Mailbox['from'] {
  return { name: name ?? '', address };
}
