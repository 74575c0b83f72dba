import { expect, test } from 'vitest';
import { replySubject } from '../../../src/email/threading.ts';

test.each([
  ['Rutene hos Nordmat', 'Re: Rutene hos Nordmat'],
  ['Re: Rutene', 'Re: Rutene'],
  ['RE:Rutene', 'Re: Rutene'],
  ['SV: Rutene', 'Re: Rutene'],
  ['Sv : Rutene', 'Re: Rutene'],
  ['VS: Rutene', 'Re: Rutene'],
  ['AW: Die Touren', 'Re: Die Touren'],
  ['Antw: De routes', 'Re: De routes'],
  ['R: I giri', 'Re: I giri'],
  ['RV: Las rutas', 'Re: Las rutas'],
  ['Re[2]: Routes', 'Re: Routes'],
  ['Re: SV: AW: re: Routes', 'Re: Routes'],
  ['  Re:   Routes  ', 'Re: Routes'],
  // Words that only begin like a prefix, and prefixes that stand elsewhere.
  ['Reports: the first month', 'Re: Reports: the first month'],
  ['Svar: ja eller nei', 'Re: Svar: ja eller nei'],
  ['Routes: Re: depots', 'Re: Routes: Re: depots'],
  ['Re', 'Re: Re'],
  ['Re:', 'Re: '],
  ['', 'Re: '],
])('an answer to %j', (subject, expected) => {
  expect(replySubject(subject)).toBe(expected);
});

test('answering an answer changes nothing', () => {
  const once = replySubject('SV: Rutene hos Nordmat');
  expect(replySubject(once)).toBe(once);
});

test('a subject made of prefixes and blanks takes no time', () => {
  const startedAt = performance.now();
  replySubject(`${'re : '.repeat(5_000)}${' '.repeat(20_000)}x`);
  replySubject(`re${' '.repeat(20_000)}x`);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
