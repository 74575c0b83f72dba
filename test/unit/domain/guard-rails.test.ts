import { expect, test } from 'vitest';
import { judgeRates } from '../../../src/domain/guard-rails.ts';

const rails = {
  bounces: { warn: 0.03, pause: 0.05 },
  complaints: { warn: 0.001, pause: 0.003 },
  minSample: 100,
};

test.each([
  ['too few to say', { sent: 99, bounced: 99, complained: 99 }, undefined],
  ['below both', { sent: 1_000, bounced: 29, complained: 0 }, undefined],
  ['at the first', { sent: 1_000, bounced: 30, complained: 0 }, 'warn'],
  ['at the second', { sent: 1_000, bounced: 50, complained: 0 }, 'pause'],
  ['a complaint warns', { sent: 1_000, bounced: 0, complained: 1 }, 'warn'],
  ['the graver of the two counts', { sent: 1_000, bounced: 30, complained: 3 }, 'pause'],
])('%s', (_, counts, does) => {
  expect(judgeRates(counts, rails)?.does).toBe(does);
});
