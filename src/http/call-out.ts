import { InvalidInput, messageOf, Unavailable } from '../errors.ts';

const timeoutMs = 4_000;
const mostBytes = 100_000;

/** Gets a short text from an address that a webhook named, and that was found good before. */
export type CallOut = (url: string) => Promise<string>;

/**
 * Follows no redirection, since only the address itself was looked at.
 *
 * @throws Unavailable `no_answer`, so that the sender of the webhook comes back; InvalidInput `refused_there` for an answer 4xx
 */
export async function callOut(url: string): Promise<string> {
  const { host } = new URL(url);
  try {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status >= 400 && response.status < 500) {
      throw new InvalidInput('refused_there', `${host} answers ${response.status}.`);
    }
    if (!response.ok) throw new Error(`it answers ${response.status}`);
    return await readShort(response);
  } catch (cause) {
    if (cause instanceof InvalidInput) throw cause;
    throw new Unavailable('no_answer', `${host}: ${messageOf(cause)}`, undefined, { cause });
  }
}

/** The text of an answer. @throws Error when it is long */
export async function readShort(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new Error('it answers too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Certificates by address, each got once. One that is not there is null; one that cannot be had now is asked for anew. */
export function createCertificates(get: CallOut): (url: string) => Promise<string | null> {
  const known = new Map<string, string>();
  return async (url) => {
    const before = known.get(url);
    if (before !== undefined) return before;
    try {
      const certificate = await get(url);
      if (known.size >= 20) known.clear();
      known.set(url, certificate);
      return certificate;
    } catch (error) {
      if (error instanceof InvalidInput) return null;
      throw error;
    }
  };
}
