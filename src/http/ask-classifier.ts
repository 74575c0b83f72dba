import type { AskClassifier } from '../app/events/classifier.ts';
import type { ClassifierSettings } from '../domain/language/classifier-shape.ts';
import { messageOf, Unavailable } from '../errors.ts';
import { sign } from '../inbound/standard-webhooks.ts';
import { readShort } from './call-out.ts';

/**
 * Posts to the classifier by Standard Webhooks. It follows no redirection, and the time covers the whole answer.
 *
 * @throws Unavailable `no_answer`, without a word of the reply in it
 */
export function askClassifier(
  { url, timeoutMs }: Pick<ClassifierSettings, 'url' | 'timeoutMs'>,
  secret: string,
): AskClassifier {
  return async (body, { id, at }) => {
    const timestamp = String(Math.floor(at.getTime() / 1_000));
    const signature = sign(secret, id, timestamp, Buffer.from(body)).toString('base64');
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signature}`,
        },
        body,
      });
      if (response.status === 200) return await readShort(response);
      await response.body?.cancel();
      throw new Error(`it answers ${response.status}`);
    } catch (cause) {
      const isLate = cause instanceof Error && cause.name === 'TimeoutError';
      const why = isLate ? `no answer within ${timeoutMs} ms` : messageOf(cause);
      throw new Unavailable('no_answer', why, undefined, { cause });
    }
  };
}
