import { expect, test } from 'vitest';
import { isTooSoon, objectsToTracking } from '../../../src/domain/tracking.ts';

test.each<[Readonly<Record<string, unknown>>, boolean]>([
  [{}, false],
  [{ tracking: true }, false],
  [{ tracking: null }, false],
  [{ tracking: '' }, false],
  [{ tracking: 'yes' }, false],
  [{ tracking: 1 }, false],
  [{ tracking: 'Ja ' }, false],
  [{ tracking: 'SÌ' }, false],
  [{ tracking: undefined }, false],
  [{ plan: 'no' }, false],
  [{ tracking: false }, true],
  [{ tracking: 0 }, true],
  [{ tracking: ' No ' }, true],
  [{ tracking: 'FALSE' }, true],
  [{ ' Tracking': 'nei' }, true],
  ...['n', 'nej', 'Nein', 'non', 'nee', 'não', 'ei', 'f', 'opted out', '-', 'x', '?'].map(
    (word): [Readonly<Record<string, unknown>>, boolean] => [{ tracking: word }, true],
  ),
  [{ tracking: 2 }, true],
  [{ tracking: { clicks: false } }, true],
  // Two columns that say it differently: a no is a no.
  [{ tracking: true, TRACKING: false }, true],
])('a prospect with %j objects: %s', (attributes, objects) => {
  expect(objectsToTracking(attributes)).toBe(objects);
});

test('ten seconds after its mail a person may have acted', () => {
  const handedOver = new Date('2026-11-24T09:00:00Z');
  const after = (ms: number) => isTooSoon(handedOver, new Date(handedOver.getTime() + ms));
  expect([after(-5_000), after(0), after(9_999), after(10_000), after(86_400_000)]).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
