/** An installation in which the word of one person holds the others of the company. */
import { randomUUID } from 'node:crypto';
import { type Candidate, enrol } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { createSetClock } from '../../helpers/set-clock.ts';
import { openSystem, type SystemOptions } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';

const cadence = (key: string, entry = '') => `
key: ${key}
title: ${key}
schedule: { timezone: UTC, days: all, windows: always, holidays: none }
${entry}
steps:
  - { id: one, stage: prospecting, after: 1 day, email: { template: smoke/one } }
  - { id: two, stage: closing, after: 3 days, email: { template: smoke/two } }
on:
  objection: { price: { track: price } }
  deal_won: { exit: closed_won, enrol: { cadence: care } }
tracks:
  price:
    stage: objection-handling
    steps: [{ id: p1, after: 1 day, email: { template: smoke/one } }]
    then: resume
`;

export const holdCadences = {
  'sale.yaml': cadence('sale'),
  'care.yaml': cadence('care'),
  'few.yaml': cadence('few', 'entry: { max_new_per_day: 1 }'),
};

export const startAt = '2026-11-25T09:00:00Z';

export type Companies = Awaited<ReturnType<typeof openCompanies>>;

/** @param rule  what stands under `company_hold` */
export async function openCompanies(rule: string, options: SystemOptions = {}) {
  const clock = createSetClock(startAt);
  const system = await openSystem({
    clock,
    ...options,
    cadences: { ...holdCadences, ...options.cadences, 'workspace.yaml': `company_hold: ${rule}\n` },
  });
  const { app } = system;
  const enrolled = async (cadence: string, prospects: readonly Candidate['prospect'][]) => {
    const candidates = prospects.map((prospect) => ({ prospect }));
    const results = await enrol(app, { cadence, candidates });
    return results.map((one) => {
      if ('refused' in one) throw new Error(one.message);
      return one;
    });
  };
  const ids = async (emails: readonly string[], cadence = 'sale') =>
    (
      await enrolled(
        cadence,
        emails.map((email) => ({ email })),
      )
    ).map(({ enrolmentId }) => enrolmentId);
  const state = async (id: string) => {
    const found = await readEnrolment(app.db, id);
    if (found === null) throw new Error(`there is no enrolment ${id}`);
    return { ...found.state, dueAt: found.nextTouch?.dueAt ?? null };
  };
  return {
    ...system,
    clock,
    enrolled,
    ids,
    state,
    /** `paused company_hold`, `active`, … */
    stands: async (list: readonly string[]) => {
      const states = await Promise.all(list.map(state));
      return states.map(({ status, pauseReason }) =>
        [status, pauseReason].filter(Boolean).join(' '),
      );
    },
    tell: (
      email: string,
      ...rest: Parameters<typeof tell> extends [unknown, unknown, ...infer R] ? R : never
    ) => tell(app, email, ...rest),
    history: (id: string) => readTimeline(app.db, id, null, 100),
    pause: (id: string) => changeEnrolment(app, id, { do: 'pause', until: null }, 'rep'),
    resume: (id: string) => changeEnrolment(app, id, { do: 'resume' }, 'rep'),
  };
}

/** A company that is nowhere else. */
export const newDomain = (): string => `${randomUUID()}.example`;
