import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countWithin,
  dayMs,
  handOverMs,
  hourMs,
  type RecentMails,
  roomAt,
  withMail,
  withoutMail,
} from '../../../src/domain/recent-mails.ts';

const start = Date.parse('2026-09-01T12:00:00Z');
const sent = (times: readonly number[]) =>
  times.reduce<RecentMails>((recent, at) => withMail(recent, at), []);

test('mails of a few seconds are one moment, those after it another', () => {
  const recent = sent([0, 1_000, 4_999, 5_000].map((ms) => start + ms));
  expect(recent).toEqual([
    { at: start + 4_999, count: 3 },
    { at: start + 5_000, count: 1 },
  ]);
});

test('a mail counts for its window and a hand-over longer', () => {
  const recent = sent([start]);
  const end = start + hourMs + handOverMs;
  expect([countWithin(recent, hourMs, end - 1), countWithin(recent, hourMs, end)]).toEqual([1, 0]);
  expect(roomAt(recent, hourMs, 1, end - 1)).toBe(end);
  expect(roomAt(recent, hourMs, 1, end)).toBeNull();
});

test('what counts in no window any more is forgotten', () => {
  expect(sent([start, start + 2 * dayMs])).toEqual([{ at: start + 2 * dayMs, count: 1 }]);
});

test('a clock that was put back keeps the order', () => {
  const recent = sent([start, start - hourMs, start - 2 * hourMs]);
  expect(recent.map(({ at }) => at)).toEqual([start - 2 * hourMs, start - hourMs, start]);
});

test('where nothing may leave at all, a window later is the time to ask again', () => {
  expect(roomAt([], hourMs, 0, start)).toBe(start + hourMs);
});

const days = fc.array(fc.integer({ min: 1, max: 10 * 60_000 }), { minLength: 1, maxLength: 3_000 });

test('however much is sent: a short list, nothing counts too short, and nothing longer than a slice', () => {
  fc.assert(
    fc.property(days, (gaps) => {
      let at = start;
      let recent: RecentMails = [];
      const times: number[] = [];
      for (const gap of gaps) {
        at += gap;
        recent = withMail(recent, at);
        times.push(at);
      }
      expect(recent.length).toBeLessThanOrEqual(128);
      for (const [windowMs, sliceMs] of [
        [hourMs, hourMs / 40],
        [dayMs, dayMs / 60],
      ] as const) {
        const within = (ms: number) => times.filter((one) => one + ms + handOverMs > at).length;
        const counted = countWithin(recent, windowMs, at);
        expect(counted).toBeGreaterThanOrEqual(within(windowMs));
        expect(counted).toBeLessThanOrEqual(within(windowMs + sliceMs));
      }
    }),
    { numRuns: 50 },
  );
});

test('what is taken back was never there, whatever has become one with it', () => {
  fc.assert(
    fc.property(days, fc.array(fc.nat(), { maxLength: 20 }), (gaps, picks) => {
      let at = start;
      const times = gaps.map((gap) => {
        at += gap;
        return at;
      });
      let recent = sent(times);
      const all = countWithin(recent, 10 * dayMs, at);
      // Of those that count still.
      const young = times.filter((one) => one + dayMs > at);
      const taken = new Set(picks.map((pick) => pick % young.length));
      for (const nth of taken) recent = withoutMail(recent, young[nth] ?? 0);
      expect(countWithin(recent, 10 * dayMs, at)).toBe(all - taken.size);
      expect(recent.every(({ count }) => count > 0)).toBe(true);
    }),
    { numRuns: 50 },
  );
});
