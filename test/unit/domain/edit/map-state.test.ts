import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cadence } from '../../../../src/domain/cadence.ts';
import { mapState } from '../../../../src/domain/edit/map-state.ts';
import { standIn } from '../../../../src/domain/edit/undo-move.ts';
import {
  type EnrolmentState,
  initialState,
  touchRun,
} from '../../../../src/domain/enrolment/state.ts';
import { anyCadence, cadence, standAfter } from './cadences.ts';

const old = cadence('a b c d@closing', { price: 'p q' });
const at = (cursor: string | null, more: Partial<EnrolmentState> = {}): EnrolmentState => ({
  ...initialState(old),
  cursor,
  ...more,
});
const inPrice = (cursor: string, from: string | null) =>
  at(cursor, { track: 'price', run: 1, returnTo: { cursor: from, stage: 'prospecting' } });

describe('where it stands in the new version', () => {
  test.each<[what: string, state: EnrolmentState, to: Cadence, spent: string, stands: object]>([
    ['the step is there', at('b'), cadence('a x b c'), 'a', { cursor: 'b' }],
    [
      'it is in another stage',
      at('b'),
      cadence('a b@closing'),
      'a',
      { cursor: 'b', stage: 'closing' },
    ],
    ['it is gone: its successor', at('b'), cadence('a c d'), 'a', { cursor: 'c' }],
    [
      'and that one too: the next',
      at('b'),
      cadence('a d@closing'),
      'a',
      { cursor: 'd', stage: 'closing' },
    ],
    [
      'nothing is left: completed',
      at('c'),
      cadence('a b'),
      'a b',
      { cursor: null, status: 'completed' },
    ],
    [
      'nothing is left for somebody paused: paused at the end',
      at('c', { status: 'paused', pauseReason: 'manual' }),
      cadence('a b'),
      'a b',
      { cursor: null, status: 'paused' },
    ],
    [
      'its successor was sent already: the next unsent',
      at('c'),
      cadence('d a e'),
      'a b d',
      { cursor: 'e' },
    ],
    [
      'all that is left was sent: completed',
      at('c'),
      cadence('d a'),
      'a b d',
      { status: 'completed' },
    ],
    [
      'it is in a track now: gone from here',
      at('b'),
      cadence('a c', { price: 'b' }),
      'a',
      { cursor: 'c' },
    ],
    [
      'not started: the new beginning',
      at('a', { status: 'pending', waits: true }),
      cadence('x a'),
      '',
      { cursor: 'x', status: 'pending' },
    ],
    [
      'not started and held: the new beginning',
      at('a', { status: 'paused', pauseReason: 'replied', waits: true }),
      cadence('x a'),
      '',
      { cursor: 'x', status: 'paused', waits: true },
    ],
    [
      'not started, and led on by what was heard: there',
      at('b', { status: 'pending', waits: true }),
      cadence('x a b'),
      '',
      { cursor: 'b', status: 'pending', waits: true },
    ],
    [
      'ended: as it was',
      at('b', { status: 'exited', exitReason: 'manual' }),
      cadence('a'),
      'a',
      { cursor: 'b' },
    ],
    [
      'the track is there',
      inPrice('q', 'c'),
      cadence('a c', { price: 'p q' }),
      'a b',
      { track: 'price', cursor: 'q' },
    ],
    [
      'its road back is gone',
      inPrice('q', 'b'),
      cadence('a c', { price: 'p q' }),
      'a',
      { returnTo: { cursor: 'c', stage: 'prospecting' } },
    ],
    [
      'the track is gone: where it came from',
      inPrice('q', 'b'),
      cadence('a b c'),
      'a',
      { track: null, returnTo: null, cursor: 'b' },
    ],
    [
      'the rest of the track is gone: what its end says',
      inPrice('q', 'b'),
      cadence('a b c', { price: 'p' }),
      'a',
      { track: null, cursor: 'b', status: 'active' },
    ],
    [
      'that exits',
      inPrice('q', 'b'),
      cadence('a b', { price: 'p' }, { do: 'exit' }),
      'a',
      { status: 'exited', exitReason: 'objection' },
    ],
    [
      'that goes to a stage',
      inPrice('q', 'b'),
      cadence('a b d@closing', { price: 'p' }, { do: 'advance', stage: 'closing' }),
      'a',
      { cursor: 'd', stage: 'closing' },
    ],
  ])('%s', (_what, state, to, spent, stands) => {
    const touched = spent.split(' ').map((stepId) => ({ run: 0, stepId }));
    expect(mapState(state, old, to, touched)).toMatchObject(stands);
  });
});

const stand = fc.record({
  from: anyCadence,
  touches: fc.nat(6),
  track: fc.constantFrom(null, 'price', 'timing'),
  paused: fc.boolean(),
});

test('it stands at a step of the new version that was not touched, or it has ended', () => {
  fc.assert(
    fc.property(stand, anyCadence, ({ from, touches, track, paused }, to) => {
      const { state, spent } = standAfter(from, touches, track, paused);
      const moved = mapState(state, from, to, spent);
      if (moved.status === 'completed' || moved.status === 'exited' || moved.cursor === null)
        return;
      const list = moved.track === null ? to.steps : to.tracks[moved.track]?.steps;
      const step = list?.find(({ id }) => id === moved.cursor);
      expect(step?.stage).toBe(moved.stage);
      expect(spent).not.toContainEqual({ run: touchRun(moved), stepId: moved.cursor });
    }),
    { numRuns: 2_000 },
  );
});

test('edits followed by their inverses, in one step or in many, leave every cursor where it was', () => {
  fc.assert(
    fc.property(
      stand,
      fc.array(anyCadence, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      ({ from, touches, track, paused }, edits, inOneStep) => {
        const { state, spent } = standAfter(from, touches, track, paused);
        const versions = [from, ...edits].map((one, index) => ({
          hash: `v${index}`,
          cadence: one,
        }));
        const there = versions.slice(1);
        const back = inOneStep ? versions.slice(0, 1) : versions.slice(0, -1).toReversed();
        let [here, hash] = [state, versions[0]];
        const moves: Parameters<typeof standIn>[3][number][] = [];
        for (const target of [...there, ...back]) {
          if (hash === undefined) throw new Error('no version');
          const { state: after } = standIn(here, hash, target, moves, spent);
          moves.unshift({ fromHash: hash.hash, toHash: target.hash, before: here, after });
          [here, hash] = [after, target];
        }
        expect(here).toEqual(state);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('somebody who has gone on since is mapped, and comes out of a track where they stood before', () => {
  const [from, to] = [cadence('a b c d', { price: 'p' }), cadence('a c d', { price: 'p' })];
  const v1 = { hash: 'v1', cadence: from };
  const v2 = { hash: 'v2', cadence: to };
  const before = at('b');
  const after = mapState(before, from, to, [{ run: 0, stepId: 'a' }]);
  const moves = [{ fromHash: 'v1', toHash: 'v2', before, after }];
  const back = (state: EnrolmentState) => standIn(state, v2, v1, moves, []);
  expect(back(at('d')).state.cursor).toBe('d');
  expect(back(inPrice('p', 'c')).state).toMatchObject({
    track: 'price',
    cursor: 'p',
    returnTo: { cursor: 'b' },
  });
  const paused = back({ ...after, status: 'paused', pauseReason: 'replied' }).state;
  expect(paused).toMatchObject({ cursor: 'b', status: 'paused', pauseReason: 'replied' });
});
