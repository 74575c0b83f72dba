import { expect, test } from 'vitest';
import { compileSource } from '../../../src/domain/language/source.ts';
import {
  changed,
  close,
  expectMeaning,
  hubspot,
  itemsOf,
  kari,
  type Meaning,
  person,
  pipedrive,
} from './bodies.ts';

const meanings: readonly Meaning[] = [
  [
    'an opt-out',
    'hubspot',
    changed('hs_email_optout', 'true'),
    { type: 'prospect.opted_out', match: person('hubspot') },
  ],
  [
    'an opt-out that is taken back',
    'hubspot',
    changed('hs_email_optout', 'false'),
    'contact.propertyChange',
  ],
  [
    'a reply',
    'hubspot',
    changed('hs_sales_email_last_replied', '1795514562000'),
    { type: 'reply.received' },
  ],
  [
    'a meeting',
    'hubspot',
    changed('engagements_last_meeting_booked', '1795514562000'),
    { type: 'meeting.booked' },
  ],
  [
    'an erased person',
    'hubspot',
    hubspot({ subscriptionType: 'contact.privacyDeletion' }),
    { type: 'prospect.opted_out' },
  ],
  [
    'a deal by its property for won',
    'hubspot',
    hubspot({
      subscriptionType: 'deal.propertyChange',
      propertyName: 'hs_is_closed_won',
      propertyValue: 'true',
    }),
    { type: 'deal.won', match: { dealId: { source: 'hubspot-deal', id: '7' } } },
  ],
  [
    'a deal that is won again by an edit',
    'pipedrive',
    pipedrive('deal', { id: 1, status: 'won' }, { title: 'x' }),
    'deal.change',
  ],
  [
    'a deal that is made as won',
    'pipedrive',
    pipedrive('deal', { id: 1, status: 'won', person_id: 7 }, null, 'create'),
    {
      type: 'deal.won',
      match: { ...person('pipedrive'), dealId: { source: 'pipedrive-deal', id: '1' } },
    },
  ],
  [
    'a meeting',
    'pipedrive',
    pipedrive('activity', { type: 'meeting', person_id: 7 }, null, 'create'),
    { type: 'meeting.booked', match: person('pipedrive') },
  ],
  [
    'a call',
    'pipedrive',
    pipedrive('activity', { type: 'call', person_id: 7 }, null, 'create'),
    'activity.create',
  ],
  [
    'an opt-out',
    'pipedrive',
    pipedrive(
      'person',
      {
        id: 7,
        marketing_status: 'unsubscribed',
        emails: [{ value: 'Kari@example.no', primary: true }],
      },
      { marketing_status: 'subscribed' },
    ),
    { type: 'prospect.opted_out', match: { ...person('pipedrive'), ...kari } },
  ],
  [
    'a mail that came in',
    'close',
    close({
      object_type: 'activity.email',
      action: 'created',
      data: {
        direction: 'incoming',
        sender: 'Kari <kari@example.no>',
        contact_id: '7',
        body_text: 'Yes',
      },
    }),
    { type: 'reply.received', text: 'Yes', match: { ...kari, ...person('close') } },
  ],
  [
    'a mail that went out',
    'close',
    close({
      object_type: 'activity.email',
      action: 'created',
      data: { direction: 'outgoing', sender: 'us@example.no' },
    }),
    'activity.email.created',
  ],
  [
    'an opt-out',
    'close',
    close({ object_type: 'unsubscribed_email', action: 'created', data: kari }),
    { type: 'prospect.opted_out', match: kari },
  ],
  [
    'an opt-out',
    'zoho',
    {
      module: 'Contacts',
      operation: 'update',
      affected_values: [{ record_id: '7', values: { Email_Opt_Out: true } }],
    },
    { type: 'prospect.opted_out', match: person('zoho') },
  ],
  [
    'a stage',
    'zoho',
    {
      module: 'Deals',
      operation: 'update',
      affected_values: [{ record_id: '9', values: { Stage: 'Negotiation/Review' } }],
    },
    { type: 'deal.stage_changed', stage: 'Negotiation/Review' },
  ],
  [
    'a record without values',
    'zoho',
    { module: 'Deals', operation: 'update', ids: ['9'] },
    'Deals.update',
  ],
];

test.each(meanings)('%s (%s)', (_what, scheme, body, expected) =>
  expectMeaning(scheme, body, expected),
);

test('stages: those of stage_map go before the names that a CRM has for won and lost', async () => {
  const source = compileSource({
    key: 'crm',
    scheme: 'hubspot',
    ids: 'hubspot-se',
    stage_map: { closedwon: 'closing', '55': 'presentation' },
    won_stages: ['98134'],
    lost_stages: ['98135'],
  });
  const types = await Promise.all(
    ['closedwon', '55', '98134', '98135', 'closedlost', 'somewhere'].map(async (propertyValue) => {
      const subscriptionType = 'deal.propertyChange';
      const body = hubspot({ subscriptionType, propertyName: 'dealstage', propertyValue });
      const [item] = await itemsOf('hubspot', body, source);
      expect(item?.event?.match.dealId?.source).toBe('hubspot-se-deal');
      return [item?.type, item?.event?.stage];
    }),
  );
  expect(types).toEqual([
    ['deal.stage_changed', 'closing'],
    ['deal.stage_changed', 'presentation'],
    ['deal.won', undefined],
    ['deal.lost', undefined],
    ['deal.lost', undefined],
    ['deal.stage_changed', 'somewhere'],
  ]);
});
