import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whom a link is for. */
export interface UnsubscribeClaim {
  readonly prospectId: string;
  readonly enrolmentId: string;
}

const version = 1;
const macBytes = 16;

/** A token for `/u/:token`: version, the two ids and an HMAC-SHA256 cut to 128 bits, in base64url. It does not expire. */
export function signUnsubscribeToken(key: Buffer, claim: UnsubscribeClaim): string {
  const body = Buffer.concat([
    Buffer.from([version]),
    uuidBytes(claim.prospectId),
    uuidBytes(claim.enrolmentId),
  ]);
  return Buffer.concat([body, mac(key, body)]).toString('base64url');
}

/** The claim of a token that we have signed, else null. */
export function readUnsubscribeToken(key: Buffer, token: string): UnsubscribeClaim | null {
  if (!/^[\w-]{66}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  // The last character has four bits to spare: one link has one spelling.
  if (bytes.toString('base64url') !== token) return null;
  const body = bytes.subarray(0, 33);
  const given = bytes.subarray(33);
  if (given.length !== macBytes || !timingSafeEqual(given, mac(key, body))) return null;
  if (body[0] !== version) return null;
  return { prospectId: uuidText(body.subarray(1, 17)), enrolmentId: uuidText(body.subarray(17)) };
}

function mac(key: Buffer, body: Buffer): Buffer {
  return createHmac('sha256', key).update(body).digest().subarray(0, macBytes);
}

/** The 16 bytes of a UUID. */
export function uuidBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** A UUID of 16 bytes. */
export function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
