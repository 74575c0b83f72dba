import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventRules } from '../../../../src/domain/cadence.ts';
import { noDuration } from '../../../../src/domain/duration.ts';
import { foldEvents, type HeardEvent } from '../../../../src/domain/enrolment/fold.ts';
import { asWaiting, initialState, isLive } from '../../../../src/domain/enrolment/state.ts';
import { start } from '../../../../src/domain/enrolment/transitions.ts';
import { eventTypes } from '../../../../src/domain/event.ts';
import { cadence, calendar, day, event, task } from './sale.ts';

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
      type: fc.constantFrom(...eventTypes, 'reply.unproven' as const, 'email.opened' as const),
      on: fc.integer({ min: 1, max: 6 }),
      until: fc.integer({ min: 1, max: 28 }),
      hard: fc.boolean(),
      late: fc.boolean(),
      category: fc.constantFrom('price', 'other'),
      stage: fc.constantFrom('second', 'closing', 'party'),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const heard = events.map((list) =>
    list.map(({ type, on, until, late, ...more }, index) => ({
      ...event(type, on, { ...more, until: day(until) }),
      id: `e${index}`,
      late,
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
          const once = foldEvents(base, list, any, calendar);
          const shuffled = [...list, ...list.slice(0, 3)]
            .map((one) => ({ one, key: random.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          const arrived: HeardEvent[] = [];
          let state = base;
          const effects = new Set<string>();
          for (const one of shuffled) {
            arrived.push(one);
            const folded = foldEvents(base, arrived, any, calendar);
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
        const { state } = foldEvents(base, list, any, calendar);
        if (
          list.some((one) => one.type === 'prospect.opted_out' || one.type === 'email.complained')
        ) {
          expect(state.status).toBe('exited');
          expect(['opted_out', 'complained']).toContain(state.exitReason);
        }
        expect((state.status === 'exited') === (state.exitReason !== null)).toBe(true);
        expect((state.status === 'paused') === (state.pauseReason !== null)).toBe(true);
        if (state.status !== 'paused') expect(state.resumeAt).toBeNull();
        const answeredLate = list.some(
          (one) =>
            one.late && !['email.bounced', 'email.clicked', 'email.opened'].includes(one.type),
        );
        if (answeredLate && isLive(state)) {
          expect(state).toMatchObject({ status: 'paused', resumeAt: null });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('whoever waits for the start hears everything as if they had started', () => {
    fc.assert(
      fc.property(cadences, heard, bases, (any, list, base) => {
        const waited = foldEvents(asWaiting(base), list, any, calendar);
        const started = foldEvents(base, list, any, calendar);
        const { waits: _, ...state } = start(waited.state);
        expect(state).toEqual(started.state);
        expect(waited.effects).toEqual(started.effects);
        expect(waited.state.status).not.toBe('active');
      }),
      { numRuns: 2_000 },
    );
  });
});
