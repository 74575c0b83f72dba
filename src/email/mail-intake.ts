import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAddress, type SMTPServerSession } from 'smtp-server';
import { Misconfigured, messageOf, Unavailable } from '../errors.ts';

/** A mail as SMTP hands it over (RFC 5321). */
export interface DeliveredMail {
  readonly raw: Uint8Array;
  readonly envelope: { readonly from: string | null; readonly to: readonly string[] };
}

export interface MailIntake {
  /** Whether mail to this address is for us. */
  readonly isOurs: (address: string) => boolean;
  /** Takes a mail; when it resolves, the mail is applied or kept. */
  readonly receive: (mail: DeliveredMail) => Promise<unknown>;
}

export interface ListenerOptions extends MailIntake {
  readonly host: string;
  readonly port: number;
  readonly maxBytes: number;
  readonly maxConnections: number;
  /** What went wrong with a mail, for the log; its sender is told to try again. */
  readonly onFailure: (error: unknown) => void;
}

export interface MailListener {
  readonly host: string;
  readonly port: number;
  /** Lets mails under way end; those that have not begun are sent again by their servers. */
  close(): Promise<void>;
}

const silentAtMostMs = 60_000;
const closeWithinMs = 3_000;
const recipientsAtMost = 100;
/** Bytes of mails under way, over all connections. */
const heldAtMostBytes = 128 * 1024 * 1024;

/**
 * Listens for mail that a mail server passes on. It answers 250 when a mail is applied or kept, 4xx when it cannot be now, so
 * that the server tries again, and 550 for whom it does not know: it relays nothing.
 *
 * @throws Misconfigured `port_taken`, `cannot_listen`
 */
export async function startMailListener(options: ListenerOptions): Promise<MailListener> {
  const { host, port, maxBytes, maxConnections, isOurs, receive, onFailure } = options;
  let heldBytes = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideSTARTTLS: true,
    logger: false,
    disableReverseLookup: true,
    size: maxBytes,
    maxClients: maxConnections,
    socketTimeout: silentAtMostMs,
    closeTimeout: closeWithinMs,
    onRcptTo: ({ address }, { envelope }, done) => {
      if (!isOurs(address)) return done(answer(550, '5.7.1 Not an address of ours; no relaying'));
      if (envelope.rcptTo.length >= recipientsAtMost) {
        return done(answer(452, '4.5.3 Too many recipients at once'));
      }
      return done();
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      let isOverloaded = false;
      stream.on('data', (chunk: Buffer) => {
        isOverloaded ||= heldBytes + chunk.length > heldAtMostBytes;
        if (isOverloaded || bytes + chunk.length > maxBytes) return;
        chunks.push(chunk);
        bytes += chunk.length;
        heldBytes += chunk.length;
      });
      const release = () => {
        heldBytes -= bytes;
        bytes = 0;
      };
      stream.once('close', () => {
        if (!stream.readableEnded) release();
      });
      stream.once('end', () => {
        if (stream.sizeExceeded) {
          release();
          return done(answer(552, `5.3.4 Over ${maxBytes} bytes`));
        }
        if (isOverloaded) {
          release();
          return done(answer(452, '4.3.1 Too much mail at once, try again later'));
        }
        receive({ raw: Buffer.concat(chunks), envelope: envelopeOf(session) })
          .then(
            () => done(null, '2.0.0 Received'),
            (error: unknown) => {
              onFailure(error);
              const why = error instanceof Unavailable ? 'the database is away' : 'it failed here';
              done(answer(451, `4.3.0 Not received, ${why}: try again later`));
            },
          )
          .finally(release);
      });
    },
  });
  server.on('error', () => undefined);
  const listening = once(server.server, 'listening');
  try {
    server.listen(port, host);
    await listening;
  } catch (cause) {
    throw cannotListen(cause, host, port);
  }
  const { port: taken } = server.server.address() as AddressInfo;
  return {
    host,
    port: taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Who a mail is from and to; the empty return path of a bounce is null (RFC 5321 §4.5.5). */
export function envelopeOf({ envelope }: SMTPServerSession): DeliveredMail['envelope'] {
  const { mailFrom, rcptTo } = envelope;
  const from = mailFrom === false ? '' : mailFrom.address;
  return {
    from: from === '' ? null : from,
    to: rcptTo.map(({ address }: SMTPServerAddress) => address),
  };
}

function answer(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function cannotListen(cause: unknown, host: string, port: number): Misconfigured {
  const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  return new Misconfigured(
    taken ? 'port_taken' : 'cannot_listen',
    taken
      ? `Port ${port} on ${host} is taken. Choose another under inbound.smtp in workspace.yaml.`
      : `Cannot listen for mail on port ${port} of ${host}: ${messageOf(cause)}. Choose others under inbound.smtp in workspace.yaml.`,
    undefined,
    { cause },
  );
}
