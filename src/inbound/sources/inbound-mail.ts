/** A whole mail that a provider took in for us and passes on: most of them are replies. */
import PostalMime, { type Email } from 'postal-mime';
import { storableText } from '../../domain/storable.ts';
import type { SourceItem } from './adapter.ts';
import { addressIn, keptText, matchOf } from './event-fields.ts';

/** What providers tell of a mail besides its bytes. */
export interface InboundMail {
  readonly eventId: string;
  /** When the provider took it in, where it says so; never the `Date` of the mail, which is the word of whoever wrote it. */
  readonly occurredAt: Date | null;
  /** Who wrote it: the address of `From`. */
  readonly from: string | null;
  /** Which address of ours it came to. */
  readonly recipient: string | null;
  readonly text: string | null;
  /** Headers by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
}

const automatic = /^auto-(replied|generated|notified)/i;
const machine = /^(mailer-daemon|postmaster)@/i;

/**
 * Reads a mail that came in. Automatic answers (RFC 3834) pause as such and are no replies; reports of mail servers are about
 * nobody who wrote.
 */
export function inboundItem(mail: InboundMail): SourceItem {
  const { headers, occurredAt, eventId } = mail;
  const from = mail.from === null ? null : addressIn(mail.from);
  const base = { eventId, occurredAt };
  const shown = { recipient: mail.recipient === null ? null : addressIn(mail.recipient) };
  const isReport =
    /^multipart\/report\b/i.test(headers.get('content-type') ?? '') ||
    (from !== null && machine.test(from));
  const match = matchOf({ email: from, messageId: answered(headers) });
  if (isReport || match === null) return { ...base, type: 'inbound', event: null, shown };
  const isAutomatic =
    automatic.test(headers.get('auto-submitted') ?? '') ||
    headers.has('x-autoreply') ||
    headers.has('x-autorespond') ||
    /^auto_reply$/i.test(headers.get('precedence') ?? '');
  const type = isAutomatic ? 'reply.auto' : 'reply.received';
  const text = mail.text === null ? {} : { text: keptText(mail.text) };
  return { ...base, type, event: { type, match, ...text }, shown };
}

/** The Message-ID of the mail that it answers. */
function answered(headers: ReadonlyMap<string, string>): string | null {
  const ids = `${headers.get('references') ?? ''} ${headers.get('in-reply-to') ?? ''}`;
  return (
    ids
      .slice(-4_000)
      .match(/<[^<>\s]{1,990}>/g)
      ?.at(-1) ?? null
  );
}

/** A list of `[{name, value}]` or `[[name, value]]` as headers, the first of each name. */
export function headersOf(
  pairs: Iterable<readonly [name: string, value: string]>,
): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    if (!headers.has(key)) headers.set(key, value);
  }
  return headers;
}

/** The headers in a text of header lines, unfolded. */
export function headersIn(text: string): ReadonlyMap<string, string> {
  const lines = text
    .slice(0, 200_000)
    .replace(/\r?\n[ \t]/g, ' ')
    .split(/\r?\n/);
  return headersOf(
    lines.flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
    }),
  );
}

/** The parts of a raw message that we need, or null when it cannot be read. */
export async function mailIn(
  raw: Buffer,
): Promise<Pick<InboundMail, 'from' | 'text' | 'headers'> | null> {
  let mail: Email;
  try {
    mail = await PostalMime.parse(raw, { maxNestingDepth: 50, maxHeadersSize: 512 * 1024 });
  } catch {
    return null;
  }
  return {
    from: mail.from?.address ?? null,
    text: mail.text === undefined ? null : storableText(mail.text),
    headers: headersOf(mail.headers.map(({ key, value }) => [key, value] as const)),
  };
}
