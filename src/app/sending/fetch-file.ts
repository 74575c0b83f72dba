import { mostAttachedBytes } from '../../domain/attachment.ts';
import { isAllowedUrl } from '../../domain/language/allowed-urls.ts';
import { messageOf } from '../../errors.ts';
import { parseUrl } from '../../url.ts';

/** What came of asking for a file. `forNow`: another try may bring it. */
export type FetchedFile =
  | { readonly content: Buffer }
  | { readonly problem: string; readonly forNow: boolean };

export interface FetchLimits {
  /** See `isAllowedUrl`. */
  readonly allow: readonly string[];
  /** Machine time for all of it. */
  readonly withinMs: number;
  readonly mostBytes?: number;
}

const mostRedirections = 3;

/** Gets a file over HTTP. Wherever the answer redirects to, only what is allowed is asked. Never throws. */
export async function fetchFile(url: string, limits: FetchLimits): Promise<FetchedFile> {
  const { allow, withinMs } = limits;
  const signal = AbortSignal.timeout(withinMs);
  let at = url;
  try {
    for (let followed = 0; followed <= mostRedirections; followed += 1) {
      if (!isAllowedUrl(at, allow)) {
        const how = followed === 0 ? 'is' : `redirects to ${at}, which is`;
        return refused(`${url} ${how} not allowed by \`attachments\` in workspace.yaml`);
      }
      const response = await fetch(at, { redirect: 'manual', signal });
      const to = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && to !== null) {
        await response.body?.cancel();
        const next = parseUrl(to, at);
        if (next === null) return refused(`${url} redirects to no address`);
        at = next.href;
        continue;
      }
      return await answered(url, response, limits.mostBytes ?? mostAttachedBytes);
    }
    return refused(`${url} redirects more than ${mostRedirections} times`);
  } catch (error) {
    const why = signal.aborted ? `no answer within ${withinMs / 1_000} s` : causeOf(error);
    return { problem: `${url}: ${why}`, forNow: true };
  }
}

async function answered(url: string, response: Response, mostBytes: number): Promise<FetchedFile> {
  const { status } = response;
  if (!response.ok) {
    await response.body?.cancel();
    const forNow = status >= 500 || status === 429 || status === 408;
    return { problem: `${url} answers ${status}`, forNow };
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop ends the answer.
    if (bytes > mostBytes) return refused(`${url} has more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return bytes === 0 ? refused(`${url} is empty`) : { content: Buffer.concat(chunks) };
}

function refused(problem: string): FetchedFile {
  return { problem, forNow: false };
}

/** `fetch failed` says nothing; what it was caused by does. */
function causeOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
}
