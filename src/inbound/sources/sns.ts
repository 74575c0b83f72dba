/** Messages of Amazon SNS and their signatures (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html). */
import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { parseUrl } from '../../url.ts';
import type { SourceRequest, Trust, Verified } from './adapter.ts';
import {
  idAt,
  instantAt,
  isObject,
  type Json,
  ownEntry,
  parseJson,
  textAt,
} from './json-fields.ts';
import { judge, refuse } from './signatures.ts';

/** SNS posts the same signed message again while it gets no answer. */
const oldestMs = 3_600_000;

const host = /^sns\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?$/;

/** Whether an address is one of SNS itself, over https: nothing else is ever called. */
export function isSnsAddress(text: string): boolean {
  const url = text.length > 2_000 ? null : parseUrl(text);
  if (url === null) return false;
  const { protocol, hostname, port, username, password } = url;
  return protocol === 'https:' && host.test(hostname) && port === '' && username + password === '';
}

/** Whether an address may hold the certificate of SNS. */
export function isCertificateAddress(text: string): boolean {
  return (
    isSnsAddress(text) &&
    /^\/SimpleNotificationService-[\w.-]{1,100}\.pem$/.test(new URL(text).pathname)
  );
}

export function snsMessage({ rawBody }: Pick<SourceRequest, 'rawBody'>): Json | null {
  const parsed = parseJson(rawBody);
  return parsed.ok && isObject(parsed.value) && textAt(parsed.value, 'Type') !== null
    ? parsed.value
    : null;
}

const signedFields: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
};

/** What the signature of a message is over; null when it is of a kind that we do not know. */
export function signedText(message: Json): string | null {
  const type = textAt(message, 'Type') ?? '';
  const fields = ownEntry(
    signedFields,
    type === 'UnsubscribeConfirmation' ? 'SubscriptionConfirmation' : type,
  );
  if (fields === undefined) return null;
  return fields
    .flatMap((name) => {
      const value = rawText(message, name);
      return value === null ? [] : [`${name}\n${value}\n`];
    })
    .join('');
}

function rawText(message: Json, name: string): string | null {
  const value: unknown = Object.getOwnPropertyDescriptor(message ?? {}, name)?.value;
  return typeof value === 'string' ? value : null;
}

/** Verifies a message: its topic is one of ours, its certificate is Amazon's, its signature fits and it is new. */
export async function verifySns(request: SourceRequest, trust: Trust): Promise<Verified> {
  const message = snsMessage(request);
  const [signature, address] = [textAt(message, 'Signature'), textAt(message, 'SigningCertURL')];
  const text = message === null ? null : signedText(message);
  if (signature === null || address === null || text === null) return refuse('missing_signature');
  if (!isCertificateAddress(address)) return refuse('bad_signature');
  const topic = idAt(message, 'TopicArn');
  if (topic === null || !trust.source.topics.includes(topic)) return refuse('topic_not_allowed');
  const certificate = await trust.certificateOf(address);
  const version = textAt(message, 'SignatureVersion');
  const algorithm = version === '1' ? 'RSA-SHA1' : version === '2' ? 'RSA-SHA256' : null;
  const good =
    certificate !== null &&
    algorithm !== null &&
    isSignedBy(certificate, algorithm, text, signature);
  const at = instantAt(message, 'Timestamp')?.getTime() ?? Number.NaN;
  return judge(good, at, trust, oldestMs);
}

function isSignedBy(
  certificate: string,
  algorithm: string,
  text: string,
  signature: string,
): boolean {
  try {
    const key = createPublicKey(certificate);
    return verifySignature(algorithm, Buffer.from(text), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
