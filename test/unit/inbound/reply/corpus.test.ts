import { beforeAll, describe, expect, test } from 'vitest';
import {
  isExact,
  type ReadReplyFile,
  readReplies,
  scoreReplies,
} from '../../../corpora/replies.ts';
import { ratio } from '../../../corpora/score.ts';
import { corpus } from '../../../helpers/corpora.ts';

const folder = corpus('replies');

describe.skipIf(folder === null)('replies that others labelled', () => {
  let read: readonly ReadReplyFile[] = [];
  beforeAll(async () => {
    read = await readReplies(folder ?? '');
  });

  test('the visible text is exact in 85 of 100, contested items or not', () => {
    expect(read.length).toBeGreaterThan(70);
    const scores = new Map(scoreReplies(read).map((score) => [score.name, score]));
    const exact = scores.get('visible text exact');
    expect(exact === undefined ? 0 : ratio(exact)).toBeGreaterThanOrEqual(0.85);
    expect(read.filter(isExact).length / read.length).toBeGreaterThanOrEqual(0.85);
    expect(scores.get('loses words')).toMatchObject({ right: 0 });
  });
});
