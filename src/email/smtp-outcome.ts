/**
 * What an SMTP conversation came to.
 *
 * | where it ended              | 4xx      | 5xx                                       | no reply at all |
 * |-----------------------------|----------|-------------------------------------------|-----------------|
 * | connect, TLS, login         | not sent | not sent (login: the mailbox is at fault) | not sent        |
 * | MAIL FROM                   | deferred | failed, the sender                        | not sent        |
 * | RCPT TO                     | deferred | failed, the recipient, or a policy        | not sent        |
 * | the message and its last dot| deferred | failed                                    | unknown         |
 *
 * The reply's code decides before any error code of the library: greylisting shares those with hard failures.
 */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly response: string }
  | {
      readonly kind: 'deferred';
      readonly replyCode: number;
      readonly status: string | null;
      readonly response: string;
    }
  | {
      readonly kind: 'failed';
      readonly replyCode: number;
      readonly status: string | null;
      readonly response: string;
      readonly about: 'recipient' | 'sender' | 'message';
    }
  /** The message may be delivered: nobody knows. */
  | { readonly kind: 'unknown'; readonly detail: string }
  /** The last dot was surely not written. `mailbox`: the server does not take our login, and will not tomorrow. */
  | { readonly kind: 'not_sent'; readonly detail: string; readonly mailbox: boolean };

/** What is known of a conversation that did not end well. */
export interface SmtpFailure {
  readonly message: string;
  /** The library's code, such as `EAUTH`. */
  readonly code?: string | undefined;
  /** The command that was answered, such as `RCPT TO`. */
  readonly command?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
}

/** @param bodyStarted  whether any byte of the message itself has been handed to the socket */
export function classifyFailure(failure: SmtpFailure, bodyStarted: boolean): SendOutcome {
  const response = oneShort(failure.response ?? failure.message);
  const replyCode = failure.responseCode;
  const command = (failure.command ?? '').toUpperCase();
  const inEnvelope = command.startsWith('MAIL') || command.startsWith('RCPT');
  const answered = bodyStarted || inEnvelope || command.startsWith('DATA');
  if (failure.code === 'EAUTH') {
    const forNow = replyCode !== undefined && replyCode < 500;
    return { kind: 'not_sent', detail: response, mailbox: !forNow };
  }
  if (replyCode !== undefined && answered) {
    const status = enhancedStatus(response, replyCode);
    if (replyCode >= 400 && replyCode < 500) {
      return { kind: 'deferred', replyCode, status, response };
    }
    if (replyCode >= 500 && replyCode < 600) {
      const about = whoseFault(command, replyCode, status);
      return { kind: 'failed', replyCode, status, response, about };
    }
  }
  return bodyStarted
    ? { kind: 'unknown', detail: response }
    : { kind: 'not_sent', detail: response, mailbox: false };
}

/** About us although they stand among the addresses: the syntax of the sender's, and its domain (RFC 3463, X.1.7 and X.1.8). */
const badSender: readonly string[] = ['5.1.7', '5.1.8'];

function whoseFault(
  command: string,
  replyCode: number,
  status: string | null,
): 'recipient' | 'sender' | 'message' {
  if (status?.startsWith('5.7.') === true || command.startsWith('MAIL')) return 'sender';
  if (status !== null && badSender.includes(status)) return 'sender';
  if (status?.startsWith('5.1.') === true) return 'recipient';
  const refusals = [550, 551, 553, 556];
  const unnamed = status === null || status === '5.0.0';
  return command.startsWith('RCPT') && unnamed && refusals.includes(replyCode)
    ? 'recipient'
    : 'message';
}

/**
 * The enhanced status code of a reply (RFC 3463), or null. It may stand anywhere, since some servers put it at the end, but
 * it is of the reply's class, and no part of an address such as `5.1.2.3`: that would be read as an unknown recipient.
 */
function enhancedStatus(response: string, replyCode: number): string | null {
  const found = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)/g;
  const codes = [...response.matchAll(found)].map(([code]) => code);
  return codes.find((code) => code.startsWith(`${Math.floor(replyCode / 100)}.`)) ?? null;
}

/** Replies go into tables and logs: one line, and not for ever. */
function oneShort(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 500);
}

const attemptDelaysMs = [5, 15, 60, 240, 720, 1_440].map((minutes) => minutes * 60_000);

/** How long to wait after the n-th attempt (from 1) that was deferred; null: it is given up. */
export function nextAttemptDelayMs(attempt: number): number | null {
  return attemptDelaysMs[attempt - 1] ?? null;
}
