import { decodeText } from '../inbound/mail/decode.ts';
import { readMail } from '../inbound/mail/read-mail.ts';
import { readWritten } from '../inbound/mail/written.ts';
import type { Reading } from '../inbound/reading.ts';

/** Reads the raw bytes of one message or part; never throws. */
export type Reader = (raw: Uint8Array) => Reading | Promise<Reading>;

/** What `cadence read` can read, by kind: a whole message, or one part of a reply alone. */
export const readers: Readonly<Record<string, Reader>> = {
  mime: readMail,
  text: (raw) => readWritten({ text: decodeText(raw, null), html: null, subject: null }, null),
  html: (raw) => readWritten({ text: null, html: decodeText(raw, null), subject: null }, null),
};

/** The kind that a file is of by its name; null where the name does not tell. */
export function kindOfFile(file: string): string | null {
  if (/\.(eml|msg|mbox)$/i.test(file)) return 'mime';
  if (/\.txt$/i.test(file)) return 'text';
  return /\.html?$/i.test(file) ? 'html' : null;
}
