import { createHash } from 'node:crypto';
import {
  addressHeader,
  envelopeAddress,
  fold,
  headerUrl,
  messageIds,
  type Party,
  textHeader,
} from './headers.ts';
import { joinedPieces, quotedPrintable } from './quoted-printable.ts';
import type { Bodies } from './render.ts';

export interface MessageParts {
  readonly from: Party;
  readonly to: Party;
  readonly replyTo?: Party;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** How `html` and `text` are given; `plain` when not said. */
  readonly bodies?: Bodies;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  readonly date: Date;
  /** One-click opt-out (RFC 8058). */
  readonly unsubscribeUrl?: string;
}

export interface Message {
  readonly raw: Buffer;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Builds a message: multipart/alternative with the text first, 7-bit clean, lines of 76 characters. Built by hand, since
 * for a mail of two parts a general composer takes ten times as long (see `npm run bench`). Nothing given here can begin a
 * header of its own.
 */
export function buildMessage(parts: MessageParts): Message {
  // Quoted-printable has no "=_" in it, so the boundary stands in no part.
  const boundary = `=_${createHash('sha256').update(parts.messageId).digest('hex').slice(0, 24)}`;
  const [messageId = ''] = messageIds([parts.messageId]);
  const [inReplyTo] = messageIds(parts.inReplyTo === undefined ? [] : [parts.inReplyTo]);
  const references = messageIds(parts.references ?? []);
  const url = parts.unsubscribeUrl === undefined ? null : headerUrl(parts.unsubscribeUrl);
  const headers = [
    addressHeader('From', parts.from),
    addressHeader('To', parts.to),
    ...(parts.replyTo === undefined ? [] : [addressHeader('Reply-To', parts.replyTo)]),
    textHeader('Subject', parts.subject),
    `Message-ID: ${messageId}`,
    `Date: ${rfc5322Date(parts.date)}`,
    ...(inReplyTo === undefined ? [] : [`In-Reply-To: ${inReplyTo}`]),
    ...(references.length === 0 ? [] : [fold(`References: ${references.join(' ')}`)]),
    ...(url === null
      ? []
      : [`List-Unsubscribe: <${url}>`, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click']),
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
  ];
  const encoded = parts.bodies === 'quoted-printable' ? joinedPieces : quotedPrintable;
  const lines = [
    ...headers,
    '',
    `--${boundary}`,
    ...partHeader('plain'),
    '',
    encoded(parts.text),
    `--${boundary}`,
    ...partHeader('html'),
    '',
    encoded(parts.html),
    `--${boundary}--`,
    '',
  ];
  const raw = Buffer.from(lines.join('\r\n'));
  const [from, to] = [envelopeAddress(parts.from.address), envelopeAddress(parts.to.address)];
  return { raw, envelope: { from, to: [to] } };
}

function partHeader(kind: 'plain' | 'html'): string[] {
  return [
    `Content-Type: text/${kind}; charset=utf-8`,
    'Content-Transfer-Encoding: quoted-printable',
  ];
}

/** `Tue, 24 Nov 2026 09:00:00 +0000` */
function rfc5322Date(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const date = `${two(at.getUTCDate())} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return `${days[at.getUTCDay()]}, ${date} ${time} +0000`;
}
