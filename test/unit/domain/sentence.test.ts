import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import {
  allInEnglish,
  at,
  inEnglish,
  readSentence,
  sentence,
} from '../../../src/domain/sentence.ts';
import { english } from '../../../src/domain/sentences/english.ts';

const noon = new Date('2026-11-26T12:00:00Z');

test('in English instants are ISO 8601, codes are themselves, and parts are filled in', () => {
  const cause = sentence('explain.of-law', { lack: sentence('law.country-unknown') });
  const reason = { code: 'missing_basis', of: 'pause' } as const;
  const paused = sentence('explain.paused-until', { reason, until: at(noon), cause });
  expect(inEnglish(paused)).toBe(
    'It is paused (missing_basis) until 2026-11-26T12:00:00.000Z, because of Country not known. Nothing is sent meanwhile.',
  );
});

test('what is left out stays empty, and what somebody wrote is no hole', () => {
  const reason = { code: 'manual', of: 'pause' } as const;
  expect(inEnglish(sentence('explain.paused-until-resumed', { reason }))).toBe(
    'It is paused (manual) until somebody resumes it. Nothing is sent meanwhile.',
  );
  const why = sentence('explain.deferred', { step: '{due}', response: '$&', due: at(noon) });
  expect(inEnglish(why)).toContain('put "{due}" off ($&)');
});

test('lists and distances in time', () => {
  const span = { days: 3, businessDays: 0, ms: 7_200_000 };
  const values = { cadence: 'k', from: 'then', cooldown: { span } };
  expect(inEnglish(sentence('refusal.cooldown', values))).toContain('3 days and 2 hours after');
  const list = ['holiday', 'jitter'].map((code) => ({ code, of: 'moved' }) as const);
  const moved = sentence('explain.moved', { reasons: { list } });
  expect(allInEnglish([moved, sentence('explain.nothing')])).toBe(
    'It was moved there by holiday, jitter. Nothing is planned.',
  );
});

test('what was kept is read again, and what nobody says any more is not', () => {
  const span = { days: 0, businessDays: 2, ms: 0 };
  const list = [at(noon), { code: 'consent', of: 'basis' } as const, { span }, 'x', 7];
  const whole = sentence('law.lack', { faults: { list, by: '' }, needs: sentence('law.consent') });
  const kept: unknown = JSON.parse(JSON.stringify(whole));
  expect(readSentence(kept)).toEqual(whole);
  const unread = [
    ...[null, undefined, 'refusal.erased', {}, { key: 'gone' }, { key: 'toString' }],
    { key: 'law.lack', values: { faults: { list: 'x' } } },
  ];
  for (const one of unread) expect(readSentence(one)).toBeNull();
});

test('no key stands in two files of sentences: the one would hide the other', async () => {
  const folder = resolve(import.meta.dirname, '../../../src/domain/sentences');
  const gathered = ['english.ts', 'lint.ts'];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !gathered.includes(name),
  );
  const keys = await Promise.all(
    files.map(async (file) => {
      const parts: Record<string, object> = await import(resolve(folder, file));
      return Object.values(parts).flatMap(Object.keys);
    }),
  );
  const all = keys.flat();
  expect(all.toSorted()).toEqual(Object.keys(english).toSorted());
});
