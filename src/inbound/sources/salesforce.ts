import { isUtf8 } from 'node:buffer';
import type { SourceConfig } from '../../domain/language/source.ts';
import { type Unread, unread } from '../unread.ts';
import type { SourceAdapter, SourceBody, SourceItem } from './adapter.ts';
import { type DealTurn, dealItem, otherItem, personItem } from './deal-item.ts';
import { dealIdOf, eventIdOf, idOfBytes, matchOf, personId } from './event-fields.ts';
import { instantAt } from './json-fields.ts';
import { judge, refuse, sameText } from './signatures.ts';
import { childOf, childText, parseXml, type XmlElement } from './xml.ts';

/**
 * Salesforce Outbound Messages (SOAP). They carry no signature, so a message must name our organisation, and the address that
 * it is posted to may end in `?token=…`: the secret is `ORGANISATION_ID` or `ORGANISATION_ID:TOKEN`. The SessionId in them is
 * a key to the whole of Salesforce: it is never read.
 */
export const salesforce: SourceAdapter = {
  mediaTypes: ['text/xml', 'application/xml', 'application/soap+xml'],
  needs: 'A SOAP message with an OrganizationId is needed.',
  secretForm: {
    pattern: /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?(:.+)?$/,
    words: 'ORGANISATION_ID:TOKEN, the id in 15 or 18 characters',
  },
  verify: ({ rawBody, url }, trust) => {
    const notifications = notificationsIn(rawBody);
    const given = 'said' in notifications ? null : childText(notifications, 'OrganizationId');
    if (given === null) return refuse('missing_signature');
    const token = tokenIn(url);
    const good = trust.secrets.some((secret) => {
      const [organisation = '', expected = null] = secret.split(':', 2);
      const isOurs = organisation.length >= 15 && sameText(short(organisation), short(given));
      return isOurs && (expected === null || sameText(expected, token));
    });
    return judge(good, null, trust);
  },
  read: ({ rawBody }, source): SourceBody => {
    const notifications = notificationsIn(rawBody);
    if ('said' in notifications) return notifications;
    const all = notifications.children.filter(({ name }) => name === 'Notification');
    if (all.length === 0 || all.length > 100) {
      return unread('body.many-notifications', { most: 100, count: all.length });
    }
    const items = all.map((one, index) => readNotification(one, idOfBytes(rawBody, index), source));
    return { ok: true, items };
  },
  answer: {
    type: 'text/xml; charset=utf-8',
    body:
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
      '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>' +
      '</soapenv:Body></soapenv:Envelope>\n',
  },
};

function notificationsIn(rawBody: Buffer): XmlElement | Unread {
  if (!isUtf8(rawBody)) return unread('body.not-utf8');
  const envelope = parseXml(rawBody.toString('utf8'));
  if (typeof envelope === 'string') return unread('body.not-xml', { why: envelope });
  const body = envelope.name === 'Envelope' ? childOf(envelope, 'Body') : null;
  return childOf(body, 'notifications') ?? unread('body.not-outbound');
}

/** Ids of 15 and of 18 characters mean the same: the last three are a checksum. */
function short(id: string): string {
  return id.trim().slice(0, 15);
}

function tokenIn(url: string): string {
  return new URLSearchParams(url.split('?')[1] ?? '').get('token') ?? '';
}

function readNotification(
  notification: XmlElement,
  fallbackId: string,
  source: SourceConfig,
): SourceItem {
  const record = childOf(notification, 'sObject');
  const eventId = eventIdOf(childText(notification, 'Id') ?? fallbackId);
  const occurredAt = instantAt(
    childText(record, 'LastModifiedDate') ??
      childText(record, 'SystemModstamp') ??
      childText(record, 'CreatedDate'),
  );
  const base = { eventId, occurredAt };
  const id = childText(record, 'Id');
  const kind = record?.type ?? '';
  if (kind === 'Opportunity') {
    const match = matchOf({
      dealId: dealIdOf(source.ids, id),
      externalId: personId(source.ids, childText(record, 'ContactId')),
    });
    const stage = childText(record, 'StageName');
    return dealItem({ ...base, match, source, stage, turn: turnOf(record) });
  }
  if (kind === 'Contact' || kind === 'Lead') {
    const match = matchOf({
      externalId: personId(source.ids, id),
      email: childText(record, 'Email'),
    });
    if (childText(record, 'HasOptedOutOfEmail') === 'true') {
      return personItem({ ...base, type: 'prospect.opted_out', match });
    }
  }
  if (kind === 'Event' && childText(record, 'IsDeleted') !== 'true') {
    const match = matchOf({ externalId: personId(source.ids, childText(record, 'WhoId')) });
    if (match !== null) return personItem({ ...base, type: 'meeting.booked', match });
  }
  return otherItem(eventId, kind, occurredAt);
}

function turnOf(record: XmlElement | null): DealTurn {
  const isTrue = (name: string) => childText(record, name) === 'true';
  if (isTrue('IsDeleted')) return 'deleted';
  const stage = childText(record, 'StageName') ?? '';
  if (isTrue('IsWon') || (childText(record, 'IsWon') === null && /^closed won$/i.test(stage))) {
    return 'won';
  }
  const isClosed = isTrue('IsClosed') || /^closed lost$/i.test(stage);
  return isClosed ? 'lost' : 'stage';
}
