import { addressesOf, decodedText, type Headers } from './headers.ts';

/** A request to be left alone, sent by the mail program of a reader (RFC 2369, `List-Unsubscribe: <mailto:…>`). */
export interface OptOutRequest {
  /** Our signed token, where the subject or the text carries one (see src/email/unsubscribe.ts). */
  readonly token: string | null;
  readonly because: string;
}

const token = /(?<![\w-])[\w-]{66}(?![\w-])/;
const mailboxes =
  /^(unsubscribe|un-subscribe|opt-?out|avmelding|avmeld|afmeld|abmelden|desinscri(ption|re)|baja)([+.=_-]|@|$)/i;
const words =
  /^\s{0,9}(unsubscribe|opt[- ]?out|avmeld(ing|a|es?)?|afmeld(ing)?|avregistrera|abmeld(en|ung)|abbestellen|d[eé]sinscri(re|ption)|d[eé]sabonnement|darse de baja|baja)([\s:.,!-]{1,5}[\w-]{0,80})?\s{0,9}$/i;

/**
 * Whether a message is such a request: sent to our address for that, or with the subject that the link asks for and
 * nothing else to say. What a person writes in a reply is read with the reply.
 */
export function readOptOut(headers: Headers, text: string): OptOutRequest | null {
  const subject = decodedText(headers, 'subject') ?? '';
  const to = addressesOf(headers, 'to', 'delivered-to', 'x-original-to', 'envelope-to');
  const mailbox = to.map(({ address }) => address).find((address) => mailboxes.test(address));
  const body = text.trim();
  const asked =
    words.test(subject) && (body === '' || words.test(body.slice(0, 200)) || body.length < 20);
  if (mailbox === undefined && !asked) return null;
  const signed = [subject, body.slice(0, 500)].flatMap((part) => token.exec(part)?.[0] ?? []);
  return {
    token: signed[0] ?? null,
    because:
      mailbox === undefined ? `subject "${subject.trim().slice(0, 60)}"` : `sent to ${mailbox}`,
  };
}
