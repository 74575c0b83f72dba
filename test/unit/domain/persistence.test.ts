import { expect, test } from 'vitest';
import { persistenceOf } from '../../../src/domain/persistence.ts';

test('what stopping after so many touches would have cost', () => {
  const { rows, replies, wins, givingUp, asQuoted } = persistenceOf([
    { touch: 1, reached: 100, replies: 4, wins: 0 },
    { touch: 2, reached: 90, replies: 3, wins: 1 },
    { touch: 5, reached: 60, replies: 3, wins: 3 },
  ]);
  expect({ replies, wins }).toEqual({ replies: 10, wins: 4 });
  // No hole in it: whoever got the fifth touch got the third and the fourth.
  expect(rows.map(({ touch, reached }) => [touch, reached])).toEqual([
    ...[
      [1, 100],
      [2, 90],
      [3, 60],
      [4, 60],
      [5, 60],
    ],
  ]);
  expect(rows.map(({ replyShare }) => replyShare)).toEqual([0.4, 0.7, 0.7, 0.7, 1]);
  expect(givingUp.map(({ lostReplies, lostWins }) => [lostReplies, lostWins])).toEqual([
    ...[
      [6, 4],
      [3, 3],
      [3, 3],
      [3, 3],
    ],
  ]);
  expect(asQuoted.lostReplies).toBeCloseTo(0.44 * 6 + 0.22 * 3 + 0.14 * 3 + 0.12 * 3, 10);
});

test('an answer before the first touch has a row of its own; nobody has none', () => {
  const early = persistenceOf([
    { touch: 0, reached: 3, replies: 1, wins: 0 },
    { touch: 1, reached: 2, replies: 0, wins: 0 },
  ]);
  expect(early.rows.map(({ touch, replyShare }) => [touch, replyShare])).toEqual([
    ...[
      [0, 1],
      [1, 1],
    ],
  ]);
  expect(persistenceOf([{ touch: 0, reached: 3, replies: 0, wins: 0 }]).rows).toEqual([]);
  expect(persistenceOf([])).toMatchObject({ rows: [], replies: 0, wins: 0 });
});
