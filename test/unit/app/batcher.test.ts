import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBatcher } from '../../../src/app/batcher.ts';

// However long a turn takes on this machine, time goes on only where a test says so.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Sets that are under way until the test ends them, in the order in which they were begun. */
function heldSets(most: number, many?: number) {
  const begun: { readonly requests: readonly number[]; end(): void }[] = [];
  const ask = createBatcher<number, number>(
    (requests) =>
      new Promise((resolve) => {
        begun.push({ requests, end: () => resolve(requests.map((one) => one * 10)) });
      }),
    most,
    many,
  );
  return { begun, ask, sizes: () => begun.map(({ requests }) => requests.length) };
}

const askAll = (ask: (request: number) => Promise<number>, count: number) =>
  Array.from({ length: count }, (_, index) => ask(index));

test('a single request waits for nobody, and those of one turn share a set', async () => {
  const { begun, ask } = heldSets(100);
  const first = ask(7);
  await turn();
  expect(begun.map(({ requests }) => requests)).toEqual([[7]]);
  begun[0]?.end();
  expect(await first).toBe(70);
  const others = askAll(ask, 3);
  await turn();
  expect(begun[1]?.requests).toEqual([0, 1, 2]);
  begun[1]?.end();
  expect(await Promise.all(others)).toEqual([0, 10, 20]);
});

test('what comes while a set is under way is the next, and no set is larger than it may be', async () => {
  const { begun, ask, sizes } = heldSets(4);
  const all = [ask(0)];
  await turn();
  all.push(...askAll(ask, 6));
  await turn();
  expect(sizes()).toEqual([1]);
  for (const index of [0, 1, 2]) {
    begun[index]?.end();
    await turn();
  }
  expect(sizes()).toEqual([1, 4, 2]);
  await Promise.all(all);
});

test('many that wait are begun beside a set that is under way, fewer are not, and a third set never is', async () => {
  const { begun, ask, sizes } = heldSets(100, 5);
  const all = askAll(ask, 4);
  await turn();
  all.push(...askAll(ask, 4));
  await turn();
  expect(sizes()).toEqual([4]);
  all.push(ask(4));
  expect(sizes()).toEqual([4, 5]);
  all.push(...askAll(ask, 12));
  await turn();
  expect(sizes()).toEqual([4, 5]);
  begun[1]?.end();
  await turn();
  expect(sizes()).toEqual([4, 5, 12]);
  all.push(...askAll(ask, 2));
  begun[0]?.end();
  await turn();
  // Two are too few beside the one that is under way.
  expect(sizes()).toEqual([4, 5, 12]);
  begun[2]?.end();
  await turn();
  expect(sizes()).toEqual([4, 5, 12, 2]);
  begun[3]?.end();
  await Promise.all(all);
});

test('a set that takes a while is waited for, and behind one that hangs nobody waits for ever', async () => {
  const { begun, ask, sizes } = heldSets(100, 50);
  const all = [ask(0)];
  await turn();
  all.push(ask(1), ask(2));
  vi.advanceTimersByTime(99);
  expect(sizes()).toEqual([1]);
  vi.advanceTimersByTime(1);
  expect(sizes()).toEqual([1, 2]);
  all.push(ask(3));
  vi.advanceTimersByTime(250);
  expect(sizes()).toEqual([1, 2, 1]);
  begun[1]?.end();
  expect(await Promise.all(all.slice(1, 3))).toEqual([10, 20]);
  begun[0]?.end();
  begun[2]?.end();
  await Promise.all(all);
});

test('of a set that fails each request is tried alone', async () => {
  const ask = createBatcher<number, number>(async (requests) => {
    if (requests.includes(2)) throw new Error(`refused: ${requests.join()}`);
    return requests;
  }, 10);
  const results = await Promise.allSettled(askAll(ask, 4));
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
});

test('whenever requests come and sets end, each is answered once and with its own result', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ count: fc.nat(9), ends: fc.nat(2), turns: fc.nat(2) }), {
        maxLength: 30,
      }),
      fc.constantFrom(1, 3, 100),
      fc.constantFrom(1, 4, Number.POSITIVE_INFINITY),
      async (steps, most, many) => {
        const { begun, ask } = heldSets(most, many);
        const answers: Promise<number>[] = [];
        let ended = 0;
        const endNext = () => begun[ended++]?.end();
        for (const { count, ends, turns } of steps) {
          for (let index = 0; index < count; index += 1) answers.push(ask(answers.length));
          for (let index = 0; index < ends && ended < begun.length; index += 1) endNext();
          for (let index = 0; index < turns; index += 1) await turn();
        }
        for (let tries = 0; tries <= answers.length; tries += 1) {
          await turn();
          if (ended < begun.length) endNext();
        }
        expect(begun.every(({ requests }) => requests.length <= most)).toBe(true);
        expect(await Promise.all(answers)).toEqual(answers.map((_, index) => index * 10));
        expect(begun.flatMap(({ requests }) => requests)).toHaveLength(answers.length);
      },
    ),
    { numRuns: 200 },
  );
});
