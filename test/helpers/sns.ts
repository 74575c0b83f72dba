/** Messages as Amazon SNS signs them, with a key made for this run; node:crypto takes the key where a certificate would be. */
import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';

const keys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [own, other] = [keys(), keys()];

/** What the address of the certificate answers. */
export const snsCertificate = own.publicKey.export({ type: 'spki', format: 'pem' }).toString();

export const topic = 'arn:aws:sns:eu-west-1:123456789012:ses';
export const certificateUrl =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';

export interface SnsOptions {
  readonly version?: '1' | '2';
  readonly topic?: string;
  readonly at?: Date;
  readonly certificateUrl?: string;
  /** Signed with somebody else's key. */
  readonly forged?: true;
  readonly type?: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly subscribeUrl?: string;
}

/** A signed message around what SES says. */
export function snsMessage(event: object, options: SnsOptions = {}): Record<string, string> {
  const { version = '2', type = 'Notification', at = new Date() } = options;
  const isNotification = type === 'Notification';
  const signed: Record<string, string> = {
    Type: type,
    MessageId: randomUUID(),
    TopicArn: options.topic ?? topic,
    Message: JSON.stringify(event),
    Timestamp: at.toISOString(),
    ...(isNotification
      ? {}
      : { Token: 'a-token', SubscribeURL: options.subscribeUrl ?? subscribeUrl }),
  };
  const names = Object.keys(signed).sort();
  const text = names.map((name) => `${name}\n${signed[name]}\n`).join('');
  const signer = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(text);
  return {
    ...signed,
    SignatureVersion: version,
    Signature: signer.sign((options.forged === true ? other : own).privateKey, 'base64'),
    SigningCertURL: options.certificateUrl ?? certificateUrl,
  };
}

export const subscribeUrl =
  'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=a-token';
