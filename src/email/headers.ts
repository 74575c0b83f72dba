import { domainToASCII } from 'node:url';
import { oneLine } from './render.ts';

const foldAt = 76;

/** Nothing that ends a line or that a person cannot see gets into a header. */
export function headerText(text: string): string {
  return oneLine(text.replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, ''));
}

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text);

/** Encoded words (RFC 2047): 75 characters each at most, never cutting a character in two. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let chunk = '';
  for (const character of text) {
    if (Buffer.byteLength(chunk + character) > 42) {
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
  if (!isAscii(clean) || clean.includes('=?')) return `${name}: ${encodedWords(clean)}`;
  const longWord = clean.split(' ').some((word) => word.length > 900);
  return longWord ? `${name}: ${encodedWords(clean)}` : fold(`${name}: ${clean}`);
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

/** An address for the envelope: its domain in ASCII (RFC 5891). */
export function envelopeAddress(address: string): string {
  const clean = headerText(address).replace(/[\s<>,;"\\]/g, '');
  const at = clean.lastIndexOf('@');
  const domain = domainToASCII(clean.slice(at + 1)) || clean.slice(at + 1);
  return `${clean.slice(0, at)}@${domain}`;
}

/** A header with one mailbox: `Name <address>`. */
export function addressHeader(header: string, party: Party): string {
  const name = headerText(party.name);
  const address = `<${envelopeAddress(party.address)}>`;
  if (name === '') return `${header}: ${address.slice(1, -1)}`;
  if (!isAscii(name) || name.includes('=?'))
    return `${header}: ${encodedWords(name)}\r\n ${address}`;
  const quoted = /^[A-Za-z0-9 !#$%&'*+\-/=?^_`{|}~]+$/.test(name)
    ? name
    : `"${name.replace(/[\\"]/g, '\\$&')}"`;
  return fold(`${header}: ${quoted} ${address}`);
}

/** Message-IDs that look like ones (RFC 5322, section 3.6.4); what does not is left out. */
export function messageIds(ids: readonly string[]): string[] {
  return ids.filter((id) => /^<[\x21-\x3b\x3d\x3f-\x7e]{3,250}>$/.test(id));
}
