import { describe, expect, test } from 'vitest';
import type { VariantReport, VariantRow } from '../../../src/app/enrolments/judge-variants.ts';
import { leaderOf, shownVerdict } from '../../../src/console/shown/variant-verdict.ts';
import { reportsWords } from '../../../src/console/words/reports.ts';
import { sharedWords } from '../../../src/console/words/shared.ts';
import { sayer } from '../../../src/console/words.ts';

const row = (variant: string, sent: number, reply: number): VariantRow => ({
  ...{ variant, sent, reply, meeting: 0, won: 0, low: null, high: null, best: 0.5 },
  rate: sent === 0 ? null : reply / sent,
});

const report = (more: Partial<VariantReport>): VariantReport => ({
  ...{ cadence: 'new-business', step: 'intro', rule: null, inForce: null, sampleNeeded: null },
  variants: [row('example', 16, 1), row('question', 16, 2)],
  verdict: { winner: null, confidence: null, because: 'too_few' },
  ...more,
});

const suggest = { metric: 'reply', minSample: 200, confidence: 95, mode: 'suggest' } as const;
const won = { winner: 'question', confidence: 97.3, because: 'winner' } as const;
const close = { winner: null, confidence: 61.2, because: 'too_close' } as const;

describe('what a comparison says to somebody who sees it for the first time', () => {
  test.each<[string, Partial<VariantReport>, string, RegExp, RegExp, RegExp]>([
    [
      'a difference of few mails',
      { sampleNeeded: 402 },
      'early',
      /^question: 12\.5 % answered, against 6\.3 %\.$/,
      /^No, it is too early to tell.* 200 of each/,
      /about 402 of each.* 386 are missing/,
    ],
    [
      'nothing sent yet',
      { variants: [row('example', 0, 0), row('question', 0, 0)] },
      'early',
      /no mail has been sent/,
      /too early/,
      /^Let all of them run\. 200 more/,
    ],
    [
      'two that are even',
      { variants: [row('a', 400, 20), row('b', 400, 20)], verdict: close },
      'unclear',
      /^None: the best two are even, at 5\.0 % answered/,
      /61\.2 % sure, and the cadence asks for 95 %/,
      /may be no difference/,
    ],
    [
      'a winner that is suggested',
      { rule: suggest, verdict: won },
      'decided',
      /^question/,
      /^Yes: 97\.3 % sure, however often/,
      /^Give question all of the weight/,
    ],
    [
      'a winner that comes into force by itself',
      { rule: { ...suggest, mode: 'apply' }, verdict: won },
      'decided',
      /^question/,
      /^Yes/,
      /gets question by itself/,
    ],
    [
      'one that is in force, whatever came since',
      { rule: suggest, verdict: close, inForce: 'example' },
      'decided',
      /^question/,
      /^Not yet/,
      /everybody new gets example/,
    ],
  ])('%s', (_what, more, standing, leads, trust, next) => {
    const shown = shownVerdict(report(more), sayer('en', reportsWords, sharedWords), 'en');
    expect(shown.standing).toBe(standing);
    expect(shown.leads).toMatch(leads);
    expect(shown.trust).toMatch(trust);
    expect(shown.next).toMatch(next);
  });
});

test('whoever is even leads nothing', () => {
  expect(leaderOf(report({}))?.variant).toBe('question');
  expect(leaderOf(report({ variants: [row('a', 10, 1), row('b', 20, 2)] }))).toBeNull();
  expect(leaderOf(report({ variants: [row('a', 0, 0), row('b', 0, 0)] }))).toBeNull();
});
