import { unread } from '../unread.ts';
import type { SourceAdapter, SourceItem } from './adapter.ts';
import { otherItem } from './deal-item.ts';
import { eventIdOf } from './event-fields.ts';
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
import { type MailReason, type MailTold, type MailWord, mailItem } from './mail-item.ts';
import { isSnsAddress, snsMessage, verifySns } from './sns.ts';

/**
 * Amazon SES over SNS (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html): events,
 * notifications and mails that came in. Only the topics of `topics` may post, and only theirs are subscribed to.
 */
export const ses: SourceAdapter = {
  mediaTypes: ['text/plain', 'application/json'],
  needs: 'A signed message of Amazon SNS is needed; raw message delivery must be off.',
  verify: verifySns,
  read: async (request) => {
    const message = snsMessage(request);
    if (message === null) return unread('body.not-sns');
    const type = textAt(message, 'Type') ?? '';
    const messageId = eventIdOf(idAt(message, 'MessageId'));
    const occurredAt = instantAt(message, 'Timestamp');
    if (type === 'Notification') {
      return { ok: true, items: await readNotification(message, messageId, occurredAt) };
    }
    if (type !== 'SubscriptionConfirmation') {
      return { ok: true, items: [otherItem(messageId, type, occurredAt)] };
    }
    const confirm = textAt(message, 'SubscribeURL') ?? '';
    const item = { ...otherItem(messageId, 'subscription-confirmation', occurredAt), shown: {} };
    return { ok: true, items: [item], ...(isSnsAddress(confirm) ? { confirm } : {}) };
  },
};

async function readNotification(
  message: Json,
  messageId: string,
  postedAt: Date | null,
): Promise<SourceItem[]> {
  const parsed = parseJson(textAt(message, 'Message') ?? '');
  const event = parsed.ok ? parsed.value : null;
  const type = textAt(event, 'notificationType') ?? textAt(event, 'eventType');
  // Not of SES, such as the test message that a new topic gets.
  if (type === null) return [otherItem(messageId, 'Notification', postedAt)];
  if (type === 'Received') return [await readMail(event, messageId, postedAt)];
  const told = readTold(event, type);
  if (told === null) return [otherItem(messageId, type, postedAt)];
  const { recipients, part, ...rest } = told;
  const to = recipients.length === 0 ? listAt(event, 'mail', 'destination') : recipients;
  return to.slice(0, 100).map((recipient, index) =>
    mailItem({
      ...rest,
      automatic: isMachine(textAt(part, 'userAgent')),
      eventId: index === 0 ? messageId : eventIdOf(messageId, index),
      occurredAt: instantAt(part, 'timestamp') ?? postedAt,
      recipient: textAt(recipient, 'emailAddress') ?? textAt([recipient], 0),
      messageId: ownMessageId(event),
      status: textAt(recipient, 'status'),
      response: textAt(recipient, 'diagnosticCode') ?? textAt(part, 'smtpResponse'),
    }),
  );
}

type Told = Pick<MailTold, 'word' | 'reason' | 'hard'> & {
  readonly part: Json;
  readonly recipients: readonly Json[];
};

const plain: Readonly<Record<string, readonly [word: MailWord, part: string]>> = {
  Send: ['sent', 'send'],
  Delivery: ['delivered', 'delivery'],
  Open: ['opened', 'open'],
  Click: ['clicked', 'click'],
  'Rendering Failure': ['failed', 'failure'],
};

function readTold(event: Json, type: string): Told | null {
  const found = ownEntry(plain, type);
  if (found !== undefined) {
    const [word, name] = found;
    const part = at(event, name);
    return { word, reason: null, part, recipients: listAt(part, 'recipients') };
  }
  if (type === 'Bounce') {
    const part = at(event, 'bounce');
    const recipients = listAt(part, 'bouncedRecipients');
    return { word: 'bounced', reason: 'bounced', hard: isPermanent(part), part, recipients };
  }
  if (type === 'Complaint') {
    const part = at(event, 'complaint');
    const kind = textAt(part, 'complaintFeedbackType');
    // Reports of somebody who moved it out of the spam folder, or of a failed check (RFC 5965), are no complaint.
    if (kind === 'not-spam' || kind === 'auth-failure') return null;
    const recipients = listAt(part, 'complainedRecipients');
    return { word: 'complained', reason: 'spam', part, recipients };
  }
  if (type === 'DeliveryDelay') {
    const part = at(event, 'deliveryDelay');
    return { word: 'deferred', reason: null, part, recipients: listAt(part, 'delayedRecipients') };
  }
  if (type === 'Subscription') return readSubscription(at(event, 'subscription'));
  if (type !== 'Reject') return null;
  const reason: MailReason = 'blocked';
  return { word: 'rejected', reason, part: at(event, 'reject'), recipients: [] };
}

/** Our own list says the same as `topicPreferences` where all of them are off. */
function readSubscription(part: Json): Told | null {
  const preferences = at(part, 'newTopicPreferences');
  if (!isObject(preferences)) return null;
  const isOff = at(preferences, 'unsubscribeAll') === true;
  return { word: isOff ? 'unsubscribed' : 'subscribed', reason: null, part, recipients: [] };
}

function isPermanent(bounce: Json): boolean {
  return textAt(bounce, 'bounceType')?.toLowerCase() === 'permanent';
}

/** SES gives mails an id of its own; ours stands in the headers, when those are sent along. */
function ownMessageId(event: Json): string | null {
  const header = listAt(event, 'mail', 'headers').find(
    (one) => textAt(one, 'name')?.toLowerCase() === 'message-id',
  );
  return textAt(header, 'value') ?? textAt(event, 'mail', 'commonHeaders', 'messageId');
}

async function readMail(
  event: Json,
  messageId: string,
  postedAt: Date | null,
): Promise<SourceItem> {
  const content = textAt(event, 'content');
  const isBase64 = textAt(event, 'receipt', 'action', 'encoding')?.toUpperCase() === 'BASE64';
  const pairs = listAt(event, 'mail', 'headers').flatMap((one): [string, string][] => {
    const [name, value] = [textAt(one, 'name'), textAt(one, 'value')];
    return name === null || value === null ? [] : [[name, value]];
  });
  return inboundItem({
    eventId: eventIdOf(idAt(event, 'mail', 'messageId') ?? messageId),
    occurredAt: instantAt(event, 'mail', 'timestamp') ?? postedAt,
    recipient: textAt(event, 'receipt', 'recipients', 0) ?? textAt(event, 'mail', 'destination', 0),
    raw: content === null ? null : Buffer.from(content, isBase64 ? 'base64' : 'utf8'),
    headers: headersOf(pairs),
    told: {
      from: textAt(event, 'mail', 'commonHeaders', 'from', 0) ?? textAt(event, 'mail', 'source'),
      subject: textAt(event, 'mail', 'commonHeaders', 'subject'),
      'message-id': textAt(event, 'mail', 'commonHeaders', 'messageId'),
    },
    text: null,
    html: null,
  });
}
