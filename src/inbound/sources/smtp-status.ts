/** Codes in what a mail server answered. */

/** The first enhanced status code (RFC 3463) of an answer. */
export function statusIn(text: string): string | null {
  return /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text.slice(0, 2_000))?.[1] ?? null;
}

/** The SMTP reply code (RFC 5321) that an answer begins with, also after `smtp;`. */
export function replyCodeIn(text: string): string | null {
  return /^\s*(?:smtp;\s*)?([245]\d\d)(?=[\s-]|$)/i.exec(text.slice(0, 2_000))?.[1] ?? null;
}

/**
 * Whether an answer says that the address is gone for good. Faults of ours or of the moment (`5.7.x`, a full mailbox, `4xx`)
 * suppress nobody; without any code a provider that calls it a bounce is believed.
 */
export function isHard(status: string | null, replyCode: string | null): boolean {
  if (status !== null)
    return /^5\.1\.[0-46]$|^5\.1\.10$|^5\.2\.1$|^5\.4\.4$|^5\.0\.0$/.test(status);
  return replyCode === null || /^55[013]$/.test(replyCode);
}
