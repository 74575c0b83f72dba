import { standardForm, verifyStandardWebhook } from '../standard-webhooks.ts';
import { unread } from '../unread.ts';
import type { SourceAdapter, SourceItem, SourceRequest } from './adapter.ts';
import { otherItem, personItem } from './deal-item.ts';
import { eventIdOf, idOfBytes, matchOf } from './event-fields.ts';
import { headersOf, inboundItem } from './inbound-mail.ts';
import { at, instantAt, isObject, type Json, ownEntry, parseJson, textAt } from './json-fields.ts';
import { isMachine } from './machine-agents.ts';
import { type MailReason, type MailWord, mailItem } from './mail-item.ts';
import { headerOf } from './signatures.ts';

/** Resend's webhooks (https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests), signed as Svix does. */
export const resend: SourceAdapter = {
  needs: 'The headers svix-id, svix-timestamp and svix-signature are needed.',
  secretForm: standardForm,
  verify: ({ headers, rawBody }, { secrets, machineNow }) =>
    // Svix and Standard Webhooks sign alike, under other names.
    verifyStandardWebhook({
      headers: {
        'webhook-id': headers['svix-id'] ?? headers['webhook-id'],
        'webhook-timestamp': headers['svix-timestamp'] ?? headers['webhook-timestamp'],
        'webhook-signature': headers['svix-signature'] ?? headers['webhook-signature'],
      },
      rawBody,
      secrets,
      machineNow,
    }),
  read: async (request) => {
    const parsed = parseJson(request.rawBody);
    if (!parsed.ok) return parsed;
    const body = parsed.value;
    if (!isObject(body) || textAt(body, 'type') === null) {
      return unread('body.event-without', { field: 'type', provider: 'Resend' });
    }
    return { ok: true, items: [await readEvent(body, idOf(request))] };
  },
};

function idOf(request: SourceRequest): string {
  const id = headerOf(request, 'svix-id') ?? headerOf(request, 'webhook-id');
  return eventIdOf(id ?? idOfBytes(request.rawBody));
}

const words: Readonly<Record<string, MailWord>> = {
  'email.scheduled': 'queued',
  'email.sent': 'sent',
  'email.delivered': 'delivered',
  'email.delivery_delayed': 'deferred',
  'email.bounced': 'bounced',
  'email.complained': 'complained',
  'email.opened': 'opened',
  'email.clicked': 'clicked',
  'email.failed': 'failed',
  'email.suppressed': 'rejected',
};

function readEvent(body: Json, eventId: string): SourceItem | Promise<SourceItem> {
  const type = textAt(body, 'type') ?? '';
  const data = at(body, 'data');
  const occurredAt = instantAt(body, 'created_at') ?? instantAt(data, 'created_at');
  if (type === 'email.received' && isObject(data)) return readMail(data, eventId, occurredAt);
  if (type === 'contact.updated' && at(data, 'unsubscribed') === true) {
    const match = matchOf({ email: textAt(data, 'email') });
    return personItem({ eventId, occurredAt, type: 'prospect.opted_out', match });
  }
  const word = ownEntry(words, type);
  if (word === undefined) return otherItem(eventId, type, occurredAt);
  const isSuppressed =
    word === 'rejected' ||
    textAt(data, 'bounce', 'subType')?.toLowerCase().includes('suppress') === true ||
    /\bsuppress/i.test((textAt(data, 'bounce', 'message') ?? '').slice(0, 1_000));
  return mailItem({
    word,
    eventId,
    occurredAt,
    recipient: textAt(data, 'to', 0) ?? textAt(data, 'to'),
    messageId: textAt(data, 'message_id'),
    reason: reasonOf(word, isSuppressed),
    response: word === 'bounced' ? textAt(data, 'bounce', 'message') : null,
    hard: word === 'bounced' ? hardOf(textAt(data, 'bounce', 'type')) : null,
    automatic: isMachine(textAt(data, 'click', 'userAgent')),
  });
}

function reasonOf(word: MailWord, isSuppressed: boolean): MailReason | null {
  if (word === 'complained') return 'spam';
  if (word === 'bounced' || word === 'rejected') return isSuppressed ? 'blocked' : 'bounced';
  return null;
}

function hardOf(kind: string | null): boolean | null {
  return kind === null ? null : /^permanent$/i.test(kind);
}

/** Resend tells the headers of a mail, not what it says; a reply stops all the same. */
function readMail(data: Json, eventId: string, occurredAt: Date | null): Promise<SourceItem> {
  const pairs = Object.entries(at(data, 'headers') ?? {}).flatMap(
    ([name, value]: [string, unknown]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
  );
  return inboundItem({
    eventId,
    occurredAt,
    recipient: textAt(data, 'to', 0),
    raw: null,
    headers: headersOf(pairs),
    told: {
      from: textAt(data, 'from'),
      subject: textAt(data, 'subject'),
      'message-id': textAt(data, 'message_id'),
    },
    text: textAt(data, 'text'),
    html: textAt(data, 'html'),
  });
}
