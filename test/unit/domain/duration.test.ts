import { describe, expect, test } from 'vitest';
import { formatDuration } from '../../../src/domain/duration.ts';
import { parseDuration } from '../../../src/domain/parse-duration.ts';

describe('durations', () => {
  test.each(['2s', '15 minutes', '4 hours', '3 days', '1 day', '3 business days'])(
    '%s reads back',
    (text) => {
      expect(formatDuration(parseDuration(text))).toBe(text);
    },
  );
  test.each([
    '',
    'soon',
    '3',
    '-1 day',
    '3 months',
    'P1M',
    'P1Y',
    '4000 days',
    '3 fortnights',
    '1.5 days',
    '__proto__',
    '3 constructor',
    'PT',
    'P',
  ])('"%s" is refused', (text) => {
    expect(() => parseDuration(text)).toThrow(/duration|ten years/);
  });
});
