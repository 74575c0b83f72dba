/** Forms as providers post them: `application/x-www-form-urlencoded` and `multipart/form-data` (RFC 7578). */
import { storableText } from '../../domain/storable.ts';

export type FormFields = ReadonlyMap<string, string>;

export const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data'] as const;

const mostFields = 500;
const longestHead = 4_000;

/** The fields of a form, the first of each name; files are passed over. Null when it is no form. */
export function readForm(body: Buffer, contentType: string | null): FormFields | null {
  const type = contentType ?? '';
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return urlEncoded(body);
  if (!/^multipart\/form-data\b/i.test(type)) return null;
  const found = /\bboundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(type);
  const boundary = found?.[1] ?? found?.[2];
  return boundary === undefined ? null : multipart(body, boundary);
}

function urlEncoded(body: Buffer): FormFields {
  const fields = new Map<string, string>();
  for (const pair of body.toString('utf8').split('&', mostFields)) {
    for (const [name, value] of new URLSearchParams(pair)) {
      if (!fields.has(name)) fields.set(storableText(name), storableText(value));
    }
  }
  return fields;
}

function multipart(body: Buffer, boundary: string): FormFields | null {
  const delimiter = Buffer.from(`--${boundary}`);
  const fields = new Map<string, string>();
  let start = body.indexOf(delimiter);
  if (start < 0) return null;
  for (let count = 0; count < mostFields; count += 1) {
    const from = start + delimiter.length;
    const end = body.indexOf(`\r\n--${boundary}`, from);
    if (end < 0) return fields;
    const part = readPart(body.subarray(from, end));
    if (part !== null && !fields.has(part.name)) fields.set(part.name, part.value);
    start = end + 2;
  }
  return fields;
}

function readPart(part: Buffer): { readonly name: string; readonly value: string } | null {
  const headEnd = part.subarray(0, longestHead).indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = part.subarray(0, headEnd).toString('utf8');
  if (/;\s{0,5}filename\*?=/i.test(head)) return null;
  const name = /;\s{0,5}name="([^"\r\n]{1,200})"/i.exec(head)?.[1];
  if (name === undefined) return null;
  const charset = /;\s{0,5}charset="?([\w-]{1,40})/i.exec(head)?.[1] ?? 'utf-8';
  return { name, value: storableText(decoded(part.subarray(headEnd + 4), charset)) };
}

function decoded(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
