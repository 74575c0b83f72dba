import { describe, expect, test } from 'vitest';
import { readAutoReplies, readPeople, scoreAutoReplies } from '../../../corpora/autoreplies.ts';
import { readBounces, scoreBounces } from '../../../corpora/bounces.ts';
import { ratio, type Score } from '../../../corpora/score.ts';
import { corpus } from '../../../helpers/corpora.ts';

const [bounces, autoReplies, replies] = ['bounces', 'autoreplies', 'replies'].map(corpus);

function shares(scores: readonly Score[]): Readonly<Record<string, number>> {
  return Object.fromEntries(scores.map((score) => [score.name, ratio(score)]));
}

describe.skipIf(bounces == null)('the corpus of bounces', () => {
  test('reaches what was promised', async () => {
    const read = await readBounces(bounces ?? '');
    expect(read.length).toBeGreaterThan(200);
    const share = shares(scoreBounces(read));
    expect(share['kind right']).toBeGreaterThanOrEqual(0.95);
    expect(share['hard or soft right']).toBeGreaterThanOrEqual(0.95);
    expect(share['status exact']).toBeGreaterThanOrEqual(0.9);
    expect(share['reason right']).toBeGreaterThanOrEqual(0.8);
    expect(share['recipient found']).toBeGreaterThanOrEqual(0.97);
    expect(share['complaint or none, right']).toBe(1);
    expect(share['taken for a bounce, and none']).toBe(0);
  });
});

describe.skipIf(bounces == null || autoReplies == null || replies == null)(
  'the corpus of automatic replies',
  () => {
    test('reaches what was promised, and no person is taken for a program', async () => {
      const people = await readPeople(replies ?? '');
      expect(people.length).toBeGreaterThan(50);
      const read = await readAutoReplies(autoReplies ?? '');
      const share = shares(scoreAutoReplies(read, people, await readBounces(bounces ?? '')));
      expect(share['kind right']).toBe(1);
      expect(share['first day back right']).toBe(1);
      expect(share['people taken for a program or a server']).toBe(0);
      expect(share['bounces taken for a program']).toBe(0);
    });
  },
);
