import { createHash } from 'node:crypto';
import type { EventType } from '../../domain/event.ts';
import type { SourceConfig } from '../../domain/language/source.ts';
import { unread } from '../unread.ts';
import type { SourceAdapter, SourceItem, SourceRequest, Trust, Verified } from './adapter.ts';
import { dealItem, otherItem, personItem, turnOfStage } from './deal-item.ts';
import { dealIdOf, eventIdOf, matchOf, personId } from './event-fields.ts';
import {
  eventList,
  idAt,
  instantAt,
  type Json,
  ownEntry,
  parseJson,
  textAt,
} from './json-fields.ts';
import { headerOf, hmacSha256, judge, refuse, sameText, wholeNumber } from './signatures.ts';

/**
 * HubSpot app webhooks (https://developers.hubspot.com/docs/api/webhooks): up to 100 events a request, signed by the client
 * secret of the app, version 3 where its header is there, else version 1 or 2. Versions 2 and 3 sign the address as HubSpot
 * calls it, so PUBLIC_URL must be that.
 */
export const hubspot: SourceAdapter = {
  needs: 'The header x-hubspot-signature-v3, or x-hubspot-signature with its version, is needed.',
  hint: 'HubSpot signs the address that it calls: PUBLIC_URL must be the beginning of that.',
  verify: (request, trust) => {
    const v3 = headerOf(request, 'x-hubspot-signature-v3');
    return v3 === null ? verifyOld(request, trust) : verifyV3(request, trust, v3);
  },
  read: ({ rawBody }, source) => {
    const parsed = parseJson(rawBody);
    if (!parsed.ok) return parsed;
    const events = eventList(parsed.value);
    if ('said' in events) return events;
    if (!events.every((event) => textAt(event, 'subscriptionType') !== null)) {
      return unread('body.event-without', { field: 'subscriptionType', provider: 'HubSpot' });
    }
    return { ok: true, items: events.map((event) => readEvent(event, source)) };
  },
};

function verifyV3(request: SourceRequest, trust: Trust, given: string): Verified {
  const timestamp = headerOf(request, 'x-hubspot-request-timestamp');
  if (timestamp === null) return refuse('missing_signature');
  const { method, url, rawBody } = request;
  const good = trust.secrets.some((secret) => {
    const signed = hmacSha256(secret, method, decodedAddress(url), rawBody, timestamp);
    return sameText(signed.toString('base64'), given);
  });
  return judge(good, wholeNumber(timestamp), trust);
}

/** Characters that HubSpot takes out of their percent-encoding before it signs an address. */
const decodedOnes: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

function decodedAddress(url: string): string {
  return url.replace(/%[0-9a-f]{2}/gi, (code) => decodedOnes[code.toUpperCase()] ?? code);
}

function verifyOld(request: SourceRequest, trust: Trust): Verified {
  const given = headerOf(request, 'x-hubspot-signature');
  if (given === null) return refuse('missing_signature');
  const { method, url, rawBody } = request;
  const isV2 = headerOf(request, 'x-hubspot-signature-version')?.toLowerCase() === 'v2';
  const good = trust.secrets.some((secret) => {
    const hash = createHash('sha256').update(secret);
    if (isV2) hash.update(method).update(url);
    return sameText(hash.update(rawBody).digest('hex'), given.toLowerCase());
  });
  return judge(good, null, trust);
}

/** Object types of the newer platform (`object.propertyChange`), by number. */
const objectTypes: Readonly<Record<string, string>> = { '0-1': 'contact', '0-3': 'deal' };

function readEvent(event: Json, source: SourceConfig): SourceItem {
  const subscription = textAt(event, 'subscriptionType') ?? '';
  const [named = '', what = ''] = subscription.split('.');
  const object =
    named === 'object' ? (ownEntry(objectTypes, textAt(event, 'objectTypeId') ?? '') ?? '') : named;
  const occurredAt = instantAt(event, 'occurredAt');
  const objectId = idAt(event, 'objectId');
  const property = textAt(event, 'propertyName') ?? '';
  const value = textAt(event, 'propertyValue') ?? '';
  // Several events may have one id; repeated deliveries differ in attemptNumber alone.
  const eventId = eventIdOf(
    idAt(event, 'eventId'),
    idAt(event, 'subscriptionId'),
    objectId,
    occurredAt?.getTime(),
  );
  const base = { eventId, occurredAt };
  if (object === 'deal' && objectId !== null) {
    const deal = { ...base, source, match: matchOf({ dealId: dealIdOf(source.ids, objectId) }) };
    if (what === 'deletion') return dealItem({ ...deal, turn: 'deleted' });
    if (what === 'propertyChange' && property === 'dealstage' && value !== '') {
      const turn = turnOfStage(value, source, /^closedwon$/, /^closedlost$/);
      return dealItem({ ...deal, turn, stage: value });
    }
    if (what === 'propertyChange' && value === 'true' && property === 'hs_is_closed_won') {
      return dealItem({ ...deal, turn: 'won' });
    }
    if (what === 'propertyChange' && value === 'true' && property === 'hs_is_closed_lost') {
      return dealItem({ ...deal, turn: 'lost' });
    }
  }
  if (object === 'contact' && objectId !== null) {
    const person = { ...base, match: matchOf({ externalId: personId(source.ids, objectId) }) };
    const type =
      what === 'propertyChange' && value !== '' ? ownEntry(contactProperties, property) : undefined;
    const isOff = property === 'hs_email_optout' && value !== 'true';
    if (type !== undefined && !isOff) return personItem({ ...person, type });
    if (what === 'privacyDeletion') return personItem({ ...person, type: 'prospect.opted_out' });
  }
  return otherItem(eventId, subscription, occurredAt);
}

/** Properties of a contact whose change says something. */
const contactProperties: Readonly<Record<string, EventType>> = {
  hs_email_optout: 'prospect.opted_out',
  hs_sales_email_last_replied: 'reply.received',
  engagements_last_meeting_booked: 'meeting.booked',
};
