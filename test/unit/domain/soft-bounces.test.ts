import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSenderFault } from '../../../src/domain/bounce-blame.ts';
import type { EventType, InboundEvent } from '../../../src/domain/event.ts';
import { tooManyBounces } from '../../../src/domain/soft-bounces.ts';
import { bounceReasons } from '../../../src/inbound/mail/bounce/reasons.ts';

const limit = { softLimit: 3, withinMs: 30 * 86_400_000 };
const day = (n: number) => new Date(Date.UTC(2026, 10, n));
const one = (type: EventType, on: number, more: Partial<InboundEvent> = {}) => ({
  id: `${type} ${on}`,
  source: 'esp',
  eventId: `${type} ${on}`,
  type,
  occurredAt: day(on),
  match: { email: 'kari@example.no' },
  ...more,
});
const soft = (on: number, more: Partial<InboundEvent> = {}) =>
  one('email.bounced', on, { hard: false, ...more });
const count = (...events: ReturnType<typeof one>[]) => tooManyBounces(events, limit).size;

describe('too many', () => {
  test('are so many within the time, and each of them is one', () => {
    expect(count(soft(1), soft(2))).toBe(0);
    expect(count(soft(1), soft(2), soft(31))).toBe(3);
    expect(count(soft(1), soft(2), soft(32))).toBe(0);
    expect(count(soft(1), soft(20), soft(32), soft(40), soft(90))).toBe(3);
  });

  test.each<EventType>(['reply.received', 'reply.objection', 'reply.auto'])(
    'are counted anew after a %s',
    (type) => {
      expect(count(soft(1), soft(3), one(type, 2), soft(4))).toBe(0);
      expect(count(soft(1), one(type, 2), soft(3), soft(4), soft(5))).toBe(3);
    },
  );

  test('are not made by what says nothing of the address', () => {
    const mail = { match: { messageId: '<one@fjord.example>' } };
    expect(count(soft(1, mail), soft(1.5, mail), soft(2))).toBe(0);
    expect(count(soft(1), soft(2), soft(3, { reason: 'blocked' }))).toBe(0);
    expect(count(soft(1), soft(2), soft(3, { code: '5.7.515' }))).toBe(0);
    expect(count(soft(1), soft(2), soft(3, { hard: true }))).toBe(0);
    expect(count(soft(1), soft(2), one('deal.won', 1.5), soft(3))).toBe(3);
  });

  test('are the same in whatever order they are heard', () => {
    const types = ['email.bounced', 'email.bounced', 'reply.auto', 'meeting.booked'] as const;
    const event = fc
      .record({ type: fc.constantFrom(...types), on: fc.integer({ min: 1, max: 60 }) })
      .map(({ type, on }) => one(type, on));
    const list = fc.uniqueArray(event, { selector: ({ id }) => id, maxLength: 12 });
    fc.assert(
      fc.property(
        list.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        ([events, arrived]) => {
          expect(tooManyBounces(arrived, limit)).toEqual(tooManyBounces(events, limit));
        },
      ),
    );
  });
});

test('whose fault a bounce is: every reason that has to do with the address alone counts', () => {
  const theirs = Object.keys(bounceReasons).filter((reason) => !isSenderFault(soft(1, { reason })));
  expect(theirs).toEqual([
    'user_unknown',
    'has_moved',
    'host_unknown',
    'not_accept',
    'mailbox_full',
    'suspended',
    'filtered',
    'expired',
    'network_error',
    'system_full',
    'system_error',
    'mailer_error',
    'syntax_error',
    'undefined',
  ]);
  expect(isSenderFault(soft(1, { code: '550 5.7.515 Access denied' }))).toBe(true);
  expect(isSenderFault(soft(1, { code: '5.7.26' }))).toBe(true);
  expect(isSenderFault(soft(1, { code: '5.2.2' }))).toBe(false);
  expect(isSenderFault(one('reply.received', 1, { reason: 'blocked' }))).toBe(false);
});
