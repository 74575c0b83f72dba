import { describe, expect, test } from 'vitest';
import { type HeardEvent, outcomeOf } from '../../../../src/domain/enrolment/fold.ts';
import { type EnrolmentState, initialState } from '../../../../src/domain/enrolment/state.ts';
import { pause } from '../../../../src/domain/enrolment/transitions.ts';
import { cadence, day, event, fold } from './sale.ts';

describe('one event on an active enrolment', () => {
  test.each<[string, HeardEvent, Partial<EnrolmentState>]>([
    [
      'a reply',
      event('reply.received', 1),
      { status: 'paused', pauseReason: 'replied', resumeAt: null },
    ],
    [
      'an objection with a track',
      event('reply.objection', 1, { category: 'price' }),
      {
        status: 'active',
        track: 'price',
        run: 1,
        cursor: 'p1',
        returnTo: { cursor: 'one', stage: 'first' },
      },
    ],
    [
      'an objection with a date',
      event('reply.objection', 1, { category: 'timing', until: day(20) }),
      { status: 'paused', pauseReason: 'objection', resumeAt: day(20).toISOString() },
    ],
    [
      'without the date',
      event('reply.objection', 1, { category: 'timing' }),
      { resumeAt: '2026-12-01T00:00:00.000Z' },
    ],
    [
      'a date in the past',
      event('reply.objection', 9, { category: 'timing', until: day(2) }),
      { resumeAt: '2026-12-09T00:00:00.000Z' },
    ],
    [
      'pause and track',
      event('reply.objection', 1, { category: 'later', until: day(20) }),
      { status: 'paused', track: 'price', cursor: 'p1', resumeAt: day(20).toISOString() },
    ],
    [
      'an objection that ends it',
      event('reply.objection', 1, { category: 'not-interested' }),
      { status: 'exited', exitReason: 'objection' },
    ],
    [
      'an unknown objection',
      event('reply.objection', 1, { category: 'constructor' }),
      { status: 'paused', pauseReason: 'objection' },
    ],
    [
      'a meeting',
      event('meeting.booked', 1),
      { status: 'active', cursor: 'three', stage: 'closing' },
    ],
    [
      'out of office',
      event('reply.auto', 1, { until: day(10) }),
      { status: 'paused', pauseReason: 'out_of_office', resumeAt: day(11).toISOString() },
    ],
    [
      'out of office, of which no end is told, heard of when it may be over',
      event('reply.auto', 1, { receivedAt: day(9) }),
      { resumeAt: day(16).toISOString() },
    ],
    [
      'out of office, of which no end is told, heard of a day later',
      event('reply.auto', 1, { receivedAt: day(2) }),
      { resumeAt: day(8).toISOString() },
    ],
    [
      'out of office until a day that had passed when it was written',
      event('reply.auto', 5, { until: day(4) }),
      { resumeAt: day(12).toISOString() },
    ],
    [
      'out of office, heard of when the day of return had passed',
      event('reply.auto', 1, { until: day(4), receivedAt: day(9) }),
      { resumeAt: day(5).toISOString() },
    ],
    ['a win', event('deal.won', 1), { status: 'exited', exitReason: 'closed_won' }],
    [
      'a loss without a rule',
      event('deal.lost', 1),
      { status: 'exited', exitReason: 'closed_lost' },
    ],
    [
      'a hard bounce',
      event('email.bounced', 1, { hard: true }),
      { status: 'exited', exitReason: 'bounced' },
    ],
    [
      'a soft bounce',
      event('email.bounced', 1, { hard: false }),
      { status: 'active', cursor: 'one' },
    ],
    ['a complaint', event('email.complained', 1), { status: 'exited', exitReason: 'complained' }],
    ['an opt-out', event('prospect.opted_out', 1), { status: 'exited', exitReason: 'opted_out' }],
    [
      'a later stage of the deal',
      event('deal.stage_changed', 1, { stage: 'closing' }),
      { cursor: 'three' },
    ],
    ['the stage it is in', event('deal.stage_changed', 1, { stage: 'first' }), { cursor: 'one' }],
    [
      'a stage it does not have',
      event('deal.stage_changed', 1, { stage: 'party' }),
      { cursor: 'one' },
    ],
  ])('%s', (_, heard, expected) => {
    expect(fold([heard]).state).toMatchObject(expected);
  });

  test('only what ends all mail suppresses; a soft bounce says why it did nothing', () => {
    const soft = event('email.bounced', 1, { hard: false });
    const { state, effects } = fold([soft]);
    expect(effects).toEqual([]);
    expect(outcomeOf(initialState(cadence), state, effects, soft)).toEqual({
      outcome: 'ignored',
      reason: 'soft_bounce',
    });
    const ours = event('email.bounced', 1, { hard: false, reason: 'spam_detected' });
    expect(outcomeOf(initialState(cadence), state, effects, ours)).toEqual({
      outcome: 'ignored',
      reason: 'sender_fault',
    });
    const tooMany = fold([{ ...soft, tooMany: true }]);
    expect(tooMany.effects).toEqual([]);
    expect(tooMany.state).toMatchObject({ status: 'exited', exitReason: 'bounced' });
    expect(fold([event('email.bounced', 1, { hard: true })]).effects).toMatchObject([
      { do: 'suppress', reason: 'bounced' },
    ]);
  });
});

describe('several events', () => {
  test.each<[string, HeardEvent[], Partial<EnrolmentState>]>([
    [
      'a reply outranks an out-of-office',
      [event('reply.received', 1), event('reply.auto', 2, { until: day(9) })],
      { status: 'paused', pauseReason: 'replied', resumeAt: null },
    ],
    [
      'an objection ends an out-of-office',
      [
        event('reply.auto', 2, { until: day(9) }),
        event('reply.objection', 1, { category: 'price' }),
      ],
      { status: 'active', track: 'price' },
    ],
    [
      'a reply stops an objection track',
      [event('reply.received', 1), event('reply.objection', 2, { category: 'price' })],
      { status: 'paused', track: 'price' },
    ],
    [
      'an opt-out outranks a win',
      [event('prospect.opted_out', 1), event('deal.won', 2)],
      { exitReason: 'opted_out' },
    ],
    [
      'the later deal counts',
      [event('deal.won', 3), event('deal.lost', 1)],
      { exitReason: 'closed_won' },
    ],
    [
      'a win outranks a bounce',
      [event('deal.won', 1), event('email.bounced', 2, { hard: true })],
      { exitReason: 'closed_won' },
    ],
  ])('%s', (_, events, expected) => {
    expect(fold(events).state).toMatchObject(expected);
    expect(fold(events.toReversed()).state).toEqual(fold(events).state);
  });

  test('a person’s pause is ended by no objection', () => {
    const paused = pause(initialState(cadence), null);
    if ('refused' in paused) throw new Error('refused');
    const { state } = fold([event('reply.objection', 1, { category: 'price' })], paused);
    expect(state).toMatchObject({ status: 'paused', pauseReason: 'manual', track: 'price' });
  });
});

describe('a track that has been passed', () => {
  const again = event('reply.objection', 3, { category: 'price' });
  const passed: EnrolmentState = { ...initialState(cadence), run: 1, passed: ['price'] };

  test('is not entered a second time: it stands still, and a person has the task', () => {
    const { state, effects } = fold([again], passed);
    expect(state).toMatchObject({
      status: 'paused',
      pauseReason: 'objection',
      track: null,
      run: 1,
    });
    expect(effects).toMatchObject([{ do: 'task', eventId: again.id, task: { kind: 'objection' } }]);
  });

  test('while it is in it, or has made no step since, the same objection changes nothing more', () => {
    const entered = fold([event('reply.objection', 1, { category: 'price' })]);
    expect(entered.state.passed).toEqual(['price']);
    expect(fold([again], entered.state)).toEqual({ state: entered.state, effects: [] });
  });
});
