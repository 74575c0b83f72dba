import { createHash } from 'node:crypto';
import {
  addressHeader,
  envelopeAddress,
  fold,
  headerText,
  headerUrl,
  messageIds,
  type Party,
  textHeader,
} from './headers.ts';
import { type BodyParts, bodyLines } from './mime-body.ts';

export interface MessageParts extends BodyParts {
  readonly from: Party;
  readonly to: Party;
  readonly replyTo?: Party;
  readonly subject: string;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  readonly date: Date;
  /** One-click opt-out (RFC 8058). */
  readonly unsubscribeUrl?: string;
  /** The same by mail: a `mailto:` link (RFC 2369), in ASCII. */
  readonly unsubscribeMailto?: string;
  readonly feedbackId?: string;
  /** Written by nobody, on nobody's behalf: absence notes and the like do not answer it (RFC 3834, section 5). */
  readonly isAutomatic?: true;
}

export interface Message {
  readonly raw: Buffer;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Builds a message: the text before the HTML, 7-bit clean, lines of 76 characters. Built by hand, since
 * for a mail of two parts a general composer takes ten times as long (see `npm run bench`). Nothing given here can begin a
 * header of its own.
 */
export function buildMessage(parts: MessageParts): Message {
  const seed = createHash('sha256').update(parts.messageId).digest('hex').slice(0, 24);
  const [messageId = ''] = messageIds([parts.messageId]);
  const [inReplyTo] = messageIds(parts.inReplyTo === undefined ? [] : [parts.inReplyTo]);
  const references = messageIds(parts.references ?? []);
  const headers = [
    addressHeader('From', parts.from),
    addressHeader('To', parts.to),
    ...(parts.replyTo === undefined ? [] : [addressHeader('Reply-To', parts.replyTo)]),
    textHeader('Subject', parts.subject),
    `Message-ID: ${messageId}`,
    `Date: ${rfc5322Date(parts.date)}`,
    ...(inReplyTo === undefined ? [] : [`In-Reply-To: ${inReplyTo}`]),
    ...(references.length === 0 ? [] : [fold(`References: ${references.join(' ')}`)]),
    ...listUnsubscribe(parts),
    ...(parts.feedbackId === undefined ? [] : [`Feedback-ID: ${headerText(parts.feedbackId)}`]),
    ...(parts.isAutomatic === true ? ['Auto-Submitted: auto-generated'] : []),
    'MIME-Version: 1.0',
  ];
  const lines = [...headers, ...bodyLines(parts, seed)];
  const raw = Buffer.from(lines.join('\r\n'));
  const [from, to] = [envelopeAddress(parts.from.address), envelopeAddress(parts.to.address)];
  return { raw, envelope: { from, to: [to] } };
}

/** A line may have 998 characters (RFC 5322, section 2.1.1). */
const longestLine = 998;

/**
 * The opt-out headers. One line that is not folded: some programs look for the link with a search of their own. A link by
 * mail that does not fit beside the other is left out, since only the other is one click (RFC 8058).
 */
function listUnsubscribe({ unsubscribeUrl, unsubscribeMailto }: MessageParts): string[] {
  const url = unsubscribeUrl === undefined ? null : headerUrl(unsubscribeUrl);
  if (url === null) return [];
  const post = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click';
  const one = `List-Unsubscribe: <${url}>`;
  if (unsubscribeMailto === undefined) return [one, post];
  const both = `${one}, <${unsubscribeMailto.replace(/[^\x21-\x3b\x3d\x3f-\x7e]/g, '')}>`;
  return [both.length <= longestLine ? both : one, post];
}

/** `Tue, 24 Nov 2026 09:00:00 +0000` */
function rfc5322Date(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const date = `${two(at.getUTCDate())} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return `${days[at.getUTCDay()]}, ${date} ${time} +0000`;
}
