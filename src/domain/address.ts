import { domainToASCII, domainToUnicode } from 'node:url';

/**
 * What makes two addresses the same person's: lower case, composed letters (Unicode NFC, RFC 6532 §3.1), the domain in its
 * ASCII form (RFC 5891). Null when it is not one address of the form `local@domain` (RFC 5321 limits: 64 and 255 octets), or
 * holds characters that no header may.
 */
export function normaliseAddress(email: string): string | null {
  const text = email.trim().normalize('NFC');
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const rawDomain = text.slice(at + 1);
  if (at < 1 || Buffer.byteLength(local) > 64 || /[\s<>()[\]\\,;:"\p{C}@]/u.test(local))
    return null;
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null;
  if (/[\s<>()[\]\\,;:"\p{C}%]/u.test(rawDomain)) return null;
  const domain = domainToASCII(rawDomain.toLowerCase());
  const labels = domain.split('.');
  const good = labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  if (!good || labels.length < 2 || domain.length > 253 || /^\d+$/.test(labels.at(-1) ?? ''))
    return null;
  return `${local.toLowerCase()}@${domain}`;
}

/** The domain of an address in the form in which the DNS knows it: lower case and ASCII. Empty when it is none. */
export function domainOf(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1).toLowerCase());
}

/** The forms in which a normalised address is written, in lower case: as it is, and with the domain in its own script. */
export function spellingsOf(address: string): readonly string[] {
  const at = address.lastIndexOf('@');
  const domain = domainToUnicode(address.slice(at + 1));
  return [...new Set([address, `${address.slice(0, at)}@${domain}`])];
}
