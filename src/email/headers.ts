import { domainToASCII } from 'node:url';
import { parseUrl } from '../url.ts';
import { oneLine } from './render.ts';

const foldAt = 76;

/** Nothing that ends a line or that a person cannot see gets into a header. */
export function headerText(text: string): string {
  return oneLine(text.replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, ''));
}

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text);

/** So many bytes become 64 characters of encoded word: with the name of the longest header, no line is over 76 (RFC 2047). */
const encodedBytes = 39;

/** A word beyond this is encoded, which cuts it in pieces: a line may have 998 characters (RFC 5322), and folds at blanks. */
const longestWord = 900;

/** Plain ASCII that can be folded, and that nobody takes for encoded words. */
function canStandAsIs(text: string): boolean {
  return (
    isAscii(text) &&
    !text.includes('=?') &&
    text.split(' ').every((word) => word.length <= longestWord)
  );
}

/** Encoded words (RFC 2047), never cutting a character in two. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let chunk = '';
  for (const character of text) {
    if (Buffer.byteLength(chunk + character) > encodedBytes) {
      words.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  if (chunk !== '') words.push(chunk);
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

/** A header with free text, such as Subject. */
export function textHeader(name: string, text: string): string {
  const clean = headerText(text);
  return canStandAsIs(clean) ? fold(`${name}: ${clean}`) : `${name}: ${encodedWords(clean)}`;
}

/** Folds at blanks (RFC 5322, section 2.2.3). */
export function fold(line: string): string {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.trim() !== '' && current.length + 1 + word.length > foldAt) {
      lines.push(current);
      current = ` ${word}`;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current].join('\r\n');
}

export interface Party {
  readonly name: string;
  readonly address: string;
}

/** An address for the envelope: its domain in ASCII (RFC 5891), and nothing in it that ends an address. */
export function envelopeAddress(address: string): string {
  const clean = headerText(address);
  const at = clean.lastIndexOf('@');
  const domain = domainToASCII(clean.slice(at + 1)) || clean.slice(at + 1);
  // Only now: the ASCII form of a domain may have a comma that was a "presentation form" of one before.
  return `${clean.slice(0, Math.max(at, 0))}@${domain}`.replace(/[\s<>,;"\\]/g, '');
}

/** A header with one mailbox: `Name <address>`. */
export function addressHeader(header: string, party: Party): string {
  const name = headerText(party.name);
  const address = `<${envelopeAddress(party.address)}>`;
  if (name === '') return `${header}: ${address.slice(1, -1)}`;
  if (!canStandAsIs(name)) return `${header}: ${encodedWords(name)}\r\n ${address}`;
  const quoted = /^[A-Za-z0-9 !#$%&'*+\-/=?^_`{|}~]+$/.test(name)
    ? name
    : `"${name.replace(/[\\"]/g, '\\$&')}"`;
  return fold(`${header}: ${quoted} ${address}`);
}

/** A web link for a header: in ASCII, and without a blank or an angle bracket. Null when it is none, or too long for a line. */
export function headerUrl(link: string): string | null {
  const url = parseUrl(link);
  if (url === null) return null;
  const { protocol, href } = url;
  return /^https?:$/.test(protocol) && href.length <= longestWord ? href : null;
}

/** Message-IDs that look like ones (RFC 5322, section 3.6.4); what does not is left out. */
export function messageIds(ids: readonly string[]): string[] {
  return ids.filter((id) => /^<[\x21-\x3b\x3d\x3f-\x7e]{3,250}>$/.test(id));
}
