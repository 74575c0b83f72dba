import { describe, expect, test } from 'vitest';
import { asWaiting, initialState } from '../../../../src/domain/enrolment/state.ts';
import {
  advance,
  advanceCursor,
  exit,
  hold,
  pause,
  resume,
  start,
} from '../../../../src/domain/enrolment/transitions.ts';
import { cadence, event, fold } from './sale.ts';

describe('progress', () => {
  test('through the main steps to the end', () => {
    const two = advanceCursor(initialState(cadence), cadence, { run: 0, stepId: 'one' });
    expect(two).toMatchObject({ cursor: 'two', stage: 'second', status: 'active' });
    const three = advanceCursor(two, cadence, { run: 0, stepId: 'two' });
    expect(advanceCursor(three, cadence, { run: 0, stepId: 'three' })).toMatchObject({
      cursor: null,
      status: 'completed',
    });
    expect(advanceCursor(three, cadence, { run: 0, stepId: 'one' })).toEqual(three);
  });

  test('through a track and back, which is noted', () => {
    const inTrack = fold([event('reply.objection', 1, { category: 'price' })]).state;
    const second = advanceCursor(inTrack, cadence, { run: 1, stepId: 'p1' });
    const back = advanceCursor(second, cadence, { run: 1, stepId: 'p2' });
    expect(back).toMatchObject({ track: null, cursor: 'one', returnTo: null });
    expect(back).toMatchObject({ run: 1, passed: ['price'] });
  });

  test('a mail that was in the air when the track was entered moves the way back', () => {
    const inTrack = fold([event('reply.objection', 1, { category: 'price' })]).state;
    expect(advanceCursor(inTrack, cadence, { run: 0, stepId: 'one' })).toMatchObject({
      cursor: 'p1',
      returnTo: { cursor: 'two' },
    });
  });

  test('the last mail sent while paused: completed on resume', () => {
    const at = { ...initialState(cadence), cursor: 'three', stage: 'closing' };
    const paused = fold([event('reply.received', 1)], at).state;
    const sent = advanceCursor(paused, cadence, { run: 0, stepId: 'three' });
    expect(sent).toMatchObject({ status: 'paused', cursor: null });
    expect(resume(sent)).toMatchObject({ status: 'completed' });
  });

  test('what people may not do is refused with a code', () => {
    const ended = exit(initialState(cadence), 'manual');
    if ('refused' in ended) throw new Error('refused');
    expect(exit(ended, 'manual')).toEqual({ refused: 'already_ended' });
    expect(pause(ended, null)).toEqual({ refused: 'not_active' });
    expect(hold(ended, 'missing_merge_field')).toEqual({ refused: 'not_active' });
    expect(resume(initialState(cadence))).toEqual({ refused: 'not_paused' });
    expect(advance(initialState(cadence), cadence, 'first')).toEqual({ refused: 'not_ahead' });
    expect(advance(initialState(cadence), cadence, 'nowhere')).toEqual({
      refused: 'unknown_stage',
    });
    expect(advance(initialState(cadence), cadence, 'closing')).toMatchObject({ cursor: 'three' });
  });

  test('whoever waits comes back to the queue, moves on in it, and starts where they stand', () => {
    const waiting = asWaiting(initialState(cadence));
    expect(waiting).toMatchObject({ status: 'pending', waits: true });
    const paused = pause(waiting, null);
    if ('refused' in paused) throw new Error('refused');
    expect(resume(paused)).toEqual(waiting);
    expect(advance(paused, cadence, 'closing')).toMatchObject({
      status: 'pending',
      cursor: 'three',
    });
    expect(resume(waiting)).toEqual({ refused: 'not_paused' });
    expect(start(waiting)).toEqual(initialState(cadence));
    expect(start(initialState(cadence))).toEqual(initialState(cadence));
    const ended = exit(waiting, 'manual');
    expect('refused' in ended || start(ended)).toEqual(ended);
    // All steps were taken out of its cadence meanwhile.
    expect(start({ ...waiting, cursor: null })).toMatchObject({ status: 'completed' });
  });
});
