import { generateKeyPairSync } from 'node:crypto';
import verify from 'mailauth/lib/dkim/verify.js';

/** A pair of keys as they are set and published. */
export interface DkimPair {
  readonly pem: string;
  /** What stands in the DNS. */
  readonly record: string;
}

export function dkimPair(bits = 2_048): DkimPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  return {
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    record: `v=DKIM1; k=rsa; p=${published}`,
  };
}

/** What an independent reader says about the signatures of a mail, with the DNS of the test. */
export async function readSignatures(raw: Buffer, records: Readonly<Record<string, string>>) {
  const { results } = await verify.dkimVerify(raw, {
    resolver: async (name) => {
      const record = records[name];
      if (record === undefined) throw Object.assign(new Error(name), { code: 'ENOTFOUND' });
      return [[record]];
    },
  });
  return results.map(({ signingDomain, selector, status, signingHeaders }) => ({
    domain: signingDomain,
    selector,
    result: status.result,
    headers: (signingHeaders?.keys ?? '').split(/\s*:\s*/).map((key) => key.trim()),
  }));
}
