import { expect, test } from 'vitest';
import type { InboundEvent } from '../../../src/domain/event.ts';
import { fixEvent } from '../../../src/domain/fix-event.ts';

const at = new Date('2026-11-24T09:00:00Z');
const mail = { key: 'k', from: 'kari@example.no', subject: null, authentic: false };
const held: InboundEvent = {
  source: 'inbox',
  eventId: '<1@example.no>',
  type: 'reply.unproven',
  occurredAt: at,
  match: { email: 'kari@example.no' },
  mail,
  claims: 'prospect.opted_out',
};
const kept = { source: 'inbox', eventId: '<1@example.no>', occurredAt: at, event: held };

test('who is meant is put right, and what a held mail would have been stays', () => {
  const enrolmentId = '0198c0de-0000-7000-8000-000000000000';
  expect(fixEvent(kept, { match: { enrolmentId } })).toEqual({ ...held, match: { enrolmentId } });
});

test('another type is another claim', () => {
  const { claims: _, ...rest } = held;
  expect(fixEvent(kept, { type: 'reply.received' })).toEqual({ ...rest, type: 'reply.received' });
});
