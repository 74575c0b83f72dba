import { createHmac, timingSafeEqual } from 'node:crypto';

export type Verified =
  | { readonly ok: true; readonly webhookId: string }
  | {
      readonly ok: false;
      readonly code: 'missing_signature' | 'bad_signature' | 'stale_timestamp' | 'future_timestamp';
    };

export interface SignedRequest {
  /** Header names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly rawBody: Buffer;
  /** `whsec_` and base64; several while a secret is being rotated. */
  readonly secrets: readonly string[];
  /** Machine time. */
  readonly machineNow: Date;
}

/** A secret as the specification writes it; shorter ones than it asks for are taken, too. */
export const standardForm = {
  pattern: /^(whsec_)?[A-Za-z0-9+/_-]{2,}={0,2}$/,
  words: 'whsec_ and base64',
} as const;

/** What the Standard Webhooks specification recommends: five minutes either way. */
const toleranceMs = 300_000;

/**
 * Verifies a request by Standard Webhooks 1.0 over the raw bytes (https://www.standardwebhooks.com): HMAC-SHA256 over
 * `id.timestamp.body`, in constant time. The signature is looked at before the time stamp, so that a stranger learns
 * nothing from the answer.
 */
export function verifyStandardWebhook(request: SignedRequest): Verified {
  const webhookId = headerOf(request, 'webhook-id');
  const timestamp = headerOf(request, 'webhook-timestamp');
  const signatures = headerOf(request, 'webhook-signature');
  if (webhookId === null || timestamp === null || signatures === null) {
    return { ok: false, code: 'missing_signature' };
  }
  const given = signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .slice(0, 20)
    .map((signature) => Buffer.from(signature.slice(3), 'base64'));
  // Nobody may sign with nothing.
  const good = request.secrets.filter(hasBytes).some((secret) => {
    const expected = sign(secret, webhookId, timestamp, request.rawBody);
    return given.some(
      (signature) => signature.length === expected.length && timingSafeEqual(signature, expected),
    );
  });
  if (!good) return { ok: false, code: 'bad_signature' };
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  const ageMs = request.machineNow.getTime() - seconds * 1_000;
  if (Number.isNaN(ageMs) || ageMs > toleranceMs) return { ok: false, code: 'stale_timestamp' };
  if (ageMs < -toleranceMs) return { ok: false, code: 'future_timestamp' };
  return { ok: true, webhookId };
}

/** The bytes of the `v1` signature of a message. */
export function sign(secret: string, webhookId: string, timestamp: string, body: Buffer): Buffer {
  return createHmac('sha256', keyOf(secret))
    .update(`${webhookId}.${timestamp}.`)
    .update(body)
    .digest();
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}

function hasBytes(secret: string): boolean {
  return keyOf(secret).length > 0;
}

function headerOf(request: SignedRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
