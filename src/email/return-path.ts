import { createHmac, timingSafeEqual } from 'node:crypto';

/** Hex digits of the HMAC in a tag: with the id, the local part stays under the 64 characters of RFC 5321 §4.5.3.1.1. */
const macDigits = 16;

/**
 * The return path of one mail (VERP): `bounces+<touch id><HMAC>@fjord.example` for the mailbox `bounces@fjord.example`, so
 * that a report names its mail whatever else it leaves out.
 *
 * @param mailbox  an address whose server delivers `local+anything` to it (RFC 5233); its local part is 15 characters at most
 */
export function returnPathOf(key: Buffer, mailbox: string, touchId: string): string {
  const at = mailbox.lastIndexOf('@');
  return `${mailbox.slice(0, at)}+${tagOf(key, touchId.replaceAll('-', ''))}${mailbox.slice(at)}`;
}

/** The touch that the part after the `+` of a return path names; null for what we have not signed. */
export function touchOfReturnPath(key: Buffer, tag: string): string | null {
  const text = tag.toLowerCase();
  if (!/^[0-9a-f]{48}$/.test(text)) return null;
  const hex = text.slice(0, 32);
  if (!timingSafeEqual(Buffer.from(text), Buffer.from(tagOf(key, hex)))) return null;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function tagOf(key: Buffer, hex: string): string {
  return (
    hex + createHmac('sha256', key).update(`return-path ${hex}`).digest('hex').slice(0, macDigits)
  );
}
