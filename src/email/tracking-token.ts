import { createHmac, timingSafeEqual } from 'node:crypto';
import { uuidBytes, uuidText } from './unsubscribe.ts';

/** A link of one mail, or the image that tells that it is shown (`url` null). */
export interface TrackedPart {
  readonly touchId: string;
  readonly url: string | null;
}

/** What the signed bytes begin with, so that a token of one kind is none of the other. */
const [clickKind, openKind] = [1, 2];
const macBytes = 16;
const headBytes = 1 + 16 + macBytes;

/**
 * A token for `/c/:token` or `/o/:token.gif`: kind, touch, an HMAC-SHA256 cut to 128 bits, and where the link leads, in
 * base64url. It holds all that the redirect needs, so that links of old mails work whatever has become of the mail; what we
 * have not signed leads nowhere. It does not expire.
 */
export function signTrackedPart(key: Buffer, { touchId, url }: TrackedPart): string {
  const kind = Buffer.from([url === null ? openKind : clickKind]);
  const touch = uuidBytes(touchId);
  const target = Buffer.from(url ?? '');
  return Buffer.concat([kind, touch, mac(key, kind, touch, target), target]).toString('base64url');
}

/** The link of a token that we have signed, else null. */
export function readClickToken(
  key: Buffer,
  token: string,
): { readonly touchId: string; readonly url: string } | null {
  const read = readToken(key, token, clickKind);
  return read === null || read.target === '' ? null : { touchId: read.touchId, url: read.target };
}

/** The touch whose mail is shown, of a token that we have signed; else null. */
export function readOpenToken(key: Buffer, token: string): string | null {
  const read = readToken(key, token, openKind);
  return read?.target === '' ? read.touchId : null;
}

function readToken(key: Buffer, token: string, wanted: number) {
  if (!/^[\w-]+$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  // The last character may have bits to spare: one link has one spelling.
  if (bytes.length < headBytes || bytes.toString('base64url') !== token) return null;
  const [kind, touch] = [bytes.subarray(0, 1), bytes.subarray(1, 17)];
  const [given, target] = [bytes.subarray(17, headBytes), bytes.subarray(headBytes)];
  if (kind[0] !== wanted || !timingSafeEqual(given, mac(key, kind, touch, target))) return null;
  return { touchId: uuidText(touch), target: target.toString() };
}

function mac(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest().subarray(0, macBytes);
}
