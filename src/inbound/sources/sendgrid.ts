import { createPublicKey, type KeyObject, verify as verifySignature } from 'node:crypto';
import { first } from '../mail/headers.ts';
import { headerOfMail, headersOfText } from '../mail/mime.ts';
import { unread } from '../unread.ts';
import type { SourceAdapter, SourceBody, SourceItem, SourceRequest } from './adapter.ts';
import { otherItem } from './deal-item.ts';
import { eventIdOf, idOfBytes } from './event-fields.ts';
import { type FormFields, formTypes, readForm } from './form-body.ts';
import { inboundItem } from './inbound-mail.ts';
import {
  at,
  eventList,
  idAt,
  instantAt,
  type Json,
  ownEntry,
  parseJson,
  textAt,
} from './json-fields.ts';
import { isMachine } from './machine-agents.ts';
import { firstAddress, type MailReason, type MailWord, mailItem } from './mail-item.ts';
import { headerOf, judge, refuse, verifyBasic, wholeNumber } from './signatures.ts';

/**
 * SendGrid's Event Webhook, signed with ECDSA
 * (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features), and
 * Inbound Parse, signed in the same way or with Basic authentication where a secret is `user:password`.
 */
export const sendgrid: SourceAdapter = {
  mediaTypes: ['application/json', ...formTypes],
  bringsMails: true,
  needs:
    'The headers x-twilio-email-event-webhook-signature and -timestamp are needed: turn the signature on, and write the ' +
    'verification key into the secret of this source. For Inbound Parse, user:password@ in its address will do.',
  secretForm: {
    pattern: /^[^:]+:.|^[\w+/=\s-]{80,}$/,
    words: 'the verification key of SendGrid, or user:password',
  },
  verify: (request, trust) => {
    const signature = headerOf(request, 'x-twilio-email-event-webhook-signature');
    const timestamp = headerOf(request, 'x-twilio-email-event-webhook-timestamp');
    if (signature === null || timestamp === null) {
      return headerOf(request, 'authorization') === null
        ? refuse('missing_signature')
        : verifyBasic(request, trust);
    }
    const signed = Buffer.concat([Buffer.from(timestamp), request.rawBody]);
    const bytes = Buffer.from(signature, 'base64');
    const good = trust.secrets.some((secret) => {
      const key = publicKey(secret);
      return key !== null && isSignedBy(key, signed, bytes);
    });
    return judge(good, wholeNumber(timestamp) * 1_000, trust);
  },
  read: async (request) => {
    const form = readForm(request.rawBody, headerOf(request, 'content-type'));
    return form === null ? readEvents(request) : readMail(form, request.rawBody);
  },
};

/** An EC key as SendGrid shows it: SPKI in base64, without the lines around it; null for anything else. */
function publicKey(secret: string): KeyObject | null {
  const base64 = secret.replace(/-----[A-Z ]{1,40}-----|\s/g, '');
  if (!/^[A-Za-z0-9+/]{40,2000}={0,2}$/.test(base64)) return null;
  try {
    const key = createPublicKey({
      key: Buffer.from(base64, 'base64'),
      format: 'der',
      type: 'spki',
    });
    return key.asymmetricKeyType === 'ec' ? key : null;
  } catch {
    return null;
  }
}

function isSignedBy(key: KeyObject, signed: Buffer, signature: Buffer): boolean {
  try {
    return verifySignature('sha256', signed, key, signature);
  } catch {
    return false;
  }
}

/** SendGrid gathers events for some seconds: a body under load holds many more than a hundred. */
const mostEvents = 2_000;

function readEvents({ rawBody }: SourceRequest): SourceBody {
  const parsed = parseJson(rawBody);
  if (!parsed.ok) return parsed;
  const events = eventList(parsed.value, mostEvents);
  if ('said' in events) return events;
  if (!events.every((event) => textAt(event, 'event') !== null)) {
    return unread('body.event-without', { field: 'event', provider: 'SendGrid' });
  }
  return {
    ok: true,
    items: events.map((event, index) => readEvent(event, idOfBytes(rawBody, index))),
  };
}

const words: Readonly<Record<string, MailWord>> = {
  processed: 'queued',
  deferred: 'deferred',
  delivered: 'delivered',
  bounce: 'bounced',
  blocked: 'bounced',
  dropped: 'rejected',
  open: 'opened',
  click: 'clicked',
  spamreport: 'complained',
  unsubscribe: 'unsubscribed',
  group_unsubscribe: 'unsubscribed',
  group_resubscribe: 'subscribed',
};

/** Why SendGrid did not even try, as its reasons begin. */
const dropReasons: readonly (readonly [start: string, reason: MailReason])[] = [
  ['invalid smtpapi', 'other'],
  ['invalid', 'invalid'],
  ['unsubscribed', 'unsubscribed'],
  ['bounced', 'bounced'],
  ['spam', 'spam'],
];

function readEvent(event: Json, fallbackId: string): SourceItem {
  const name = textAt(event, 'event') ?? '';
  const occurredAt = instantAt(event, 'timestamp');
  const eventId = eventIdOf(idAt(event, 'sg_event_id') ?? fallbackId);
  const word = ownEntry(words, name);
  if (word === undefined) return otherItem(eventId, name, occurredAt);
  const kind = name === 'blocked' ? name : textAt(event, 'type');
  const response = textAt(event, word === 'deferred' ? 'response' : 'reason');
  return mailItem({
    word,
    eventId,
    occurredAt,
    recipient: textAt(event, 'email'),
    messageId: textAt(event, 'smtp-id'),
    reason: reasonOf(word, kind, response ?? ''),
    response: word === 'rejected' ? null : response,
    status: statusOf(event),
    hard: word === 'bounced' ? hardOf(event, kind) : null,
    automatic: isMachine(textAt(event, 'useragent')),
  });
}

function reasonOf(word: MailWord, kind: string | null, text: string): MailReason | null {
  if (word === 'complained') return 'spam';
  if (word === 'bounced') {
    if (kind === 'blocked') return 'blocked';
    return kind === 'expired' ? 'timed_out' : 'bounced';
  }
  if (word !== 'rejected') return null;
  const lower = text.toLowerCase();
  return dropReasons.find(([start]) => lower.startsWith(start))?.[1] ?? 'other';
}

function statusOf(event: Json): string | null {
  const status = textAt(event, 'status') ?? '';
  return /^[245]\.\d{1,3}\.\d{1,3}$/.test(status) ? status : null;
}

/** A block is about us or the moment; so are the classes of bounces that are not about the address. */
function hardOf(event: Json, kind: string | null): boolean | null {
  if (kind === 'blocked' || kind === 'expired') return false;
  const about = (textAt(event, 'bounce_classification') ?? '').toLowerCase();
  return /^(technical|content|reputation|frequency|mailbox unavailable)/.test(about) ? false : null;
}

async function readMail(form: FormFields, rawBody: Buffer): Promise<SourceBody> {
  const raw = form.get('email');
  const bytes = raw === undefined ? null : Buffer.from(raw, 'utf8');
  const headers = bytes === null ? headersOfText(form.get('headers') ?? '') : headerOfMail(bytes);
  const recipient = form.get('to') ?? first(headers, 'to') ?? '';
  const envelope = parseJson(form.get('envelope') ?? 'null');
  const to = envelope.ok ? at(envelope.value, 'to', 0) : null;
  const messageId = first(headers, 'message-id');
  const item = await inboundItem({
    eventId: messageId === null ? idOfBytes(rawBody) : eventIdOf('inbound', messageId),
    occurredAt: null,
    recipient: typeof to === 'string' ? to : firstAddress(recipient),
    raw: bytes,
    headers,
    told: {
      from: form.get('from') ?? null,
      subject: form.get('subject') ?? null,
      'message-id': messageId,
    },
    text: form.get('text') ?? null,
    html: form.get('html') ?? null,
  });
  return { ok: true, items: [item] };
}
