import { messageOf, Unavailable } from '../errors.ts';

const timeoutMs = 4_000;
const mostBytes = 100_000;

/** Gets a short text from an address that a webhook named, and that was found good before. */
export type CallOut = (url: string) => Promise<string>;

/**
 * Follows no redirection, since only the address itself was looked at.
 *
 * @throws Unavailable `no_answer`, so that the sender of the webhook comes back
 */
export async function callOut(url: string): Promise<string> {
  try {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`it answers ${response.status}`);
    return await readShort(response);
  } catch (cause) {
    const { host } = new URL(url);
    throw new Unavailable('no_answer', `${host}: ${messageOf(cause)}`, undefined, { cause });
  }
}

async function readShort(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new Error('it answers too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Certificates by address, each got once; one that cannot be had is asked for anew. */
export function createCertificates(get: CallOut): CallOut {
  const known = new Map<string, Promise<string>>();
  return (url) => {
    const before = known.get(url);
    if (before !== undefined) return before;
    if (known.size >= 20) known.clear();
    const getting = get(url);
    known.set(url, getting);
    getting.catch(() => known.delete(url));
    return getting;
  };
}
