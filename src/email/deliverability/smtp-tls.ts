import { checkServerIdentity, type PeerCertificate, TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { messageOf } from '../../errors.ts';
import { connectionSettings } from '../transport.ts';
import { type Finding, notKnown } from './finding.ts';

/** What a mail server shows of itself when it is asked for TLS. */
export interface TlsFacts {
  readonly host: string;
  readonly isLocal: boolean;
  /** As the SMTP URL says: a certificate that is not good ends the connection. */
  readonly isChecked: boolean;
  readonly hasLogin: boolean;
  /** Null: the line is not encrypted. */
  readonly session: {
    readonly protocol: string;
    readonly validTo: Date;
    /** What is wrong with the chain, in OpenSSL's code; null: it leads to somebody who is trusted. */
    readonly untrusted: string | null;
    readonly isNamed: boolean;
    /** The names that it is for. */
    readonly names: string;
  } | null;
}

const check = 'TLS';
const soonMs = 14 * 86_400_000;

/**
 * Connects as the sender would, without logging in, and looks at the certificate.
 *
 * @param isLocal  on this machine or in a private network
 */
export async function checkTls(
  url: string,
  isLocal: boolean,
  now: Date,
  timeoutMs: number,
): Promise<Finding> {
  const { options, auth } = connectionSettings({ url, deadlineMs: timeoutMs });
  const { host } = options;
  const seen = await look(options, timeoutMs);
  if ('why' in seen) return notKnown(check, `${host}: ${seen.why}`);
  const isChecked = options.tls.rejectUnauthorized;
  const session = seen.socket === null ? null : sessionOf(seen.socket, host);
  return judgeTls({ host, isLocal, isChecked, hasLogin: auth !== undefined, session }, now);
}

async function look(
  options: ReturnType<typeof connectionSettings>['options'],
  timeoutMs: number,
): Promise<{ readonly socket: Shown | null } | { readonly why: string }> {
  const connection = new SMTPConnection({
    ...options,
    tls: { ...options.tls, rejectUnauthorized: false },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve) => {
      timer = setTimeout(() => {
        resolve({ why: `no answer within ${timeoutMs / 1_000} s` });
      }, timeoutMs);
      const fail = (error: unknown) => resolve({ why: messageOf(error) });
      connection.on('error', fail);
      connection.once('end', () => resolve({ why: 'the connection was closed' }));
      connection.connect((error) => {
        if (error) return fail(error);
        const socket = connection._socket;
        return resolve({ socket: socket instanceof TLSSocket ? shownBy(socket) : null });
      });
    });
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}

interface Shown {
  readonly protocol: string;
  readonly certificate: PeerCertificate;
  readonly error: unknown;
}

function shownBy(socket: TLSSocket): Shown {
  return {
    protocol: socket.getProtocol() ?? 'TLS',
    certificate: socket.getPeerCertificate(),
    error: socket.authorized ? null : socket.authorizationError,
  };
}

function sessionOf({ protocol, certificate, error }: Shown, host: string): TlsFacts['session'] {
  const code = error instanceof Error && 'code' in error ? error.code : error;
  return {
    protocol,
    validTo: new Date(certificate.valid_to),
    untrusted: code == null || code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? null : String(code),
    isNamed: checkServerIdentity(host, certificate) === undefined,
    names: certificate.subjectaltname ?? String(certificate.subject?.CN ?? 'nobody'),
  };
}

/** What the facts come to. */
export function judgeTls(facts: TlsFacts, now: Date): Finding {
  const { host, isChecked, session } = facts;
  if (session === null) return judgePlain(facts);
  const { validTo, names, protocol } = session;
  const until = validTo.toISOString().slice(0, 10);
  const leftMs = validTo.getTime() - now.getTime();
  // Without the check mails leave all the same, to whoever answers.
  const result = isChecked ? 'failed' : 'warning';
  if (leftMs <= 0) {
    const fix = 'Renew the certificate on the mail server.';
    return { check, result, detail: `the certificate of ${host} ran out on ${until}`, fix };
  }
  if (!session.isNamed) {
    const detail = `the certificate is for ${names}, not for ${host}`;
    const fix = 'Write a name that it is for into the SMTP URL, or get one for this name.';
    return { check, result, detail, fix };
  }
  if (session.untrusted !== null) {
    const detail = `nobody who is trusted has signed the certificate of ${host} (${session.untrusted})`;
    const fix =
      'Get one that is signed, with the certificates between, or name your own authority in NODE_EXTRA_CA_CERTS.';
    return { check, result, detail, fix };
  }
  const detail = `${protocol}, certificate for ${host} until ${until}`;
  if (leftMs > soonMs) return { check, result: 'ok', detail };
  return {
    check,
    result: 'warning',
    detail,
    fix: 'Renew it: nothing will be sent when it has run out.',
  };
}

function judgePlain({ host, isLocal, hasLogin }: TlsFacts): Finding {
  if (isLocal) {
    return { check, result: 'ok', detail: `${host} is near by: the line is not encrypted` };
  }
  const detail = `${host} does not offer TLS, or the SMTP URL says ignoreTLS: ${hasLogin ? 'the password and ' : ''}all mails can be read on the way`;
  const fix = 'Write smtps:// (port 465), or take ignoreTLS out of the SMTP URL.';
  return { check, result: hasLogin ? 'failed' : 'warning', detail, fix };
}
