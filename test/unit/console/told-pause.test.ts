import { expect, test } from 'vitest';
import { toldPause } from '../../../src/console/shown/sentence.ts';
import { judgeRates } from '../../../src/domain/guard-rails.ts';
import { inEnglish, sentence } from '../../../src/domain/sentence.ts';

const rails = {
  bounces: { warn: 0.03, pause: 0.05 },
  complaints: { warn: 0.001, pause: 0.003 },
  minSample: 100,
};
const reader = { language: 'nb', zone: 'Europe/Oslo', now: new Date(0) } as const;

test('a rate beyond its rail is told in the language of the reader, and in English elsewhere', () => {
  const verdict = judgeRates({ sent: 1_000, bounced: 0, complained: 4 }, rails);
  const why = sentence('rail.whole-domain', {
    domain: 'fjord.example',
    why: verdict?.why ?? 'nothing',
  });
  const reason = inEnglish(why);
  expect(reason).toBe(
    'all of fjord.example: 4 of 1000 mails of the last 7 days were called spam: 0.4 %, the limit is 0.3 %',
  );
  // As it comes back out of the database.
  const kept = JSON.parse(JSON.stringify(why));
  const said = { reason: kept, warning: null };
  expect(toldPause({ cause: 'rate', reason, warning: null, said }, reader)).toEqual({
    reason: {
      text: 'hele fjord.example: 4 av 1000 e-poster de siste 7 dagene ble meldt som søppelpost: 0,4 %, grensen er 0,3 %',
      language: 'nb',
    },
    warning: null,
  });
});

test.each([
  ['person', null],
  ['refused', 'en'],
])('words that are not ours (%s) are told as they are', (cause, language) => {
  const said = { reason: null, warning: null };
  const { reason } = toldPause({ cause, reason: '550 no', warning: null, said }, reader);
  expect(reason).toEqual({ text: '550 no', language });
});
