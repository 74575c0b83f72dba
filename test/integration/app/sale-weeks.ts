/** A sale with side roads, and the follow-up that a won deal leads into, lived through for weeks. */

import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import {
  changeEnrolment,
  type PersonAction,
} from '../../../src/app/enrolments/change-enrolment.ts';
import { readEnrolment } from '../../../src/store/enrolments.ts';
import { mail, somebody } from '../../helpers/system.ts';
import { lettersTo, openWeeks } from '../../helpers/weeks.ts';

const step = (id: string, stage: string, after: string) =>
  `  - { id: ${id}, stage: ${stage}, after: ${after}, email: { template: step/${id} } }`;
const track = (key: string, then: string) => `
  ${key}:
    stage: objection-handling
    steps:
      - { id: ${key}-1, after: 2 hours, email: { template: step/${key}-1 } }
      - { id: ${key}-2, after: 2 days, email: { template: step/${key}-2 } }
    then: ${then}`;
const schedule = 'schedule: { timezone: UTC, days: all, windows: always, holidays: none }';
const sale = `
key: sale
title: Sale
${schedule}
steps:
${step('hello', 'prospecting', '0s')}
${step('needs', 'needs-assessment', '3 days')}
${step('story', 'presentation', '3 days')}
${step('offer', 'closing', '3 days')}
${step('bye', 'follow-up', '3 days')}
on:
  reply: { pause: true, task: { kind: reply } }
  objection:
    price: { track: price }
    authority: { track: authority }
    competitor: { track: competitor }
    timing: { pause: until-date, default: 30 days, track: timing }
  meeting_booked: { advance: needs-assessment }
  deal_won: { exit: closed_won, enrol: { cadence: care, after: 2 days } }
  out_of_office: { pause: until-return, default: 7 days }
tracks:${track('price', 'resume')}${track('authority', 'exit')}${track('competitor', '{ advance: closing }')}${track('timing', 'resume')}
`;
const care = `
key: care
title: Care
stages: [onboarding]
${schedule}
steps:
${step('welcome', 'onboarding', '1 day')}
`;
const spaced = sale
  .replace('key: sale', 'key: spaced')
  .replace('holidays: none', 'holidays: none, min_gap: 1 day');
const steps = ['hello', 'needs', 'story', 'offer', 'bye', 'welcome'];
const tracks = ['price', 'authority', 'competitor', 'timing'].flatMap((key) => [
  `${key}-1`,
  `${key}-2`,
]);

export const days = (n: number) => n * 86_400_000;
export const hours = (n: number) => n * 3_600_000;

/** As the log counts: seconds are lost in a Date header. */
export const day = (n: number, plusHours = 0) => Math.round((n + plusHours / 24) * 1_000) / 1_000;

export type SaleWeeks = Awaited<ReturnType<typeof openSale>>;

export async function openSale() {
  const weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: { 'sale.yaml': sale, 'care.yaml': care, 'spaced.yaml': spaced },
    templates: Object.fromEntries(
      [...steps, ...tracks].map((id) => [`step/${id}.mjml`, mail(id, id)]),
    ),
  });
  /** Somebody who has just been enrolled, and what happens to them from that day on. */
  const begin = async (cadence = 'sale') => {
    const startedAt = weeks.now();
    const { email } = somebody();
    const { enrolmentId } = await enrolOne(weeks.app, cadence, { prospect: { email } });
    const stateNow = async () => (await readEnrolment(weeks.app.db, enrolmentId))?.state;
    return {
      email,
      enrolmentId,
      state: stateNow,
      until: (day: number) => weeks.passUntil(new Date(startedAt.getTime() + days(day))),
      on: (day: number) => new Date(startedAt.getTime() + days(day)),
      act: (action: PersonAction) => changeEnrolment(weeks.app, enrolmentId, action, 'rep'),
      /** What has been sent, and on which day. */
      mails: () =>
        lettersTo(weeks.smtp, email).map(({ subject, at }) => [
          subject,
          Math.round(((at.getTime() - startedAt.getTime()) / days(1)) * 1_000) / 1_000,
        ]),
    };
  };
  return { weeks, begin };
}
