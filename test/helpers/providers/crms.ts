import { createHash } from 'node:crypto';
import { basic, hmac, id, json, keys, type Provider, seconds, texts } from './provider.ts';

const hubspotEvent = (event: object, at: Date) =>
  json([
    {
      eventId: Date.now() + Math.floor(Math.random() * 1e6),
      subscriptionId: 1,
      portalId: 62515,
      occurredAt: at.getTime(),
      attemptNumber: 0,
      ...event,
    },
  ]);

function hubspot(version: 'v1' | 'v2' | 'v3'): Provider {
  return {
    scheme: 'hubspot',
    type: 'application/json',
    secrets: keys(),
    settings: 'won_stages: ["98134"], stage_map: { presentationscheduled: presentation }',
    // A stage of a pipeline of their own, which HubSpot names by its number.
    ending: ({ dealId }, at) =>
      hubspotEvent(
        {
          subscriptionType: 'deal.propertyChange',
          objectId: Number(dealId),
          propertyName: 'dealstage',
          propertyValue: '98134',
        },
        at,
      ),
    other: ({ personId }, at) =>
      hubspotEvent({ subscriptionType: 'contact.creation', objectId: Number(personId) }, at),
    unreadable: '[{"eventId": 1',
    isTimed: version === 'v3',
    sign: (body, { secret, at, url }) => {
      if (version === 'v3') {
        const signature = hmac(secret, `POST${url}${body}${at.getTime()}`).digest('base64');
        return {
          headers: {
            'x-hubspot-signature-v3': signature,
            'x-hubspot-request-timestamp': String(at.getTime()),
          },
        };
      }
      const text = version === 'v1' ? `${secret}${body}` : `${secret}POST${url}${body}`;
      return {
        headers: {
          'x-hubspot-signature': createHash('sha256').update(text).digest('hex'),
          'x-hubspot-signature-version': version,
        },
      };
    },
  };
}

const pipedriveBody = (meta: object, data: object, previous: object, at: Date) =>
  json({
    meta: { version: '2.0', id: id(), timestamp: at.toISOString(), attempt: 1, ...meta },
    data,
    previous,
  });

const organisation = '00D5g00000LkW2bEAF';
const soap = (own: string, organisationId = organisation) => `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>
<notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>${organisationId}</OrganizationId>
<SessionId>00D5g00000LkW2b!AQcAQH0dMHZ</SessionId>${own}</notifications></soapenv:Body></soapenv:Envelope>`;
const opportunity = (type: string, fields: string) =>
  `<Notification><Id>04l${id().slice(0, 12)}</Id><sObject xsi:type="sf:${type}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">${fields}</sObject></Notification>`;

export const crms: Readonly<Record<string, Provider>> = {
  'hubspot-v3': hubspot('v3'),
  'hubspot-v2': hubspot('v2'),
  'hubspot-v1': hubspot('v1'),
  pipedrive: {
    scheme: 'pipedrive',
    type: 'application/json',
    secrets: texts,
    ending: ({ personId }, at) =>
      pipedriveBody(
        { action: 'change', entity: 'deal', entity_id: '1208' },
        { id: 1208, status: 'lost', stage_id: 3, person_id: Number(personId) },
        { status: 'open' },
        at,
      ),
    other: ({ personId }, at) =>
      pipedriveBody(
        { action: 'change', entity: 'person' },
        { id: Number(personId), name: 'Kari' },
        { name: 'K' },
        at,
      ),
    unreadable: '{"meta": 7}',
    isTimed: false,
    sign: (_, { secret }) => basic(secret),
  },
  salesforce: {
    scheme: 'salesforce',
    type: 'text/xml; charset=utf-8',
    secrets: {
      now: `${organisation}:token-of-today`,
      before: `${organisation}:token-of-yesterday`,
      wrong: `${organisation}:guessed`,
    },
    ending: ({ dealId }, at) =>
      soap(
        opportunity(
          'Opportunity',
          `<sf:Id>${dealId}</sf:Id><sf:IsClosed>true</sf:IsClosed><sf:IsWon>true</sf:IsWon><sf:LastModifiedDate>${at.toISOString()}</sf:LastModifiedDate><sf:StageName>Closed Won</sf:StageName>`,
        ),
      ),
    other: ({ personId }) =>
      soap(
        opportunity(
          'Contact',
          `<sf:Id>${personId}</sf:Id><sf:HasOptedOutOfEmail>false</sf:HasOptedOutOfEmail>`,
        ),
      ),
    unreadable: soap(''),
    isTimed: false,
    sign: (_, { secret }) => ({ query: `token=${secret.split(':')[1]}` }),
  },
  close: {
    scheme: 'close',
    type: 'application/json',
    secrets: keys(),
    ending: ({ personId }, at) =>
      json({
        event: {
          id: `ev_${id()}`,
          date_created: at.toISOString().replace('Z', '000'),
          object_type: 'opportunity',
          object_id: 'oppo_1',
          action: 'updated',
          changed_fields: ['status_type'],
          previous_data: { status_type: 'active' },
          data: { id: 'oppo_1', contact_id: personId, status_type: 'won', status_label: 'Won' },
        },
      }),
    other: ({ personId }, at) =>
      json({
        event: {
          id: `ev_${id()}`,
          date_created: at.toISOString(),
          object_type: 'lead',
          action: 'updated',
          data: { contact_id: personId },
        },
      }),
    unreadable: '{"event": []}',
    isTimed: true,
    sign: (body, { secret, at }) => ({
      headers: {
        'close-sig-timestamp': seconds(at),
        'close-sig-hash': hmac(Buffer.from(secret, 'hex'), `${seconds(at)}${body}`).digest('hex'),
      },
    }),
  },
  zoho: {
    scheme: 'zoho',
    type: 'application/json',
    secrets: { now: 'token-of-today', before: 'token-of-yesterday', wrong: 'guessed' },
    ending: ({ dealId }, at) =>
      json({
        module: 'Deals',
        operation: 'update',
        ids: [dealId],
        channel_id: '1000000068001',
        server_time: at.getTime(),
        affected_values: [{ record_id: dealId, values: { Stage: 'Closed Lost' } }],
      }),
    other: ({ personId }, at) =>
      json({
        module: 'Contacts',
        operation: 'update',
        ids: [personId],
        channel_id: '1',
        server_time: at.getTime(),
      }),
    unreadable: '{"module": ""}',
    isTimed: false,
    sign: (body, { secret }) => ({ body: json({ ...JSON.parse(body), token: secret }) }),
  },
  'mapped-hmac': {
    scheme: 'mapped',
    type: 'application/json',
    secrets: keys(),
    settings:
      'auth: { hmac: X-Desk-Signature }, each: changes, fields: { id: id, at: changed_at, email: "contact.emails[0]" }, ' +
      'events: [{ type: deal.won, when: { "deal.stage": [Won, "Closed won"], "deal.open": false } }]',
    ending: ({ email }, at) =>
      json({
        changes: [
          {
            id: id(),
            changed_at: at.toISOString(),
            contact: { emails: [email] },
            deal: { stage: 'Closed won', open: false },
          },
        ],
      }),
    other: ({ email }, at) =>
      json({
        changes: [
          {
            id: id(),
            changed_at: at.toISOString(),
            contact: { emails: [email] },
            deal: { stage: 'Won', open: true },
          },
        ],
      }),
    unreadable: '{"changes": "none"}',
    isTimed: false,
    sign: (body, { secret }) => ({
      headers: { 'x-desk-signature': `sha256=${hmac(secret, body).digest('hex')}` },
    }),
  },
  'mapped-header': {
    scheme: 'mapped',
    type: 'application/json',
    secrets: { now: 'token-of-today', before: 'token-of-yesterday', wrong: 'guessed' },
    settings:
      'auth: { header: Authorization }, fields: { person_id: who }, events: [{ type: prospect.opted_out }]',
    ending: ({ personId }) => json({ who: personId, nonce: id() }),
    other: () => json({ nonce: id() }),
    unreadable: '7',
    isTimed: false,
    sign: (_, { secret }) => ({ headers: { authorization: `Bearer ${secret}` } }),
  },
};
