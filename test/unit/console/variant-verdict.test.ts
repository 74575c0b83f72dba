import { describe, expect, test } from 'vitest';
import type { VariantReport, VariantRow } from '../../../src/app/enrolments/judge-variants.ts';
import { leaderOf, shownVerdict } from '../../../src/console/shown/variant-verdict.ts';
import { reportsWords } from '../../../src/console/words/reports.ts';
import { sharedWords } from '../../../src/console/words/shared.ts';
import { sayer } from '../../../src/console/words.ts';
import { seesAll } from '../../../src/domain/viewer.ts';

const suggest = { metric: 'reply', minSample: 200, confidence: 95, mode: 'suggest' } as const;
const few = { winner: null, confidence: null, because: 'too_few' } as const;
const won = { winner: 'question', confidence: 97.3, because: 'winner' } as const;
const close = { winner: null, confidence: 61.2, because: 'too_close' } as const;
const say = sayer('en', reportsWords, sharedWords);

const row = (variant: string, sent: number, reply: number, best = 0.5): VariantRow => ({
  ...{ variant, sent, reply, meeting: 0, won: 0, low: null, high: null, best },
  rate: sent === 0 ? null : reply / sent,
});

const report = (more: Partial<VariantReport>): VariantReport => ({
  ...{ cadence: 'new-business', step: 'intro', rule: null, inForce: null, sampleNeeded: null },
  variants: [row('example', 416, 41, 0.04), row('question', 416, 62, 0.96)],
  verdict: close,
  ...more,
});

describe('what a comparison says to somebody who sees it for the first time', () => {
  test.each<[string, Partial<VariantReport>, string, RegExp, RegExp, RegExp]>([
    [
      'a difference of few mails',
      {
        sampleNeeded: 402,
        verdict: few,
        variants: [row('example', 16, 1), row('question', 16, 2)],
      },
      'early',
      /^None yet: there are too few mails\.$/,
      /^No, it is too early to tell.* 200 of each/,
      /about 402 of each.* 386 are missing/,
    ],
    [
      'nothing sent yet',
      { verdict: few, variants: [row('example', 0, 0), row('question', 0, 0)] },
      'early',
      /no mail has been sent/,
      /too early/,
      /^Let all of them run\. 200 more/,
    ],
    [
      'two that are even',
      { variants: [row('a', 400, 20), row('b', 400, 20)], verdict: close },
      'unclear',
      /^None: two are as likely to be the best, at 5\.0 % and 5\.0 % answered/,
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
    const shown = shownVerdict(report(more), say, 'en', seesAll);
    expect(shown.standing).toBe(standing);
    expect(shown.leads).toMatch(leads);
    expect(shown.trust).toMatch(trust);
    expect(shown.next).toMatch(next);
  });
});

test('whoever is most likely the best leads, whatever the rates look like', () => {
  expect(leaderOf(report({}))?.variant).toBe('question');
  const fewerMails = { variants: [row('a', 210, 10, 0.56), row('b', 900, 44, 0.44)] };
  expect(leaderOf(report(fewerMails))?.variant).toBe('a');
  expect(shownVerdict(report(fewerMails), say, 'en', seesAll).leads).toBe(
    'a, with a 56 % chance to be the best: 4.8 % answered, against 4.9 %.',
  );
});

test('nothing leads while there are too few mails, or where two are as likely to be the best', () => {
  const early = { verdict: few, variants: [row('a', 4, 0, 0.6), row('b', 14, 1, 0.4)] };
  expect(leaderOf(report(early))).toBeNull();
  const even = { variants: [row('a', 400, 20, 0.5001), row('b', 400, 20, 0.4999)] };
  expect(leaderOf(report(even))).toBeNull();
});

test('whoever sees some enrolments is not told what is decided on all', () => {
  const own = { owners: ['kari@firm.no'] };
  const shown = (more: object) => shownVerdict(report(more), say, 'en', own).next;
  expect(shown({ verdict: won, rule: { ...suggest, mode: 'apply' } })).toMatch(
    /^Nothing on these figures/,
  );
  expect(shown({ inForce: 'example' })).toMatch(/everybody new gets example/);
});
