import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cadence } from '../../../../src/domain/cadence.ts';
import { diffCadences, diffTemplates } from '../../../../src/domain/edit/diff.ts';
import { longestKept } from '../../../../src/domain/edit/longest-kept.ts';
import { unifiedDiff } from '../../../../src/domain/edit/unified-diff.ts';
import { anyCadence, cadence } from './cadences.ts';

const base = cadence('a b c', { price: 'p q' });
const withStep = (change: object): Cadence => ({
  ...base,
  steps: base.steps.map((step) => (step.id === 'b' ? { ...step, ...change } : step)),
});
const days = (count: number) => ({ days: count, businessDays: 0, ms: 0 });

test.each<[what: string, to: Cadence, changes: readonly object[]]>([
  ['nothing', base, []],
  [
    'added',
    cadence('a x b c', { price: 'p q' }),
    [{ what: 'step-added', list: 'steps', step: 'x', after: 'a' }],
  ],
  [
    'removed',
    cadence('a c', { price: 'p q' }),
    [{ what: 'step-removed', list: 'steps', step: 'b' }],
  ],
  [
    'moved',
    cadence('b c a', { price: 'p q' }),
    [{ what: 'step-moved', list: 'steps', step: 'a', after: 'c' }],
  ],
  [
    'renamed',
    cadence('a z c', { price: 'p q' }),
    [
      { what: 'step-removed', list: 'steps', step: 'b' },
      { what: 'step-added', list: 'steps', step: 'z', after: 'a' },
    ],
  ],
  [
    'in a track',
    cadence('a b c', { price: 'p' }),
    [{ what: 'step-removed', list: 'tracks.price', step: 'q' }],
  ],
  [
    'a track',
    cadence('a b c', { price: 'p q', time: 's' }),
    [{ what: 'track-added', track: 'time' }],
  ],
  ['no track', cadence('a b c'), [{ what: 'track-removed', track: 'price' }]],
  [
    'its end',
    cadence('a b c', { price: 'p q' }, { do: 'exit' }),
    [{ what: 'setting-changed', field: 'tracks.price.then.do', from: 'resume', to: 'exit' }],
  ],
  [
    'a delay',
    withStep({ after: days(5) }),
    [
      {
        what: 'step-changed',
        list: 'steps',
        step: 'b',
        field: 'after',
        from: days(2),
        to: days(5),
      },
    ],
  ],
  [
    'a stage',
    withStep({ stage: 'closing' }),
    [
      {
        what: 'step-changed',
        list: 'steps',
        step: 'b',
        field: 'stage',
        from: 'prospecting',
        to: 'closing',
      },
    ],
  ],
  [
    'a template',
    withStep({ email: { template: 'o', thread: 'new' } }),
    [
      {
        what: 'step-changed',
        list: 'steps',
        step: 'b',
        field: 'email.template',
        from: 't/b',
        to: 'o',
      },
    ],
  ],
  [
    'the title',
    { ...base, title: 'D' },
    [{ what: 'setting-changed', field: 'title', from: 'C', to: 'D' }],
  ],
  [
    'the schedule',
    { ...base, schedule: { ...base.schedule, days: [1, 2] } },
    [{ what: 'setting-changed', field: 'schedule.days', from: [1, 2, 3, 4, 5, 6, 7], to: [1, 2] }],
  ],
  [
    'who is let in',
    { ...base, entry: { reentry: 'once', cooldown: days(14) } },
    [
      { what: 'setting-changed', field: 'entry.reentry', from: null, to: 'once' },
      { what: 'setting-changed', field: 'entry.cooldown', from: null, to: days(14) },
    ],
  ],
  [
    'a rule',
    { ...base, on: { reply: { pause: true } } },
    [{ what: 'setting-changed', field: 'on.reply', from: null, to: { pause: true } }],
  ],
])('%s', (_what, to, changes) => {
  expect(diffCadences(base, to)).toEqual(changes);
});

test('no difference to itself, and some to everything else', () => {
  fc.assert(
    fc.property(anyCadence, anyCadence, (one, other) => {
      expect(diffCadences(one, structuredClone(one))).toEqual([]);
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(diffCadences(one, other).length > 0).toBe(!same);
    }),
  );
});

test('templates whose text has changed, with the steps that use them', () => {
  const of = (...hashes: readonly string[]) => ({
    cadence: base,
    templates: hashes.map((text) => {
      const [key = '', hash = ''] = text.split('=');
      return { key, locale: 'nb', hash };
    }),
  });
  expect(diffTemplates(of('t/a=1', 't/b=1', 't/c=1'), of('t/a=1', 't/b=2', 't/x=1'))).toEqual([
    { template: 't/b', locale: 'nb', what: 'changed', steps: ['b'] },
    { template: 't/c', locale: 'nb', what: 'removed', steps: ['c'] },
    { template: 't/x', locale: 'nb', what: 'added', steps: [] },
  ]);
});

test('a difference between texts is shown with three lines around it', () => {
  const from = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13'];
  const to = from.map((line) => (line === '5' ? 'five' : line)).filter((line) => line !== '13');
  expect(unifiedDiff(from.join('\n'), to.join('\n'))).toEqual([
    '@@',
    ' 2',
    ' 3',
    ' 4',
    '-5',
    '+five',
    ' 6',
    ' 7',
    ' 8',
    '@@',
    ' 10',
    ' 11',
    ' 12',
    '-13',
  ]);
  expect(unifiedDiff('same', 'same')).toEqual([]);
});

test('a difference has every line that only one of the two texts has, in the order of both', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(text, text, (from, to) => {
      const lines = unifiedDiff(from.join('\n'), to.join('\n'));
      if (from.join() === to.join()) {
        expect(lines).toEqual([]);
        return;
      }
      // Texts this short are shown whole: no line is further than three from a change.
      const side = (sign: string) => lines.filter((line) => line[0] !== sign);
      expect(side('+').map((line) => line.slice(1))).toEqual(from);
      expect(side('-').map((line) => line.slice(1))).toEqual(to);
      expect(lines.filter((line) => line[0] === ' ')).toHaveLength(longestKept(to, from).length);
    }),
  );
});
