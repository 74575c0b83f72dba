import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { handOverMs } from '../../../src/domain/recent-mails.ts';
import {
  dailyCap,
  type LimitedMail,
  limitMails,
  type MailboxCaps,
  type ScopeUse,
  unusedScope,
} from '../../../src/domain/send-limits.ts';
import { inEnglish, sentence } from '../../../src/domain/sentence.ts';

const now = new Date('2026-09-01T12:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;
const at = (ms: number) => new Date(now.getTime() + ms);
const scope = (caps: MailboxCaps, key = 'mailbox:kari') => ({
  ...{ key, caps, isMailbox: key.startsWith('mailbox:') },
  said: sentence('limit.mailbox', { name: 'kari' }),
});
const mail = (
  touchId: string,
  caps: MailboxCaps,
  rest: Partial<LimitedMail> = {},
): LimitedMail => ({
  ...{ touchId, scopes: [scope(caps)], isFollowUp: false, plannedAt: now },
  ...{ hasWaited: false, fraction: () => 0.5 },
  ...rest,
});
const decide = (mails: readonly LimitedMail[], use: Partial<ScopeUse> = {}) => {
  const decided = limitMails(mails, new Map([['mailbox:kari', { ...unusedScope, ...use }]]), now);
  const refused = decided.refused.map((one) => ({ ...one, because: inEnglish(one.because) }));
  return { ...decided, refused };
};
/** So many that left so long ago. */
const left = (count: number, agoMs: number) => ({ recent: [{ at: now.getTime() - agoMs, count }] });
const ids = (mails: readonly { readonly touchId: string }[]) => mails.map((one) => one.touchId);

test('follow-ups go before first mails, and the oldest first', () => {
  const caps = { perDay: 2 };
  const { allowed, refused } = decide([
    mail('young', caps),
    mail('old', caps, { plannedAt: at(-day) }),
    mail('follow-up', caps, { isFollowUp: true }),
  ]);
  expect(ids(allowed)).toEqual(['follow-up', 'old']);
  expect(refused).toEqual([
    {
      touchId: 'young',
      until: at(day + handOverMs),
      because: 'the mailbox kari has sent 2 in the last 24 hours, the most that is allowed',
    },
  ]);
});

test('room comes back with the oldest mail that counts', () => {
  const { refused } = decide([mail('a', { perDay: 10 })], left(10, 23 * hour));
  expect(refused).toMatchObject([{ until: at(hour + handOverMs) }]);
});

test('where more count than may, room comes back when enough of them do not any more', () => {
  const recent = [20, 10, 5].map((hours) => ({ at: now.getTime() - hours * hour, count: 2 }));
  const { refused } = decide([mail('a', { perDay: 3 })], { recent });
  expect(refused).toMatchObject([{ until: at(14 * hour + handOverMs) }]);
});

test('the smallest limit wins, and the one that holds the longest is told', () => {
  const { refused } = decide([mail('a', { perDay: 3, perHour: 3 })], left(3, hour / 2));
  expect(refused).toMatchObject([
    { until: at(23.5 * hour + handOverMs), because: expect.stringMatching('24') },
  ]);
});

test('who waits gets a place of their own, behind all who wait already', () => {
  const caps = { perDay: 4 };
  const use = { ...left(4, 18 * hour), tailAt: at(10 * hour) };
  const { refused, changed } = decide([mail('a', caps), mail('b', caps)], use);
  expect(refused.map(({ until }) => until)).toEqual([at(10 * hour), at(16 * hour)]);
  expect(changed).toMatchObject([{ tailAt: at(22 * hour) }]);
});

test('nobody is sent back further than a day, since those before them may have left the line', () => {
  const use = { ...left(4, 18 * hour), tailAt: at(500 * hour) };
  expect(decide([mail('a', { perDay: 4 })], use).refused).toMatchObject([
    { until: at(30 * hour + handOverMs) },
  ]);
});

test('a follow-up does not stand behind first mails that wait', () => {
  const use = { ...left(4, 18 * hour), tailAt: at(20 * hour) };
  const { refused } = decide([mail('a', { perDay: 4 }, { isFollowUp: true })], use);
  expect(refused).toMatchObject([{ until: at(6 * hour + handOverMs) }]);
});

test('who has waited before does not go to the end of the line again', () => {
  const caps = { perDay: 4 };
  const use = { ...left(4, 18 * hour), tailAt: at(500 * hour) };
  const { refused, changed } = decide([mail('a', caps, { hasWaited: true })], use);
  expect(refused).toMatchObject([{ until: at(6 * hour + handOverMs) }]);
  // Nothing has changed.
  expect(changed).toEqual([]);
});

test('a gap lets one mail go and says when the next may', () => {
  const caps = { gap: { fromMs: 2 * 60_000, toMs: 6 * 60_000 } };
  const { allowed, refused, changed } = decide([mail('a', caps), mail('b', caps)]);
  expect(ids(allowed)).toEqual(['a']);
  expect(refused).toMatchObject([{ touchId: 'b', until: at(4 * 60_000) }]);
  expect(changed).toMatchObject([{ nextAt: at(4 * 60_000), firstAt: now }]);
});

test('two versions of a cadence in one set each keep their own limit', () => {
  const own = (touchId: string, perDay: number) =>
    mail(touchId, {}, { scopes: [scope({ perDay }, 'cadence:a')] });
  const { allowed, refused } = limitMails(
    [own('a', 1), own('b', 1), own('c', 3), own('d', 3)],
    new Map(),
    now,
  );
  expect([ids(allowed), ids(refused)]).toEqual([['a', 'c', 'd'], ['b']]);
});

describe('a new mailbox', () => {
  const caps = { perDay: 100, rampUp: { start: 20, add: 30 } };
  test.each([
    ['before its first mail', null, 20],
    ['on its first day', at(-hour), 20],
    ['on the second', at(-day), 50],
    ['when it has grown up', at(-30 * day), 100],
    ['whose clock was put back', at(day), 20],
  ])('%s', (_, firstAt, most) => {
    expect(dailyCap(caps, firstAt, now)).toBe(most);
  });
});

test('whatever comes, no scope is ever given more than its room, and everybody is answered', () => {
  const caps = fc.record(
    { perHour: fc.integer({ min: 1, max: 5 }), perDay: fc.integer({ min: 1, max: 9 }) },
    { requiredKeys: [] },
  );
  const arbitrary = fc.record({
    caps: fc.array(caps, { minLength: 3, maxLength: 3 }),
    used: fc.integer({ min: 0, max: 9 }),
    mails: fc.array(
      fc.record({
        in: fc.subarray([0, 1, 2]),
        isFollowUp: fc.boolean(),
        hasWaited: fc.boolean(),
        age: fc.integer({ min: 0, max: 5 }),
      }),
      { maxLength: 30 },
    ),
  });
  fc.assert(
    fc.property(arbitrary, ({ caps: all, used, mails }) => {
      const scopes = all.map((own, index) => scope(own, `s${index}`));
      const use = used === 0 ? {} : left(used, hour / 2);
      const uses = new Map(scopes.map(({ key }) => [key, { ...unusedScope, ...use }]));
      const asked = mails.map((one, index) =>
        mail(
          `t${index}`,
          {},
          {
            scopes: scopes.filter((_, nth) => one.in.includes(nth)),
            isFollowUp: one.isFollowUp,
            hasWaited: one.hasWaited,
            plannedAt: at(-one.age * hour),
          },
        ),
      );
      const { allowed, refused } = limitMails(asked, uses, now);
      expect([...ids(allowed), ...ids(refused)].toSorted()).toEqual(ids(asked).toSorted());
      for (const { key, caps: own } of scopes) {
        const taken = allowed.filter((one) => one.scopes.some((each) => each.key === key)).length;
        if (taken === 0) continue;
        expect(used + taken).toBeLessThanOrEqual(Math.min(own.perDay ?? 99, own.perHour ?? 99));
      }
      for (const { until } of refused) expect(until.getTime()).toBeGreaterThan(now.getTime());
    }),
  );
});
