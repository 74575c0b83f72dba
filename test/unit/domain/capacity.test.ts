import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clearedOn, outlook, type PlannedGroup, roomOfDay } from '../../../src/domain/capacity.ts';

const always = [1_440, 1_440, 1_440, 1_440];
const group = (more: Partial<PlannedGroup>): PlannedGroup => ({
  ...{ scopes: ['mailbox:kari'], isFollowUp: false, openMinutes: always },
  ...{ planned: [0, 0, 0, 0], following: [0, 0, 0, 0] },
  ...more,
});
const limit = (key: string, ...rooms: (number | null)[]) => ({ key, rooms });
const left = (days: ReturnType<typeof outlook>[number] | undefined) => days?.map((one) => one.left);
const leaves = (days: ReturnType<typeof outlook>[number] | undefined) =>
  days?.map((one) => one.leaves);

test('what there is no room for goes on the days behind it', () => {
  const [kari, all] = outlook(
    [group({ planned: [25, 5, 5, 0] })],
    [limit('mailbox:kari', 10, 10, 10, 10)],
    4,
  );
  expect(kari).toEqual([
    { planned: 25, following: 0, room: 10, leaves: 10, left: 15 },
    { planned: 5, following: 0, room: 10, leaves: 10, left: 10 },
    { planned: 5, following: 0, room: 10, leaves: 10, left: 5 },
    { planned: 0, following: 0, room: 10, leaves: 5, left: 0 },
  ]);
  expect(all?.map(({ room }) => room)).toEqual([null, null, null, null]);
  expect(clearedOn(kari ?? [])).toBe(3);
});

test('the smallest of its limits decides, and follow-ups go first', () => {
  const scopes = [limit('mailbox:kari', 30, 30), limit('pool:sales', 20, 20)];
  const [, pool, all] = outlook(
    [
      group({ scopes: ['mailbox:kari', 'pool:sales'], planned: [15, 0] }),
      group({ scopes: ['pool:sales'], isFollowUp: true, planned: [15, 0] }),
    ],
    scopes,
    2,
  );
  expect(leaves(pool)).toEqual([20, 10]);
  const [kari] = outlook(
    [
      group({ scopes: ['mailbox:kari', 'pool:sales'], planned: [15, 0] }),
      group({ scopes: ['pool:sales'], isFollowUp: true, planned: [15, 0] }),
    ],
    scopes,
    2,
  );
  expect(leaves(kari)).toEqual([5, 10]);
  expect(left(all)).toEqual([10, 0]);
});

test('those of the same turn share the room', () => {
  const [, one, two] = outlook(
    [
      group({ scopes: ['pool:p', 'cadence:one'], planned: [100] }),
      group({ scopes: ['pool:p', 'cadence:two'], planned: [300] }),
    ],
    [limit('pool:p', 200), limit('cadence:one', null), limit('cadence:two', null)],
    1,
  );
  expect([leaves(one), leaves(two)]).toEqual([[50], [150]]);
});

test('what waits stays over days on which its cadence does not send', () => {
  const [kari] = outlook(
    [group({ planned: [15, 0, 0], openMinutes: [480, 0, 480] })],
    [limit('mailbox:kari', 10, 10, 10)],
    3,
  );
  expect(leaves(kari)).toEqual([10, 0, 5]);
});

describe('the room of a day', () => {
  const at = new Date('2026-11-26T00:00:00Z');
  const day = { openMinutes: 480, sent: 0, firstAt: at, at };
  test.each([
    ['nothing limits it', {}, day, null],
    ['a cap', { perDay: 60 }, { ...day, sent: 20 }, 40],
    ['more than the cap has left', { perDay: 60 }, { ...day, sent: 90 }, 0],
    ['hours of sending', { perDay: 60, perHour: 5 }, day, 40],
    ['a gap', { gap: { fromMs: 300_000, toMs: 900_000 } }, day, 48],
    [
      'a ramp-up on its third day',
      { perDay: 60, rampUp: { start: 10, add: 5 } },
      { ...day, at: new Date('2026-11-28T00:00:00Z') },
      20,
    ],
    ['a day without hours', { perHour: 5 }, { ...day, openMinutes: 0 }, 0],
  ] as const)('%s', (_what, caps, of, room) => {
    expect(roomOfDay(caps, of)).toBe(room);
  });
});

test.each([
  [[0, 0], 0],
  [[5, 0], 1],
  [[5, 0, 3, 0], 3],
  [[5, 3], null],
])('left over %j: nothing any more from day %s on', (days, from) => {
  expect(
    clearedOn(days.map((one) => ({ planned: 0, following: 0, room: 0, leaves: 0, left: one }))),
  ).toBe(from);
});

test('nobody is lost, and no limit is passed', () => {
  const counts = fc.array(fc.nat(200), { minLength: 5, maxLength: 5 });
  const keys = ['mailbox:a', 'mailbox:b', 'pool:p', 'cadence:c'];
  const groups = fc.array(
    fc.record({
      scopes: fc.subarray(keys),
      isFollowUp: fc.boolean(),
      planned: counts,
      following: counts,
      openMinutes: fc.array(fc.constantFrom(0, 480), { minLength: 5, maxLength: 5 }),
    }),
    { maxLength: 6 },
  );
  const rooms = fc.array(fc.array(fc.option(fc.nat(150)), { minLength: 5, maxLength: 5 }), {
    minLength: 4,
    maxLength: 4,
  });
  fc.assert(
    fc.property(groups, rooms, (planned, limits) => {
      const scopes = keys.map((key, nth) => ({ key, rooms: limits[nth] ?? [] }));
      const found = outlook(planned, scopes, 5);
      for (const days of found) {
        const sum = (what: 'planned' | 'following' | 'leaves') =>
          days.reduce((total, one) => total + one[what], 0);
        expect(sum('leaves') + (days.at(-1)?.left ?? 0)).toBe(sum('planned') + sum('following'));
        for (const { room, leaves: out } of days) expect(out).toBeLessThanOrEqual(room ?? out);
      }
    }),
  );
});
