/** Cadences with entry rules of every kind, and people who knock. */

import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { Refused } from '../../../src/errors.ts';
import { listEnrolments } from '../../../src/store/enrolments.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { openSystem } from '../../helpers/system.ts';

const cadence = (key: string, entry: string, on = '{}') => `
key: ${key}
title: ${key}
schedule: { timezone: Europe/Oslo }
${entry === '' ? '' : `entry: { ${entry} }`}
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 3 days, email: { template: smoke/two } }
on: ${on}
`;
const cadences = {
  open: cadence('open', '', '{ deal_won: { exit: closed_won, enrol: { cadence: calm } } }'),
  other: cadence('other', ''),
  once: cadence('once', 'reentry: once'),
  again: cadence('again', 'reentry: when-not-active'),
  alone: cadence('alone', 'exclusive: true'),
  calm: cadence('calm', 'cooldown: 14 days'),
  few: cadence('few', 'max_active_per_company: 3'),
  all: cadence(
    'all',
    'reentry: once, exclusive: true, cooldown: 2 weeks, max_active_per_company: 3',
  ),
};

export const startAt = '2026-11-25T09:00:00Z';

export type Doors = Awaited<ReturnType<typeof openDoors>>;

export async function openDoors() {
  const clock = createSetClock(startAt);
  const system = await openSystem({
    clock,
    cadences: Object.fromEntries(
      Object.entries(cadences).map(([key, text]) => [`${key}.yaml`, text]),
    ),
  });
  const { app } = system;
  const into = (key: string, email: string, company?: string) =>
    enrolOne(app, key, { prospect: { email, ...(company === undefined ? {} : { company }) } });
  return {
    app,
    clock,
    into,
    /** The code, the message without the address, and the date; null for whoever is let in. */
    refusal: (key: string, email: string, company?: string) =>
      into(key, email, company).then(
        () => null,
        (error: unknown) => {
          if (!(error instanceof Refused)) throw error;
          return [error.code, error.message.replace(email, '…'), error.details?.acceptedFrom];
        },
      ),
    end: (id: string) => changeEnrolment(app, id, { do: 'exit', reason: 'manual' }, 'rep'),
    live: async (key: string) => {
      const all = await listEnrolments(app.db, { cadence: key, limit: 10_000 });
      return all.filter(({ endedAt }) => endedAt === null);
    },
    close: () => system.close(),
  };
}
