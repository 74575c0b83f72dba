import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';
import { InvalidInput } from '../../errors.ts';
import { sentence } from '../sentence.ts';
import type { SourceDocument } from './document.ts';
import { parseMailAddress } from './mail-address.ts';
import type { Report } from './report.ts';
import { valueAt } from './shape-problems.ts';
import { isDnsName } from './wire-shape.ts';

/** What the keys of a mailbox say together about its mails on the wire. */
export function checkWires(document: SourceDocument, report: Report): void {
  const mailboxes = valueAt(document.value, ['mailboxes']);
  if (!Array.isArray(mailboxes)) return;
  mailboxes.forEach((mailbox: unknown, index) => {
    const from = senderOf(valueAt(mailbox, ['from']));
    if (from === null) return;
    const at = from.lastIndexOf('@');
    const domain = domainToASCII(from.slice(at + 1));
    const signing = valueAt(mailbox, ['dkim', 'domain']);
    if (typeof signing === 'string' && isDnsName(signing.trim()) && !isAligned(signing, domain)) {
      report(
        'unaligned-dkim',
        document.locate(['mailboxes', index, 'dkim', 'domain']),
        sentence('lint.unaligned-dkim', { domain, signing, own: getDomain(domain) ?? domain }),
      );
    }
    checkLetters(mailbox, index, from, document, report);
  });
}

/**
 * A server is told at MAIL FROM that headers need SMTPUTF8 (RFC 6531), and what tells it is the envelope: an address beyond
 * ASCII in a header has to be the envelope's sender too.
 */
function checkLetters(
  mailbox: unknown,
  index: number,
  from: string,
  document: SourceDocument,
  report: Report,
): void {
  const returnPath = valueAt(mailbox, ['return_path']);
  if (returnPath !== undefined && !isPlain(from)) {
    report(
      'needs-plain-letters',
      document.locateKey(['mailboxes', index, 'return_path']),
      sentence('lint.bounces-need-plain', { address: from }),
    );
  }
  const replyTo = senderOf(valueAt(mailbox, ['reply_to']));
  if (replyTo === null || isPlain(replyTo) || (returnPath === undefined && !isPlain(from))) return;
  report(
    'needs-plain-letters',
    document.locate(['mailboxes', index, 'reply_to']),
    sentence('lint.answers-need-plain', { address: replyTo }),
  );
}

const isPlain = (address: string) =>
  /^[\x21-\x7e]+$/.test(address.slice(0, address.lastIndexOf('@')));

/** Relaxed alignment (RFC 7489, section 3.1.1): one organisational domain. */
function isAligned(signing: string, domain: string): boolean {
  const own = getDomain(domain) ?? domain;
  return (getDomain(signing.trim().toLowerCase()) ?? signing) === own;
}

/** The domain that a mailbox sends from, in ASCII; null where that cannot be read. */
export function domainOfSender(mailbox: unknown): string | null {
  const from = senderOf(valueAt(mailbox, ['from']));
  return from === null ? null : domainToASCII(from.slice(from.lastIndexOf('@') + 1));
}

function senderOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  try {
    return parseMailAddress(value).address;
  } catch (error) {
    if (error instanceof InvalidInput) return null;
    throw error;
  }
}
