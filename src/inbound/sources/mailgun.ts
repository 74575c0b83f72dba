import { isUtf8 } from 'node:buffer';
import { first, type Headers } from '../mail/headers.ts';
import { headerOfMail } from '../mail/mime.ts';
import { unread } from '../unread.ts';
import type { SourceAdapter, SourceBody, SourceItem, SourceRequest } from './adapter.ts';
import { otherItem } from './deal-item.ts';
import { eventIdOf, idOfBytes } from './event-fields.ts';
import { type FormFields, formTypes, readForm } from './form-body.ts';
import { headersOf, inboundItem } from './inbound-mail.ts';
import {
  at,
  idAt,
  instantAt,
  isObject,
  type Json,
  ownEntry,
  parseJson,
  textAt,
} from './json-fields.ts';
import { isMachine } from './machine-agents.ts';
import { firstAddress, type MailReason, type MailWord, mailItem } from './mail-item.ts';
import { headerOf, hmacSha256, judge, refuse, sameText, wholeNumber } from './signatures.ts';

/**
 * Mailgun's webhooks, routes and old form webhooks
 * (https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks). The signature covers a time stamp and
 * a token, not the event, so a token is good for one body alone.
 */
export const mailgun: SourceAdapter = {
  mediaTypes: ['application/json', ...formTypes],
  bringsMails: true,
  needs: 'A signature with timestamp and token is needed, in the body.',
  verify: (request, trust) => {
    const { timestamp, token, signature } = signatureIn(request);
    if (timestamp === null || token === null || signature === null) {
      return refuse('missing_signature');
    }
    const good = trust.secrets.some((secret) =>
      sameText(hmacSha256(secret, timestamp, token).toString('hex'), signature.toLowerCase()),
    );
    const verified = judge(good, wholeNumber(timestamp) * 1_000, trust);
    return verified.ok ? { ok: true, token } : verified;
  },
  read: async (request) => {
    const form = formOf(request);
    if (form !== null) return readOld(form, request.rawBody);
    const parsed = parseJson(request.rawBody);
    if (!parsed.ok) return parsed;
    const data = at(parsed.value, 'event-data');
    if (!isObject(data))
      return unread('body.without', { field: 'event-data', provider: 'Mailgun' });
    return { ok: true, items: [readEvent(data, idOfBytes(request.rawBody))] };
  },
};

function formOf(request: SourceRequest): FormFields | null {
  return readForm(request.rawBody, headerOf(request, 'content-type'));
}

function signatureIn(request: SourceRequest) {
  const form = formOf(request);
  if (form !== null) {
    const field = (name: string) => form.get(name)?.slice(0, 200) ?? null;
    return { timestamp: field('timestamp'), token: field('token'), signature: field('signature') };
  }
  const parsed = isUtf8(request.rawBody) ? parseJson(request.rawBody) : null;
  const value = parsed?.ok === true ? parsed.value : null;
  const field = (name: string) => idAt(value, 'signature', name);
  return { timestamp: field('timestamp'), token: field('token'), signature: field('signature') };
}

const words: Readonly<Record<string, MailWord>> = {
  accepted: 'queued',
  delivered: 'delivered',
  rejected: 'rejected',
  opened: 'opened',
  clicked: 'clicked',
  complained: 'complained',
  unsubscribed: 'unsubscribed',
};

const reasons: Readonly<Record<string, MailReason>> = {
  bounce: 'bounced',
  'suppress-bounce': 'bounced',
  'suppress-complaint': 'spam',
  'suppress-unsubscribe': 'unsubscribed',
  espblock: 'blocked',
  old: 'timed_out',
};

function readEvent(data: Json, fallbackId: string): SourceItem {
  const name = textAt(data, 'event') ?? '';
  const occurredAt = instantAt(data, 'timestamp');
  const eventId = eventIdOf(idAt(data, 'id') ?? fallbackId);
  const isLasting = textAt(data, 'severity') !== 'temporary';
  const word = name === 'failed' ? (isLasting ? 'bounced' : 'deferred') : ownEntry(words, name);
  if (word === undefined) return otherItem(eventId, name, occurredAt);
  const recipient =
    textAt(data, 'recipient') ?? firstAddress(textAt(data, 'message', 'headers', 'to') ?? '');
  const told = textAt(data, 'reason');
  const code = textAt(data, 'delivery-status', 'code');
  const reason =
    word === 'complained' ? 'spam' : told === null ? null : (ownEntry(reasons, told) ?? 'other');
  return mailItem({
    word,
    eventId,
    occurredAt,
    recipient,
    messageId: textAt(data, 'message', 'headers', 'message-id'),
    reason: word === 'rejected' && reason === null ? 'other' : reason,
    response:
      textAt(data, 'delivery-status', 'message') ?? textAt(data, 'delivery-status', 'description'),
    status: textAt(data, 'delivery-status', 'enhanced-code'),
    replyCode: code !== null && /^[245]\d\d$/.test(code) ? code : null,
    hard: word === 'bounced' ? hardOf(told) : null,
    automatic: isMachineClient(at(data, 'client-info')),
  });
}

/** Mailgun names the robots that it knows, and says what kind of program followed a link. */
function isMachineClient(client: Json | undefined): boolean {
  const kind = textAt(client, 'client-type') ?? '';
  if (textAt(client, 'bot') !== null || /^(robot|library)$/i.test(kind)) return true;
  return isMachine(textAt(client, 'user-agent'));
}

/** Mailgun's own suppressions say it without asking a server again. */
function hardOf(reason: string | null): boolean | null {
  if (reason === 'suppress-bounce') return true;
  return reason === 'espblock' || reason === 'old' ? false : null;
}

/** Webhooks of before 2018, and mails that a route passes on: forms both. */
async function readOld(form: FormFields, rawBody: Buffer): Promise<SourceBody> {
  const name = form.get('event');
  if (name === undefined) return readMail(form, rawBody);
  const occurredAt = instantAt(form.get('timestamp') ?? null);
  const eventId = eventIdOf(form.get('event-id') ?? idOfBytes(rawBody));
  const word: MailWord | undefined =
    name === 'bounced' ? 'bounced' : name === 'dropped' ? 'rejected' : ownEntry(words, name);
  if (word === undefined) return { ok: true, items: [otherItem(eventId, name, occurredAt)] };
  const code = form.get('code') ?? '';
  const item = mailItem({
    word,
    eventId,
    occurredAt,
    recipient: form.get('recipient') ?? null,
    messageId: form.get('Message-Id') ?? form.get('message-id') ?? null,
    reason: word === 'complained' ? 'spam' : oldReason(code),
    response: form.get('error') ?? form.get('description') ?? null,
    replyCode: /^[245]\d\d$/.test(code) && code !== '499' ? code : null,
    automatic: form.get('client-type') === 'robot' || isMachine(form.get('user-agent') ?? null),
  });
  return { ok: true, items: [item] };
}

/** Codes of 600 and more are Mailgun's own. */
function oldReason(code: string): MailReason | null {
  if (code === '') return null;
  if (code === '499') return 'timed_out';
  if (code === '607') return 'spam';
  return code === '605' || /^[45]\d\d$/.test(code) ? 'bounced' : 'other';
}

async function readMail(form: FormFields, rawBody: Buffer): Promise<SourceBody> {
  const raw = form.get('body-mime');
  if (raw === undefined && !form.has('from') && !form.has('sender')) {
    return unread('body.form-without');
  }
  const bytes = raw === undefined ? null : Buffer.from(raw, 'utf8');
  const headers =
    bytes === null ? headersInJson(form.get('message-headers') ?? '') : headerOfMail(bytes);
  const messageId = first(headers, 'message-id') ?? form.get('Message-Id') ?? null;
  const item = await inboundItem({
    eventId: messageId === null ? idOfBytes(rawBody) : eventIdOf('inbound', messageId),
    occurredAt: instantAt(form.get('timestamp') ?? null),
    recipient: form.get('recipient') ?? null,
    raw: bytes,
    headers,
    told: {
      from: form.get('from') ?? form.get('sender') ?? null,
      subject: form.get('subject') ?? null,
      'message-id': messageId,
    },
    text: form.get('body-plain') ?? form.get('stripped-text') ?? null,
    html: form.get('body-html') ?? form.get('stripped-html') ?? null,
  });
  return { ok: true, items: [item] };
}

/** `[["From", "…"], …]`, as Mailgun writes the headers of a mail. */
function headersInJson(text: string): Headers {
  const parsed = parseJson(text);
  if (!parsed.ok || !Array.isArray(parsed.value)) return [];
  return headersOf(
    parsed.value.flatMap((pair: Json): [string, string][] => {
      const [name, value] = [textAt(pair, 0), textAt(pair, 1)];
      return name === null || value === null ? [] : [[name, value]];
    }),
  );
}
