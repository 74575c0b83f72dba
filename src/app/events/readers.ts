import { sourceSchemes } from '../../domain/language/source-shape.ts';
import { decodeText } from '../../inbound/mail/decode.ts';
import { readMail } from '../../inbound/mail/read-mail.ts';
import type { Reading } from '../../inbound/reading.ts';
import { readReply } from '../../inbound/reply/read-reply.ts';
import { readWebhook } from '../../inbound/sources/read-webhook.ts';

/** Reads the raw bytes of one message or part; never throws. */
export type Reader = (raw: Uint8Array) => Reading | Promise<Reading>;

const nothing = { text: null, html: null, subject: null };

/**
 * What `cadence read` can read, by kind: a whole message, one part of a reply alone, or what a source posts, in its scheme.
 */
export const readers: Readonly<Record<string, Reader>> = {
  mime: readMail,
  text: (raw) => readReply({ ...nothing, text: decodeText(raw, null) }),
  html: (raw) => readReply({ ...nothing, html: decodeText(raw, null) }),
  ...Object.fromEntries(
    sourceSchemes
      // A mail that is posted is read as one in a file.
      .filter((scheme) => scheme !== 'mime')
      .map((scheme) => [scheme, (raw: Uint8Array) => readWebhook(scheme, Buffer.from(raw))]),
  ),
};

/** The kind that a file is of by its name; null where the name does not tell. */
export function kindOfFile(file: string): string | null {
  if (/\.(eml|msg|mbox)$/i.test(file)) return 'mime';
  if (/\.txt$/i.test(file)) return 'text';
  return /\.html?$/i.test(file) ? 'html' : null;
}
