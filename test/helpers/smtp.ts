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
  /** This answer at RCPT, such as `reply 550 5.7.1 No`. */
  | `reply ${string}`
  /** No answer at RCPT. */
  | 'silent'
  /** The line is cut at RCPT. */
  | 'drop-before-data'
  /** `554 5.7.1` after the message. */
  | 'policy'
  /** The message is taken, and the line is cut before the 250. */
  | 'drop-after-dot'
  | { readonly stallMs: number }
  /** The message is taken; the 250 is held back until then. */
  | { readonly until: Promise<unknown> };

export interface SmtpServerOptions {
  /** The only login that is good; when not given, nobody has to log in. */
  readonly login?: { readonly user: string; readonly pass: string };
  /** What a wrong login is answered with; `535 5.7.8 Wrong` by default. */
  readonly badLogin?: string;
  /** What the n-th connection (from 1) is answered with instead of a greeting; null lets it in. */
  readonly greet?: (nth: number) => string | null;
  /** What the n-th mail (from 1) of a connection is answered with at MAIL; null goes on. */
  readonly mail?: (nth: number) => string | null;
  /** Offers TLS, with a certificate that nobody has signed, or with this one. */
  readonly starttls?: true | { readonly key: string; readonly cert: string };
  /** False: does not offer SMTPUTF8. */
  readonly smtpUtf8?: boolean;
}

export interface TestSmtpServer {
  /** Connections so far, and those that are open now. */
  readonly connections: { readonly opened: number; readonly open: number };
  /** Commands of all clients in the order in which they came, such as `EHLO [127.0.0.1]` and `QUIT`. */
  readonly commands: readonly string[];
  /** Cuts every line. */
  hangUp(): void;
  /** Closes every connection in the way of a server that has waited long enough: `421` first. */
  dismiss(): void;
  readonly url: string;
  readonly accepted: readonly AcceptedMail[];
  /** Messages whose last dot has arrived, whatever was answered. */
  readonly seen: readonly { readonly messageId: string; readonly to: string }[];
  close(): Promise<void>;
}

/** A real SMTP server on this machine whose log is the oracle of a test. */
export async function startSmtpServer(
  behave: (to: string, nth: number) => Behaviour = () => 'accept',
  options: SmtpServerOptions = {},
): Promise<TestSmtpServer> {
  const accepted: AcceptedMail[] = [];
  const seen: { messageId: string; to: string }[] = [];
  const commands: string[] = [];
  const mails = new Map<string, number>();
  let opened = 0;
  const sockets = new Map<string, { destroy(): void }>();
  const tries = new Map<string, number>();
  const now = new WeakMap<SMTPServerSession, Behaviour>();
  const refuse = (code: number, text: string) =>
    Object.assign(new Error(text), { responseCode: code });
  const answer = (reply: string) => refuse(Number(reply.slice(0, 3)), reply.slice(4));
  const server = new SMTPServer({
    disabledCommands: [
      ...(options.login === undefined ? ['AUTH'] : []),
      ...(options.starttls === undefined ? ['STARTTLS'] : []),
    ],
    hideSTARTTLS: options.starttls === undefined,
    ...(typeof options.starttls === 'object' ? options.starttls : {}),
    hideSMTPUTF8: options.smtpUtf8 === false,
    allowInsecureAuth: true,
    logger: recorder(commands),
    disableReverseLookup: true,
    onAuth({ username, password }, _session, done) {
      const { login, badLogin = '535 5.7.8 Wrong' } = options;
      if (username === login?.user && password === login?.pass) done(null, { user: username });
      else done(answer(badLogin));
    },
    onMailFrom(_address, session, done) {
      const nth = (mails.get(session.id) ?? 0) + 1;
      mails.set(session.id, nth);
      const reply = options.mail?.(nth) ?? null;
      done(reply === null ? null : answer(reply));
    },
    onRcptTo({ address }, session, done) {
      const nth = (tries.get(address) ?? 0) + 1;
      tries.set(address, nth);
      const what = behave(address, nth);
      now.set(session, what);
      if (what === 'greylist') return done(refuse(450, '4.2.0 Greylisted, try again later'));
      if (what === 'unknown-user') return done(refuse(550, '5.1.1 User unknown'));
      if (what === 'silent') return;
      if (what === 'drop-before-data') return sockets.get(session.id)?.destroy();
      if (typeof what === 'string' && what.startsWith('reply ')) return done(answer(what.slice(6)));
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
    opened += 1;
    const reply = options.greet?.(opened) ?? null;
    if (reply !== null) done(answer(reply));
    else if (connect === undefined) done();
    else connect(session, done);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    connections: {
      get opened() {
        return opened;
      },
      get open() {
        return server.connections.size;
      },
    },
    commands,
    hangUp: () => {
      for (const socket of sockets.values()) socket.destroy();
    },
    dismiss: () => {
      for (const connection of server.connections) connection.send(421, '4.4.2 Waited too long');
    },
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    accepted,
    seen,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function after(ms: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A logger that keeps what clients say. */
function recorder(commands: string[]) {
  const keep = (entry: { readonly tnx?: string }, _sign: string, line?: unknown) => {
    if (entry.tnx === 'command') commands.push(String(line));
  };
  const nothing = () => undefined;
  return {
    level: nothing,
    trace: nothing,
    debug: keep,
    info: nothing,
    warn: nothing,
    error: nothing,
    fatal: nothing,
  };
}
