import { unread } from '../unread.ts';
import type { SourceAdapter, SourceItem } from './adapter.ts';
import { otherItem } from './deal-item.ts';
import { eventIdOf, idOfBytes } from './event-fields.ts';
import { headersOf, inboundItem } from './inbound-mail.ts';
import {
  at,
  idAt,
  instantAt,
  isObject,
  type Json,
  listAt,
  ownEntry,
  parseJson,
  textAt,
} from './json-fields.ts';
import { isMachine } from './machine-agents.ts';
import { type MailReason, type MailWord, mailItem } from './mail-item.ts';
import { basicForm, basicNeeds, verifyBasic } from './signatures.ts';

/**
 * Postmark's webhooks (https://postmarkapp.com/developer/webhooks/webhooks-overview) and its inbound mails. Postmark signs
 * nothing: the address holds user and password.
 */
export const postmark: SourceAdapter = {
  bringsMails: true,
  needs: basicNeeds,
  secretForm: basicForm,
  verify: verifyBasic,
  read: async ({ rawBody }) => {
    const parsed = parseJson(rawBody);
    if (!parsed.ok) return parsed;
    const body = parsed.value;
    const record = textAt(body, 'RecordType');
    const isMail = ['FromFull', 'From', 'RawEmail'].some((key) => at(body, key) !== undefined);
    if (!isObject(body) || (record === null && !isMail)) {
      return unread('body.event-without', { field: 'RecordType', provider: 'Postmark' });
    }
    const isInbound = record === 'Inbound' || record === null;
    const fallbackId = idOfBytes(rawBody);
    const item = isInbound ? await readMail(body, fallbackId) : readEvent(body, record, fallbackId);
    return { ok: true, items: [item] };
  },
};

const records: Readonly<Record<string, MailWord>> = {
  Delivery: 'delivered',
  Open: 'opened',
  Click: 'clicked',
};

type Meaning = readonly [word: MailWord, reason: MailReason | null];

/** Kinds of bounces (https://postmarkapp.com/developer/api/bounce-api#bounce-types), and reasons of a suppression. */
const kinds: Readonly<Record<string, Meaning>> = {
  HardBounce: ['bounced', 'bounced'],
  SoftBounce: ['bounced', 'bounced'],
  Undeliverable: ['bounced', 'bounced'],
  VirusNotification: ['bounced', 'other'],
  Transient: ['deferred', null],
  DnsError: ['deferred', null],
  OpenRelayTest: ['deferred', null],
  BadEmailAddress: ['rejected', 'invalid'],
  ManuallyDeactivated: ['rejected', 'blocked'],
  Blocked: ['rejected', 'blocked'],
  DMARCPolicy: ['rejected', 'blocked'],
  Unconfirmed: ['rejected', null],
  SpamNotification: ['complained', 'spam'],
  SpamComplaint: ['complained', 'spam'],
  Unsubscribe: ['unsubscribed', 'unsubscribed'],
  ManualSuppression: ['unsubscribed', 'unsubscribed'],
  Subscribe: ['subscribed', null],
  AutoResponder: ['auto-reply', null],
  AddressChange: ['auto-reply', null],
  ChallengeVerification: ['auto-reply', null],
  SMTPApiError: ['failed', null],
  TemplateRenderingFailed: ['failed', null],
};

function meaningOf(body: Json, record: string): Meaning | undefined {
  const word = ownEntry(records, record);
  if (word !== undefined) return [word, null];
  if (record !== 'SubscriptionChange') return ownEntry(kinds, textAt(body, 'Type') ?? record);
  if (at(body, 'SuppressSending') !== true) return ['subscribed', null];
  return ownEntry(kinds, textAt(body, 'SuppressionReason') ?? 'ManualSuppression');
}

function readEvent(body: Json, record: string, fallbackId: string): SourceItem {
  const occurredAt =
    instantAt(body, 'BouncedAt') ??
    instantAt(body, 'DeliveredAt') ??
    instantAt(body, 'ReceivedAt') ??
    instantAt(body, 'ChangedAt');
  const id = idAt(body, 'ID');
  const recipient = textAt(body, 'Email') ?? textAt(body, 'Recipient');
  // A bounce and a complaint may have one id.
  const eventId =
    id === null ? eventIdOf(record, idAt(body, 'MessageID'), fallbackId) : eventIdOf(record, id);
  const meaning = meaningOf(body, record);
  if (meaning === undefined) {
    return otherItem(eventId, textAt(body, 'Type') ?? record, occurredAt);
  }
  const [word, reason] = meaning;
  const kind = textAt(body, 'Type') ?? textAt(body, 'SuppressionReason');
  return mailItem({
    word,
    eventId,
    occurredAt,
    recipient,
    reason,
    response: word === 'bounced' ? textAt(body, 'Details') : null,
    hard: kind === 'HardBounce',
    automatic: isMachine(textAt(body, 'UserAgent')),
  });
}

async function readMail(body: Json, fallbackId: string): Promise<SourceItem> {
  const raw = textAt(body, 'RawEmail');
  const pairs = listAt(body, 'Headers').flatMap((header): [string, string][] => {
    const [name, value] = [textAt(header, 'Name'), textAt(header, 'Value')];
    return name === null || value === null ? [] : [[name, value]];
  });
  return inboundItem({
    eventId: eventIdOf(idAt(body, 'MessageID') ?? fallbackId),
    occurredAt: null,
    recipient: textAt(body, 'OriginalRecipient') ?? textAt(body, 'ToFull', 0, 'Email'),
    raw: raw === null ? null : Buffer.from(raw),
    headers: headersOf(pairs),
    told: {
      from: textAt(body, 'FromFull', 'Email') ?? textAt(body, 'From'),
      subject: textAt(body, 'Subject'),
      'message-id': null,
    },
    text: textAt(body, 'TextBody') ?? textAt(body, 'StrippedTextReply'),
    html: textAt(body, 'HtmlBody'),
  });
}
