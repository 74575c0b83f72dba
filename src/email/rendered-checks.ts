import Handlebars from 'handlebars';
import { quotedPrintable } from './quoted-printable.ts';
import type { RenderedMail } from './render.ts';

/** What is to be thought about in a mail that can go out all the same; the names that `lint` uses, where it knows them. */
export const mailRemarks = [
  'empty-subject',
  'long-subject',
  'no-text-part',
  'no-opt-out-link',
  'no-postal-address',
] as const;
export type MailRemark = (typeof mailRemarks)[number];

/** Inboxes on a desktop show about so many characters of a subject, telephones half of them. */
export const longestSubject = 70;

export interface RenderedFacts {
  readonly subject: string;
  readonly rendered: RenderedMail;
  readonly unsubscribeUrl: string;
  /** Null: the workspace has none. */
  readonly postalAddress: string | null;
}

/** Whether each part that the mail has shows a value, whichever way its parts are encoded. */
export function showsValue({ html, text, bodies }: RenderedMail, value: string): boolean {
  const shows = (part: string, words: string) =>
    bodies === 'plain'
      ? part.includes(words)
      : unbroken(part).includes(unbroken(quotedPrintable(words)));
  return shows(html, Handlebars.escapeExpression(value)) && (!hasWords(text) || shows(text, value));
}

/** Where lines of quoted-printable are broken depends on what stands before. */
function unbroken(encoded: string): string {
  return encoded.replaceAll('=\r\n', '');
}

function hasWords(text: string): boolean {
  return unbroken(text).trim() !== '';
}

/** Looks at one mail as it would go out: not at what its template may hold, but at what this reader gets. */
export function checkRendered(facts: RenderedFacts): MailRemark[] {
  const { subject, rendered, unsubscribeUrl, postalAddress } = facts;
  const hasText = hasWords(rendered.text);
  const shows = (value: string) => showsValue(rendered, value);
  return [
    ...(subject === '' ? (['empty-subject'] as const) : []),
    ...([...subject].length > longestSubject ? (['long-subject'] as const) : []),
    ...(hasText ? [] : (['no-text-part'] as const)),
    ...(shows(unsubscribeUrl) ? [] : (['no-opt-out-link'] as const)),
    ...(postalAddress !== null && shows(postalAddress) ? [] : (['no-postal-address'] as const)),
  ];
}
