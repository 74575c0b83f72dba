import { decodeBody, decodeText } from './decode.ts';
import { first, type Headers, parseHeaders, structured } from './headers.ts';

/** A part without parts of its own. */
export interface MailPart {
  /** Of the Content-Type, in lower case. */
  readonly type: string;
  /** Decoded; empty where the part is no text and no report, since nobody reads it here. */
  readonly text: string;
  readonly attached: boolean;
}

/** A message as its header and its parts in the order of the mail. */
export interface MailTree {
  readonly headers: Headers;
  readonly type: string;
  /** `report-type` of a multipart/report. */
  readonly reportType: string | null;
  readonly parts: readonly MailPart[];
}

/** Nobody writes such mails: what lies deeper is text, what comes later is left. */
const deepest = 20;
const mostParts = 200;
const mostBytesOfAPart = 1_000_000;
const mostBytesOfHeaders = 256_000;

/**
 * Takes a message apart (RFC 2045, 2046). Our own walk rather than a library's: reports are read that break the rules
 * (boundaries that never come, reports within text, bytes of no charset), a returned message stays one part, and time and
 * memory are bounded by the size of the mail, however it is nested. Never throws.
 */
export function readMime(raw: Uint8Array): MailTree {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const { headers, body } = splitMessage(bytes, startOfMessage(bytes));
  const { value, parameters } = structured(first(headers, 'content-type'));
  const parts: MailPart[] = [];
  walk(headers, body, 0, parts);
  return {
    headers,
    type: value === '' ? 'text/plain' : value,
    reportType: parameters['report-type']?.toLowerCase() ?? null,
    parts,
  };
}

/** The header of a message alone. */
export function headerOfMail(raw: Uint8Array): Headers {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  return splitMessage(bytes, startOfMessage(bytes)).headers;
}

/** The header of a message that stands in a text: one that came back. */
export function headersOfText(text: string): Headers {
  const end = text.search(/\r?\n\r?\n/);
  return parseHeaders(text.slice(0, Math.min(end < 0 ? text.length : end, mostBytesOfHeaders)));
}

/** After an mbox line, and blank lines that some gateways put first. */
function startOfMessage(bytes: Buffer): number {
  let start = 0;
  while (bytes[start] === 0x0a || bytes[start] === 0x0d) start += 1;
  return bytes.toString('latin1', start, start + 5) === 'From ' ? after(bytes, start) : start;
}

/** A part without a header begins with the blank line after it. */
function splitMessage(
  bytes: Buffer,
  start: number,
): { readonly headers: Headers; readonly body: Buffer } {
  const end = endOfHeader(bytes, start);
  const head = bytes.subarray(start, Math.min(end.header, start + mostBytesOfHeaders));
  return { headers: parseHeaders(decodeText(head, null)), body: bytes.subarray(end.body) };
}

/** Where the line after this one begins. */
function after(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(0x0a, from);
  return end < 0 ? bytes.length : end + 1;
}

function endOfHeader(
  bytes: Buffer,
  start: number,
): { readonly header: number; readonly body: number } {
  for (let at = start; at < bytes.length; ) {
    const next = after(bytes, at);
    const blank = bytes[at] === 0x0a || (bytes[at] === 0x0d && bytes[at + 1] === 0x0a);
    if (blank) return { header: at, body: next };
    at = next;
  }
  return { header: bytes.length, body: bytes.length };
}

function walk(headers: Headers, body: Buffer, depth: number, parts: MailPart[]): void {
  if (parts.length >= mostParts) return;
  const { value, parameters } = structured(first(headers, 'content-type'));
  const type = value === '' ? 'text/plain' : value;
  const boundary = parameters.boundary ?? '';
  const inner = type.startsWith('multipart/') && boundary !== '' && depth < deepest;
  const bodies = inner ? split(body, boundary) : [];
  if (bodies.length === 0) {
    parts.push(leaf(headers, type, parameters.charset ?? null, body));
    return;
  }
  for (const bytes of bodies) {
    const part = splitMessage(bytes, 0);
    walk(part.headers, part.body, depth + 1, parts);
  }
}

/** The bodies between the boundary's lines; none where it never comes. */
function split(body: Buffer, boundary: string): readonly Buffer[] {
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  const bodies: Buffer[] = [];
  let start = -1;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    if ((at > 0 && body[at - 1] !== 0x0a) || !endsMark(body, at + mark.length)) continue;
    if (start >= 0) bodies.push(body.subarray(start, at));
    start = after(body, at);
    const closing = body.toString('latin1', at + mark.length, at + mark.length + 2) === '--';
    if (closing || bodies.length >= mostParts) return bodies;
  }
  if (start >= 0) bodies.push(body.subarray(start));
  return bodies;
}

/** `--b1` is not the boundary of `--b10`. */
function endsMark(body: Buffer, at: number): boolean {
  const next = body.toString('latin1', at, at + 2);
  return next === '' || next === '--' || /^[\s]/.test(next);
}

function leaf(headers: Headers, type: string, charset: string | null, body: Buffer): MailPart {
  const readable = /^(text|message|multipart)\//.test(type);
  const encoding = (first(headers, 'content-transfer-encoding') ?? '').trim().toLowerCase();
  const bytes = body.subarray(0, mostBytesOfAPart);
  return {
    type,
    text: readable ? decodeBody(bytes, encoding, charset).replaceAll('\r\n', '\n') : '',
    attached: /^attachment/i.test(first(headers, 'content-disposition') ?? ''),
  };
}
