/** A cadence with rules and tracks, and events that it hears. */
import type { Cadence, EventRules, Step } from '../../../../src/domain/cadence.ts';
import { noDuration } from '../../../../src/domain/duration.ts';
import { foldEvents, type HeardEvent } from '../../../../src/domain/enrolment/fold.ts';
import { initialState } from '../../../../src/domain/enrolment/state.ts';
import type { EventType } from '../../../../src/domain/event.ts';
import { defaultSchedule } from '../../../../src/domain/schedule.ts';

export const mail = (id: string, stage: string): Step => ({
  id,
  stage,
  after: noDuration,
  kind: 'email',
  email: { template: 'a/b', thread: 'new' },
});
export const task = { kind: 'reply', title: 'Answer', dueIn: null };
export const rules: EventRules = {
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
export const cadence: Cadence = {
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
export const addDays = (at: Date, d: { days: number; ms: number }) =>
  new Date(at.getTime() + d.days * 86_400_000 + d.ms);
/** Whoever is back is written to the day after. */
export const calendar = {
  plus: addDays,
  afterReturn: (until: Date) => new Date(until.getTime() + 86_400_000),
};
export const day = (n: number) => new Date(Date.UTC(2026, 10, n));
let counter = 0;
export const event = (type: EventType, on: number, more: Partial<HeardEvent> = {}): HeardEvent => {
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
export const fold = (events: readonly HeardEvent[], base = initialState(cadence)) =>
  foldEvents(base, events, cadence, calendar);
