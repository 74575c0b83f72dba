import { normaliseAddress } from '../../domain/address.ts';
import { addressesOf, all, decodedText, first, type Headers, messageIdsOf } from './headers.ts';
import { parseMailDate } from './mail-date.ts';

/** Between whom a message went and what it refers to: what matching needs. */
export interface Correspondence {
  /** Of the author, normalised. */
  readonly from: string | null;
  readonly fromName: string | null;
  /** All who were addressed, and to whom it was delivered. */
  readonly to: readonly string[];
  readonly subject: string | null;
  readonly date: Date | null;
  /** With its brackets, as all Message-IDs here. */
  readonly messageId: string | null;
  /** In-Reply-To first, then References from the last to the first, then the Message-ID of a mail that came back. */
  readonly refersTo: readonly string[];
  /** Header of a mail that came back, where one did. */
  readonly returned: ReturnedMail | null;
  /** What each Authentication-Results says (RFC 8601), the topmost first; only who trusts a server may rely on its word. */
  readonly dmarc: readonly DmarcResult[];
  /** What the address that it was delivered to carries (variable envelope return path). */
  readonly verp: Verp | null;
}

export interface DmarcResult {
  readonly server: string;
  readonly result: string;
  /** The domain of From that it was found for; null where it is not told. */
  readonly domain: string | null;
}

export interface ReturnedMail {
  readonly messageId: string | null;
  readonly from: string | null;
  readonly to: readonly string[];
  readonly subject: string | null;
  readonly listUnsubscribe: string | null;
}

export interface Verp {
  /** After the first `+`, `-` or `=` of the mailbox. */
  readonly tag: string;
  /** The person, where the tag is `kari=example.no`. */
  readonly address: string | null;
}

export function correspondenceOf(headers: Headers, returned: Headers): Correspondence {
  const [author] = addressesOf(headers, 'from');
  const to = addressesOf(headers, 'to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to');
  const recipients = [...new Set(to.map(({ address }) => address))];
  const references = [
    ...messageIdsOf(headers, 'in-reply-to'),
    ...messageIdsOf(headers, 'references').toReversed(),
  ];
  const letter = {
    from: author?.address ?? null,
    fromName: author?.name ?? null,
    to: recipients,
    subject: decodedText(headers, 'subject'),
    date: parseMailDate(first(headers, 'date')) ?? parseMailDate(first(headers, 'delivery-date')),
    messageId: messageIdsOf(headers, 'message-id')[0] ?? null,
    refersTo: [...new Set(references)],
    returned: null,
    dmarc: dmarcOf(headers),
    verp: recipients.map(verpOf).find((verp) => verp !== null) ?? null,
  };
  return withReturned(letter, returned);
}

/** The same with the mail that came back, where its header was found elsewhere than in a part of its own. */
export function withReturned(letter: Correspondence, headers: Headers): Correspondence {
  const returned = returnedMail(headers);
  if (returned === null || letter.returned !== null) return letter;
  const { messageId } = returned;
  const more = messageId === null || letter.refersTo.includes(messageId) ? [] : [messageId];
  return { ...letter, returned, refersTo: [...letter.refersTo, ...more] };
}

function returnedMail(headers: Headers): ReturnedMail | null {
  if (headers.length === 0) return null;
  return {
    messageId: messageIdsOf(headers, 'message-id')[0] ?? null,
    from: addressesOf(headers, 'from')[0]?.address ?? null,
    to: addressesOf(headers, 'to').map(({ address }) => address),
    subject: decodedText(headers, 'subject'),
    listUnsubscribe: first(headers, 'list-unsubscribe'),
  };
}

/** `mx.fjord.example; dkim=pass …; dmarc=pass (p=none) header.from=example.no` */
function dmarcOf(headers: Headers): readonly DmarcResult[] {
  const fields = all(headers, 'authentication-results').slice(0, mostResults);
  return fields.flatMap((field) => {
    const value = field.slice(0, 4_000).toLowerCase();
    const server = /^\s{0,9}([\w.-]{1,255})/.exec(value)?.[1];
    const said = /[;\s]dmarc\s?=\s?([a-z]{1,20})([^;]{0,1000})/.exec(value);
    const result = said?.[1];
    if (server === undefined || result === undefined) return [];
    const domain = /\sheader\.from\s?=\s?"?(?:[^\s@"]{1,64}@)?([^\s@"]{1,255})/.exec(
      said?.[2] ?? '',
    )?.[1];
    return [{ server, result, domain: domain ?? null }];
  });
}

const mostResults = 20;

/** `bounces+42-kari=example.no@fjord.example` */
function verpOf(recipient: string): Verp | null {
  const found = /^(?:bounces?|returns?|b|v)[+=-]([^@]{1,60})@/.exec(recipient);
  if (found?.[1] === undefined) return null;
  // A number before it is of the mail; a hyphen may be of the person.
  const person = /^(?:[a-z]{0,3}\d{1,20}[-+]){0,3}([^=]{1,60})=([a-z0-9.-]{1,255})$/.exec(found[1]);
  return {
    tag: found[1],
    address: person === null ? null : normaliseAddress(`${person[1]}@${person[2]}`),
  };
}
