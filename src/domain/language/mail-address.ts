import { invalid } from '../invalid.ts';
import { type SentenceKey, sentence } from '../sentence.ts';

/** One mailbox as a header shows it. */
export interface MailAddress {
  /** Null when there is only the address. */
  readonly name: string | null;
  readonly address: string;
}

const addressPattern = /^[^\s\p{Cc}@<>()[\]\\,;:"]+@[\p{L}\p{N}]([\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u;
const maxLength = 320;

/**
 * Reads one address as people write it: `kari@fjord.example`, `Kari Nordmann <kari@fjord.example>` or with the name in
 * double quotes (RFC 5322 §3.4, one mailbox, no groups and no comments). A line break would let whoever wrote the name add
 * header fields, and a second address would copy every mail: both are refused.
 *
 * @throws InvalidInput `invalid_address`
 */
export function parseMailAddress(text: string): MailAddress {
  if (/\p{Cc}/u.test(text)) refuse('lint.address-control');
  const trimmed = text.trim();
  if (trimmed.length > maxLength) refuse('lint.address-long');
  const open = trimmed.lastIndexOf('<');
  if (open < 0) return { name: null, address: checked(trimmed) };
  if (!trimmed.endsWith('>')) refuse('lint.address-open');
  const name = displayName(trimmed.slice(0, open).trim());
  return { name: name === '' ? null : name, address: checked(trimmed.slice(open + 1, -1).trim()) };
}

function displayName(text: string): string {
  if (/^"([^"\\]|\\.)*"$/.test(text)) return text.slice(1, -1).replace(/\\(.)/g, '$1');
  if (/[<>,;@"]/.test(text)) refuse('lint.address-name');
  return text;
}

function checked(address: string): string {
  const [localPart = '', domain = ''] = address.split('@');
  const dots = /^\.|\.\.|\.$/;
  if (!addressPattern.test(address) || dots.test(localPart) || dots.test(domain)) {
    refuse('lint.address-form');
  }
  return address;
}

function refuse(reason: SentenceKey): never {
  throw invalid('invalid_address', sentence(reason));
}
