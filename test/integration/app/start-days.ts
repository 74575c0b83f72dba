/** Cadences that let so many people start a day, on the weekend on which the clocks go back in Oslo. */

import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import {
  changeEnrolment,
  type PersonAction,
} from '../../../src/app/enrolments/change-enrolment.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { listEnrolments, readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { openSystem, somebody } from '../../helpers/system.ts';

export const cadence = (key: string, entry: string, first = 'one') => `
key: ${key}
title: ${key}
schedule: { timezone: Europe/Oslo }
${entry === '' ? '' : `entry: { ${entry} }`}
steps:
  - { id: ${first}, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 3 days, stage: presentation, email: { template: smoke/two } }
on:
  reply: { pause: true }
  objection: { price: { track: price } }
  meeting_booked: { advance: presentation }
  deal_won: { exit: closed_won, enrol: { cadence: led, after: 3 days } }
  out_of_office: { pause: until-return, default: 7 days }
tracks:
  price: { stage: objection-handling, steps: [{ id: answer, email: { template: smoke/two } }] }
`;
export const files = {
  'daily.yaml': cadence('daily', 'max_new_per_day: 2'),
  'led.yaml': cadence('led', 'max_new_per_day: 2'),
  'many.yaml': cadence('many', 'max_new_per_day: 200'),
  'open.yaml': cadence('open', ''),
};

/** The days turn in Oslo; Sunday has 25 hours. */
export const friday = '2026-10-23T08:00:00Z';
export const saturday = '2026-10-23T22:00:00Z';
export const sunday = '2026-10-24T22:00:00Z';
export const monday = '2026-10-25T23:00:00Z';
export const justBefore = (at: string) => new Date(Date.parse(at) - 1);

export type StartDays = Awaited<ReturnType<typeof openStartDays>>;

export async function openStartDays() {
  const clock = createSetClock(friday);
  const system = await openSystem({ clock, cadences: files });
  const { app } = system;
  const live = async (key: string) => {
    const all = await listEnrolments(app.db, { cadence: key, limit: 10_000 });
    return all.filter(({ endedAt }) => endedAt === null);
  };
  const act = (id: string, action: PersonAction) => changeEnrolment(app, id, action, 'rep');
  return {
    system,
    app,
    clock,
    live,
    act,
    /** Two reconcilers at the same moment. */
    reconcileTwice: () => Promise.all([reconcile(app), reconcile(app)]),
    active: async (key: string) =>
      (await live(key)).filter(({ state }) => state.status === 'active'),
    stateOf: async (id: string) => (await readEnrolment(app.db, id))?.state,
    typesOf: async (id: string) =>
      (await readTimeline(app.db, id, null, 50)).map(({ type }) => type),
    touchesOf: async (id: string) =>
      (await readTouches(app.db, id)).map(({ step, status }) => [step, status]),
    /** So many people one after the other: their ids, and the answers. */
    enrolled: async (count: number, key = 'daily') => {
      const people = [];
      for (let n = 0; n < count; n += 1) {
        const { email } = somebody();
        people.push({ email, ...(await enrolOne(app, key, { prospect: { email } })) });
      }
      return people;
    },
    /** Begins the Friday anew: nobody is left, and the queues are empty. */
    beginAnew: async () => {
      clock.set(friday);
      for (const key of ['daily', 'led', 'open']) {
        for (const { id } of await live(key)) await act(id, { do: 'exit', reason: 'manual' });
      }
      await app.db.query('delete from start_queues');
    },
    close: () => system.close(),
  };
}
