import { expect, test } from 'vitest';
import { refuseTold, toldOf } from '../../../src/commands/told-prospect.ts';

test('flags become what the API has', () => {
  const evidence = { basisSource: 'form 118', basisAt: '2026-11-02T10:00:00+01:00' };
  expect(toldOf({ country: 'no', basis: 'consent', ...evidence })).toEqual({
    country: 'NO',
    basis: 'consent',
    basisSource: 'form 118',
    basisAt: new Date('2026-11-02T09:00:00Z'),
  });
  expect(toldOf({})).toEqual({});
});

test.each([
  [{ basis: 'consent', basisAt: '2026-11-02' }, '--basis-source: is missing'],
  [{ basis: 'consent', basisSource: 'form 118' }, '--basis-at: is missing'],
  [{ basisAt: '2026-11-02' }, '--basis: is missing'],
  [{ basisAt: 'yesterday' }, '--basis-at: must be a day such as'],
  [{ addressKind: 'office' }, '--address-kind: '],
  [{ country: 'Norge' }, '--country: must be an ISO country code'],
])('%o is refused: %s', (options, words) => {
  expect(() => toldOf(options)).toThrow(words);
});

test('in a list, columns say it', () => {
  expect(() => refuseTold({ basisSource: 'form 118' })).toThrow('--basis-source is for one');
  expect(() => refuseTold({})).not.toThrow();
});
