import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** A mail that the server has taken: its last line was a 250. */
export interface AcceptedMail {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly raw: Buffer;
  /** `performance.now()` at the 250, and at the first byte of the message. */
  readonly acceptedAt: number;
  readonly startedAt: number;
}

/** What the server does with one mail. */
export type Behaviour =
  | 'accept'
  /** `450 4.2.0` at RCPT. */
  | 'greylist'
  /** `550 5.1.1` at RCPT. */
  | 'unknown-user'
  /** `554 5.7.1` after the message. */
  | 'policy'
  /** The message is taken, and the line is cut before the 250. */
  | 'drop-after-dot'
  | { readonly stallMs: number }
  /** The message is taken; the 250 is held back until then. */
  | { readonly until: Promise<unknown> };

export interface TestSmtpServer {
  readonly url: string;
  readonly accepted: readonly AcceptedMail[];
  /** Messages whose last dot has arrived, whatever was answered. */
  readonly seen: readonly { readonly messageId: string; readonly to: string }[];
  close(): Promise<void>;
}

/** A real SMTP server on this machine whose log is the oracle of a test. */
export async function startSmtpServer(
  behave: (to: string, nth: number) => Behaviour = () => 'accept',
): Promise<TestSmtpServer> {
  const accepted: AcceptedMail[] = [];
  const seen: { messageId: string; to: string }[] = [];
  const sockets = new Map<string, { destroy(): void }>();
  const tries = new Map<string, number>();
  const now = new WeakMap<SMTPServerSession, Behaviour>();
  const refuse = (code: number, text: string) =>
    Object.assign(new Error(text), { responseCode: code });
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideSTARTTLS: true,
    logger: false,
    disableReverseLookup: true,
    onRcptTo({ address }, session, done) {
      const nth = (tries.get(address) ?? 0) + 1;
      tries.set(address, nth);
      const what = behave(address, nth);
      now.set(session, what);
      if (what === 'greylist') return done(refuse(450, '4.2.0 Greylisted, try again later'));
      if (what === 'unknown-user') return done(refuse(550, '5.1.1 User unknown'));
      return done();
    },
    onData(stream, session, done) {
      const startedAt = performance.now();
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        const what = now.get(session) ?? 'accept';
        const to = session.envelope.rcptTo[0]?.address ?? '';
        void PostalMime.parse(raw).then(async ({ messageId = '', subject = '' }) => {
          seen.push({ messageId, to });
          if (what === 'policy') return done(refuse(554, '5.7.1 Message refused by policy'));
          if (what === 'drop-after-dot') return sockets.get(session.id)?.destroy();
          if (typeof what === 'object') await ('until' in what ? what.until : after(what.stallMs));
          accepted.push({ messageId, to, subject, raw, startedAt, acceptedAt: performance.now() });
          return done();
        });
      });
    },
  });
  server.on('error', () => undefined);
  server.on('connect', () => undefined);
  const connect = server.onConnect?.bind(server);
  server.onConnect = (session, done) => {
    for (const connection of server.connections) {
      if (Reflect.get(connection, 'session') === session) {
        sockets.set(session.id, Reflect.get(connection, '_socket') as { destroy(): void });
      }
    }
    if (connect === undefined) done();
    else connect(session, done);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    accepted,
    seen,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function after(ms: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
