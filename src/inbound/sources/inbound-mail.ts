/** A whole mail that a provider took in for us and passes on: most of them are replies. */
import { storableText } from '../../domain/storable.ts';
import type { Headers } from '../mail/headers.ts';
import { type MailReading, readMail, readMailParts } from '../mail/read-mail.ts';
import type { ReadingKind } from '../reading.ts';
import type { SourceItem } from './adapter.ts';
import { addressIn } from './event-fields.ts';

/** What providers tell of a mail: all of it, else its parts. */
export interface InboundMail {
  readonly eventId: string;
  /** When the provider took it in, where it says so; never the `Date` of the mail, which is the word of whoever wrote it. */
  readonly occurredAt: Date | null;
  /** Which address of ours it came to. */
  readonly recipient: string | null;
  /** The message as it came, where the provider passes it on; then its parts are not asked. */
  readonly raw: Uint8Array | null;
  /** Names in lower case. */
  readonly headers: Headers;
  /** Header fields that the provider tells beside the header, for those that it leaves out. */
  readonly told: Readonly<Record<'from' | 'subject' | 'message-id', string | null>>;
  readonly text: string | null;
  readonly html: string | null;
}

/** Reads a mail that came in as every mail is read; whom it is about, and whether it is believed, is found out later. */
export async function inboundItem(mail: InboundMail): Promise<SourceItem> {
  const reading = mail.raw === null ? readParts(mail) : await readMail(mail.raw);
  return readItem(reading, mail);
}

/** A mail that was read, as one thing that a source said. */
export function readItem(
  reading: MailReading,
  { eventId, occurredAt, ...mail }: Pick<InboundMail, 'eventId' | 'occurredAt' | 'recipient'>,
): SourceItem {
  const recipient = mail.recipient === null ? null : addressIn(mail.recipient);
  return {
    eventId,
    occurredAt,
    type: types[reading.kind] ?? 'inbound',
    event: null,
    shown: { recipient },
    mail: { reading, to: recipient === null ? [] : [recipient] },
  };
}

function readParts({ headers, told, text, html, eventId }: InboundMail): MailReading {
  const missing = Object.entries(told).flatMap(([name, value]): [string, string][] =>
    value === null || headers.some(([known]) => known === name) ? [] : [[name, value]],
  );
  const whole = [...headers, ...missing];
  return readMailParts({
    // A header in JSON may hold what no mail could.
    headers: whole.map(([name, value]) => [name, storableText(value).slice(0, longestValue)]),
    text,
    html,
    key: eventId,
  });
}

const longestValue = 16_000;

const types: Readonly<Partial<Record<ReadingKind, string>>> = {
  reply: 'reply.received',
  'auto-reply': 'reply.auto',
  bounce: 'email.bounced',
  complaint: 'email.complained',
  'opt-out': 'prospect.opted_out',
};

/** A list of names and values as headers. */
export function headersOf(pairs: Iterable<readonly [name: string, value: string]>): Headers {
  return [...pairs].slice(0, 500).map(([name, value]) => [name.toLowerCase(), value]);
}
