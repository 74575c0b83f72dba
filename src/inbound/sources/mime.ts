import { readMail } from '../mail/read-mail.ts';
import { verifyStandardWebhook } from '../standard-webhooks.ts';
import { unread } from '../unread.ts';
import type { SourceAdapter, Trust, Verified } from './adapter.ts';
import { eventIdOf } from './event-fields.ts';
import { readItem } from './inbound-mail.ts';
import { headerOf, judge, refuse, sameText } from './signatures.ts';

/**
 * Whole mails (RFC 5322), as a mail server or a filter in a mailbox passes them on by HTTP: signed by Standard Webhooks over
 * the raw message, or with the secret itself as a bearer token or as the password of Basic authentication, since a pipe from
 * a mail server can do no more.
 */
export const mime: SourceAdapter = {
  mediaTypes: ['message/rfc822', 'application/octet-stream', 'text/plain'],
  bringsMails: true,
  needs:
    'The secret of this source is needed: as `Authorization: Bearer …`, as the password of Basic authentication, or as ' +
    'Standard Webhooks sign (webhook-id, webhook-timestamp, webhook-signature).',
  verify: (request, trust) => {
    const given = headerOf(request, 'authorization');
    if (given !== null) return verifySecret(given, trust);
    if (headerOf(request, 'webhook-signature') === null) return refuse('missing_signature');
    return verifyStandardWebhook({ ...request, ...trust });
  },
  read: async (request) => {
    if (request.rawBody.length === 0) {
      return unread('body.empty');
    }
    const reading = await readMail(request.rawBody);
    const eventId = eventIdOf(reading.key);
    return { ok: true, items: [readItem(reading, { eventId, occurredAt: null, recipient: null })] };
  },
};

function verifySecret(given: string, trust: Trust): Verified {
  const bearer = /^Bearer +(.{1,2000})$/i.exec(given)?.[1]?.trim();
  const basic = /^Basic +([A-Za-z0-9+/=_-]{1,4000}) *$/i.exec(given)?.[1] ?? '';
  const pair = Buffer.from(basic, 'base64').toString('utf8');
  // The user counts where the secret names one.
  const password = pair.slice(pair.indexOf(':') + 1);
  const good = trust.secrets.some((secret) =>
    [bearer ?? pair, bearer ?? password].some((told) => told !== '' && sameText(secret, told)),
  );
  return judge(good, null, trust);
}
