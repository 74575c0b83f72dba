import { expect, test } from 'vitest';
import { createIds } from '../../src/ids.ts';

test('ids are UUIDs of version 7, each its own, in the order in which they were made', () => {
  const newId = createIds();
  const ids = Array.from({ length: 5_000 }, () => newId());
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  const made = Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16);
  expect(Math.abs(Date.now() - made)).toBeLessThan(60_000);
});

test('two makers make no id twice', () => {
  const [one, other] = [createIds(), createIds()];
  const ids = Array.from({ length: 1_000 }, () => [one(), other()]).flat();
  expect(new Set(ids).size).toBe(ids.length);
});
