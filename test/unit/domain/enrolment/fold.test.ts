import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cadence, EventRules, Step } from '../../../../src/domain/cadence.ts';
import { noDuration } from '../../../../src/domain/duration.ts';
import { foldEvents, type HeardEvent, outcomeOf } from '../../../../src/domain/enrolment/fold.ts';
import { type EnrolmentState, initialState } from '../../../../src/domain/enrolment/state.ts';
import {
  advance,
  advanceCursor,
  exit,
  hold,
  pause,
  resume,
} from '../../../../src/domain/enrolment/transitions.ts';
import { type EventType, eventTypes } from '../../../../src/domain/event.ts';
import { defaultSchedule } from '../../../../src/domain/schedule.ts';

const mail = (id: string, stage: string): Step => ({
  id,
  stage,
  after: noDuration,
  kind: 'email',
  email: { template: 'a/b', thread: 'new' },
});
const task = { kind: 'reply', title: 'Answer', dueIn: null };
const rules: EventRules = {
  reply: { pause: true, task },
  objection: {
    price: { track: 'price' },
    timing: { pause: 'until-date', default: { days: 30, businessDays: 0, ms: 0 } },
    'not-interested': { exit: 'objection' },
    later: { pause: 'until-date', track: 'price' },
  },
  meeting_booked: { advance: 'closing' },
  deal_won: { exit: 'closed_won', enrol: { cadence: 'next', after: null } },
};
const cadence: Cadence = {
  key: 'k',
  title: 'K',
  locale: null,
  stages: ['first', 'second', 'closing'],
  schedule: defaultSchedule,
  unknown: 'hold',
  steps: [mail('one', 'first'), mail('two', 'second'), mail('three', 'closing')],
  on: rules,
  tracks: {
    price: {
      key: 'price',
      stage: 'second',
      steps: [mail('p1', 'second'), mail('p2', 'second')],
      // biome-ignore lint/suspicious/noThenProperty: the word of the cadence language
      then: { do: 'resume' },
    },
  },
};
const addDays = (at: Date, d: { days: number; ms: number }) =>
  new Date(at.getTime() + d.days * 86_400_000 + d.ms);
const day = (n: number) => new Date(Date.UTC(2026, 10, n));
let counter = 0;
const event = (type: EventType, on: number, more: Partial<HeardEvent> = {}): HeardEvent => {
  counter += 1;
  const eventId = `e${counter}`;
  return {
    id: eventId,
    eventId,
    source: 'crm',
    type,
    occurredAt: day(on),
    match: { email: 'a@b.example' },
    ...more,
  };
};
const fold = (events: readonly HeardEvent[], base = initialState(cadence)) =>
  foldEvents(base, events, cadence, addDays);

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
      { status: 'paused', pauseReason: 'out_of_office', resumeAt: day(10).toISOString() },
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

  test('through a track and back, with a number of its own each time', () => {
    const inTrack = fold([event('reply.objection', 1, { category: 'price' })]).state;
    const second = advanceCursor(inTrack, cadence, { run: 1, stepId: 'p1' });
    const back = advanceCursor(second, cadence, { run: 1, stepId: 'p2' });
    expect(back).toMatchObject({ track: null, cursor: 'one', returnTo: null });
    const again = fold([event('reply.objection', 2, { category: 'price' })], back).state;
    expect(again).toMatchObject({ track: 'price', run: 2 });
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
});

describe('whatever arrives, in whatever order, how often ever', () => {
  const anyRule = fc.oneof(
    fc.constant<EventRules['reply']>(undefined),
    fc.constantFrom(
      { pause: true } as const,
      { exit: 'replied' } as const,
      { track: 'price' },
      { advance: 'closing' },
      { task },
      { pause: 'until-date', default: noDuration } as const,
      { pause: true, track: 'price' } as const,
    ),
  );
  const cadences = fc
    .record({
      reply: anyRule,
      price: anyRule,
      meeting_booked: anyRule,
      deal_won: anyRule,
      deal_lost: anyRule,
      out_of_office: anyRule,
    })
    .map(({ price, ...on }) => {
      const given = Object.fromEntries(Object.entries(on).filter(([, rule]) => rule !== undefined));
      return {
        ...cadence,
        on: { ...given, ...(price === undefined ? {} : { objection: { price } }) },
      };
    });
  const events = fc.array(
    fc.record({
      type: fc.constantFrom(...eventTypes),
      on: fc.integer({ min: 1, max: 6 }),
      until: fc.integer({ min: 1, max: 28 }),
      hard: fc.boolean(),
      category: fc.constantFrom('price', 'other'),
      stage: fc.constantFrom('second', 'closing', 'party'),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const heard = events.map((list) =>
    list.map(({ type, on, until, ...more }, index) => ({
      ...event(type, on, { ...more, until: day(until) }),
      id: `e${index}`,
      eventId: `e${index}`,
    })),
  );
  const bases = fc.constantFrom(
    initialState(cadence),
    { ...initialState(cadence), cursor: 'two', stage: 'second' },
    { ...initialState(cadence), status: 'completed' as const, cursor: null },
    {
      ...initialState(cadence),
      status: 'paused' as const,
      pauseReason: 'manual' as const,
      pauseRank: 8,
    },
  );

  test('the state and the effects are the same', () => {
    fc.assert(
      fc.property(
        cadences,
        heard,
        bases,
        fc.infiniteStream(fc.nat()),
        (any, list, base, random) => {
          const once = foldEvents(base, list, any, addDays);
          const shuffled = [...list, ...list.slice(0, 3)]
            .map((one) => ({ one, key: random.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          const arrived: HeardEvent[] = [];
          let state = base;
          const effects = new Set<string>();
          for (const one of shuffled) {
            arrived.push(one);
            const folded = foldEvents(base, arrived, any, addDays);
            state = folded.state;
            for (const effect of folded.effects) effects.add(JSON.stringify(effect));
          }
          expect(state).toEqual(once.state);
          expect([...effects].sort()).toEqual(
            once.effects.map((effect) => JSON.stringify(effect)).sort(),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('an exit is never lost, and an enrolment that goes on has nothing to wait for', () => {
    fc.assert(
      fc.property(cadences, heard, bases, (any, list, base) => {
        const { state } = foldEvents(base, list, any, addDays);
        if (
          list.some((one) => one.type === 'prospect.opted_out' || one.type === 'email.complained')
        ) {
          expect(state.status).toBe('exited');
          expect(['opted_out', 'complained']).toContain(state.exitReason);
        }
        expect((state.status === 'exited') === (state.exitReason !== null)).toBe(true);
        expect((state.status === 'paused') === (state.pauseReason !== null)).toBe(true);
        if (state.status !== 'paused') expect(state.resumeAt).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });
});
