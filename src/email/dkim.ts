import { createPrivateKey, createPublicKey } from 'node:crypto';
import DKIM from 'nodemailer/lib/dkim';
import { Misconfigured, messageOf, Unavailable } from '../errors.ts';

/** Gives a message back with its signature before it. @throws Unavailable `cannot_sign`: nothing leaves unsigned */
export type Signer = (raw: Buffer) => Promise<Buffer>;

export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  /** Name of the environment variable that it comes from, for messages. */
  readonly variable: string;
  /** PEM; line breaks may be written as `\n`, since some ways to set a variable know no others. */
  readonly pem: string | undefined;
}

/** RFC 8301, section 3.2: nothing shorter is to be signed with; receivers have stopped to count 1024. */
const fewestBits = 2_048;

/** What is signed. List-Unsubscribe and its Post must be, or no mail program offers one-click (RFC 8058, section 4). */
const signedHeaders = [
  'From',
  'To',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'In-Reply-To',
  'References',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
  'MIME-Version',
  'Content-Type',
].join(':');

/**
 * What signs the mails of a mailbox (RFC 6376, rsa-sha256, relaxed/relaxed). The key is looked at here, once.
 *
 * @throws Misconfigured `bad_dkim_key` that names the variable, never the key
 */
export function createSigner({ domain, selector, variable, pem }: DkimKey): Signer {
  const privateKey = readKey(variable, pem);
  const dkim = new DKIM({
    domainName: domain,
    keySelector: selector,
    privateKey,
    headerFieldNames: signedHeaders,
  });
  return async (raw) => {
    const chunks: Buffer[] = [];
    for await (const chunk of dkim.sign(raw)) chunks.push(chunk);
    const signed = Buffer.concat(chunks);
    // The library passes a message on as it is when it cannot sign it.
    if (signed.length > raw.length && signed.subarray(0, 15).toString() === 'DKIM-Signature:') {
      return signed;
    }
    throw new Unavailable(
      'cannot_sign',
      `the mail could not be signed with the key of ${variable}`,
    );
  };
}

/**
 * What stands behind `p=` in the record of the key.
 *
 * @throws Misconfigured `bad_dkim_key`
 */
export function publishedKey({ variable, pem }: DkimKey): string {
  const key = createPublicKey(readKey(variable, pem));
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

function readKey(variable: string, pem: string | undefined): string {
  const refuse = (what: string, cause?: unknown) => {
    const message = `${variable} ${what}. Put a private key there (openssl genrsa ${fewestBits}), or take \`dkim\` out of the mailbox.`;
    return new Misconfigured('bad_dkim_key', message, undefined, { cause });
  };
  const text = pem?.trim().replaceAll('\\n', '\n') ?? '';
  if (text === '') throw refuse('is not set, and mails are to be signed with it');
  const key = tried(() => createPrivateKey(text));
  if (!('value' in key))
    throw refuse(`is no private key in PEM (${messageOf(key.error)})`, key.error);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key.value;
  if (type !== 'rsa') throw refuse(`is a key of the type ${type ?? 'unknown'}, and must be RSA`);
  const bits = details?.modulusLength ?? 0;
  if (bits < fewestBits) throw refuse(`has ${bits} bits, and needs ${fewestBits}`);
  return text;
}

function tried<T>(work: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}
