import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLibrary } from '../../../src/app/library/library.ts';
import { writeLintCorpus } from '../../bench/lint-corpus.ts';

test('the corpus of the bench is of the size that was asked for, and without problems', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'cadence-corpus-'));
  try {
    await writeLintCorpus(dir, 4, 40);
    const library = await readLibrary(join(dir, 'cadences'), join(dir, 'templates'));
    expect([library.cadences.length, library.templates.length]).toEqual([4, 40]);
    expect(library.problems).toEqual([]);
  } finally {
    await rm(dir, { recursive: true });
  }
});
