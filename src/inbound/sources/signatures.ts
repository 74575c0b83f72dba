/** What the schemes of providers have in common: comparing in constant time, freshness, Basic authentication. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RefusalCode, SourceRequest, Trust, Verified } from './adapter.ts';

/** Five minutes either way, as the Standard Webhooks specification, HubSpot and Close recommend. */
const toleranceMs = 300_000;

export function headerOf(request: Pick<SourceRequest, 'headers'>, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Whether two texts are the same, in a time that tells nothing about where they differ. */
export function sameText(a: string, b: string): boolean {
  return sameBytes(sha256(a), sha256(b));
}

export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export function hmacSha256(key: string | Buffer, ...parts: readonly (string | Buffer)[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** Bytes of a hexadecimal text; none when it is not one. */
export function hexBytes(text: string): Buffer {
  return /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.alloc(0);
}

/**
 * Looks at a signature before the time stamp, so that a stranger learns nothing from the answer.
 *
 * @param signedAtMs since 1970, as the sender says; null where the scheme has none
 */
export function judge(
  isGood: boolean,
  signedAtMs: number | null,
  { machineNow }: Pick<Trust, 'machineNow'>,
  oldestMs = toleranceMs,
): Verified {
  if (!isGood) return refuse('bad_signature');
  if (signedAtMs === null) return { ok: true };
  const ageMs = machineNow.getTime() - signedAtMs;
  if (Number.isNaN(ageMs) || ageMs > oldestMs) return refuse('stale_timestamp');
  return ageMs < -toleranceMs ? refuse('future_timestamp') : { ok: true };
}

export function refuse(code: RefusalCode): Verified {
  return { ok: false, code };
}

/** A whole number as time stamps are written; NaN, which no time is near to, for anything else. */
export function wholeNumber(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

/** Basic authentication (RFC 7617): one of the secrets is `user:password`. */
export function verifyBasic(request: SourceRequest, { secrets }: Trust): Verified {
  const header = headerOf(request, 'authorization');
  if (header === null) return refuse('missing_signature');
  const given = /^Basic +([A-Za-z0-9+/=_-]{1,2000}) *$/i.exec(header)?.[1] ?? '';
  const text = Buffer.from(given, 'base64').toString('utf8');
  const good = secrets.some((secret) => secret.includes(':') && sameText(secret, text));
  return judge(good, null, { machineNow: new Date(0) });
}

export const basicNeeds =
  'Basic authentication is needed: write user:password@ into the address that the provider posts to, and the same ' +
  'user:password into the secret of this source.';

/** A secret for Basic authentication. */
export const basicForm = { pattern: /^[^:]+:./, words: 'user:password' } as const;
