import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Message } from './message.ts';
import { classifyFailure, type SendOutcome, type SmtpFailure } from './smtp-outcome.ts';
import { refusedForLetters } from './smtputf8.ts';

export interface MailTransport {
  /**
   * Hands one message over. Never throws: what went wrong is the outcome.
   *
   * @param withinMs  machine time left for it, when that is less than the deadline of every conversation
   */
  send(message: Message, withinMs?: number): Promise<SendOutcome>;
  readonly maxConnections: number;
  close(): Promise<void>;
}

export interface TransportOptions {
  /** `smtp://user:password@host:port` or `smtps://…`; `?rejectUnauthorized=false`, `?requireTLS=true`, `?ignoreTLS=true` */
  readonly url: string;
  readonly maxConnections: number;
  /** Machine time within which a conversation ends, one way or the other. */
  readonly deadlineMs: number;
}

const connectTimeoutMs = 10_000;

/**
 * A pool of SMTP connections. Ours and not the library's, because after a failure one thing must be known for sure: whether
 * any byte of the message had been handed to the socket.
 */
export function createTransport(options: TransportOptions): MailTransport {
  const settings = connectionSettings(options);
  const idle: SMTPConnection[] = [];
  const drop = (connection: SMTPConnection) => {
    const index = idle.indexOf(connection);
    if (index >= 0) idle.splice(index, 1);
    connection.close();
  };
  const open = async (signal: Deadline): Promise<SMTPConnection> => {
    const connection = new SMTPConnection(settings.options);
    connection.on('error', () => drop(connection));
    connection.on('end', () => drop(connection));
    signal.guard(connection);
    try {
      await callback((done) => connection.connect(done), connection);
      const { auth } = settings;
      if (auth !== undefined && !connection.authenticated) {
        await callback((done) => connection.login(auth, done), connection);
      }
      return connection;
    } catch (error) {
      // After a login that failed the library leaves the connection open.
      connection.close();
      throw error;
    }
  };

  const attempt = async (message: Message, signal: Deadline): Promise<SendOutcome | 'stale'> => {
    const pooled = idle.pop();
    let started = false;
    let connection: SMTPConnection | undefined;
    try {
      connection = pooled ?? (await open(signal));
      signal.guard(connection);
      const refused = refusedForLetters(message, connection);
      if (refused !== null) {
        idle.push(connection);
        return refused;
      }
      const body = new Readable({
        read() {
          started = true;
          this.push(message.raw);
          this.push(null);
        },
      });
      const envelope = { from: message.envelope.from, to: [...message.envelope.to] };
      const current = connection;
      const info = await callback<{ response: string } | undefined>(
        (done) => current.send(envelope, body, done),
        current,
      );
      idle.push(current);
      return { kind: 'sent', response: (info?.response ?? '').slice(0, 500) };
    } catch (error) {
      const failure = connection === undefined ? toFailure(error) : answered(toFailure(error));
      if (connection !== undefined) await afterFailure(connection, failure, idle, drop);
      const closed = failure.responseCode === undefined || failure.responseCode === 421;
      const stale = pooled !== undefined && !started && closed;
      return stale && !signal.passed ? 'stale' : classifyFailure(failure, started);
    }
  };
  return {
    maxConnections: options.maxConnections,
    send: async (message, withinMs = options.deadlineMs) => {
      const signal = createDeadline(Math.min(withinMs, options.deadlineMs));
      try {
        // A connection that the server closed while it was idle says nothing about this message.
        for (;;) {
          const outcome = await attempt(message, signal);
          if (outcome !== 'stale') return outcome;
        }
      } finally {
        signal.end();
      }
    },
    close: async () => {
      for (const connection of idle.splice(0)) connection.quit();
    },
  };
}

/** After a refusal of the recipient or the message the connection is good for the next one. */
async function afterFailure(
  connection: SMTPConnection,
  failure: SmtpFailure,
  idle: SMTPConnection[],
  drop: (connection: SMTPConnection) => void,
): Promise<void> {
  if (failure.responseCode === undefined || failure.responseCode === 421) return drop(connection);
  try {
    await callback((done) => connection.reset(done), connection);
    idle.push(connection);
  } catch {
    drop(connection);
  }
}

interface Deadline {
  readonly passed: boolean;
  /** Destroys the connection when the time is over. */
  guard(connection: SMTPConnection): void;
  end(): void;
}

function createDeadline(ms: number): Deadline {
  let guarded: SMTPConnection | undefined;
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    guarded?.close();
  }, ms);
  return {
    get passed() {
      return passed;
    },
    guard(connection) {
      guarded = connection;
      if (passed) connection.close();
    },
    end: () => clearTimeout(timer),
  };
}

/** A call of the library as a promise that also ends when the connection does. */
function callback<T>(
  call: (done: (error?: Error | null, result?: T) => void) => void,
  connection: SMTPConnection,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    // The library tells the end of a connection first, and only then, in the same breath, why it ended.
    const ended = () => queueMicrotask(() => settle(new Error('the connection was closed')));
    const settle = (error?: Error | null, result?: T) => {
      connection.off('end', ended);
      connection.off('error', settle);
      if (error) reject(error);
      else resolve(result);
    };
    connection.once('end', ended);
    connection.once('error', settle);
    call(settle);
  });
}

function toFailure(error: unknown): SmtpFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  const field = (name: string): unknown => Reflect.get(error, name);
  const text = (name: string) => {
    const value = field(name);
    return typeof value === 'string' ? value : undefined;
  };
  const replyCode = field('responseCode');
  return {
    message: error.message,
    code: text('code'),
    command: text('command'),
    response: text('response'),
    responseCode: typeof replyCode === 'number' ? replyCode : undefined,
  };
}

/** With PIPELINING the library tells a 421 to RCPT as the end of the connection: it is an answer to this mail all the same. */
function answered(failure: SmtpFailure): SmtpFailure {
  const isAnswer = failure.command === 'CONN' && failure.responseCode !== undefined;
  return isAnswer ? { ...failure, command: 'RCPT TO' } : failure;
}

/** How the library is told of the server of an SMTP URL. */
export function connectionSettings(options: Pick<TransportOptions, 'url' | 'deadlineMs'>) {
  const url = new URL(options.url);
  const secure = url.protocol === 'smtps:';
  const flag = (name: string) => url.searchParams.get(name) === 'true';
  const user = decodeURIComponent(url.username);
  const pass = decodeURIComponent(url.password);
  return {
    options: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      secure,
      ignoreTLS: flag('ignoreTLS'),
      requireTLS: flag('requireTLS'),
      tls: { rejectUnauthorized: url.searchParams.get('rejectUnauthorized') !== 'false' },
      connectionTimeout: connectTimeoutMs,
      greetingTimeout: connectTimeoutMs,
      socketTimeout: options.deadlineMs,
    },
    auth: user === '' ? undefined : { user, pass, credentials: { user, pass } },
  };
}
