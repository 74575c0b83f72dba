/** The clock at speed stops at the turn of a day for those who wait: nobody is passed over. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrol } from '../../../src/app/enrolling/enrol.ts';
import { somebody } from '../../helpers/system.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';

const office = `
key: office
title: Office
schedule: { timezone: America/New_York, days: [mon, tue, wed, thu, fri], windows: ["09:00-17:00"] }
entry: { max_new_per_day: 2 }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 1 business day, email: { template: smoke/two } }
`;

let weeks: Weeks;
beforeAll(async () => {
  // The Thursday before the clocks go forward in New York.
  weeks = await openWeeks({
    startAt: new Date('2026-03-05T15:00:00Z'),
    cadences: { 'office.yaml': office },
  });
});
afterAll(() => weeks?.close());

test('seven people, two a day', async () => {
  const people = Array.from({ length: 7 }, somebody);
  const candidates = people.map((prospect) => ({ prospect }));
  await enrol(weeks.app, { cadence: 'office', candidates });
  await weeks.passUntil(new Date('2026-03-11T22:00:00Z'));
  const letters = people.map(({ email }) =>
    lettersTo(weeks.smtp, email).map(({ at }) => at.toISOString()),
  );
  // Two on Thursday, two on Friday, two on Saturday and one on Sunday: they are mailed on Monday, an hour earlier in UTC.
  const thursday = ['2026-03-05T15:00:00.000Z', '2026-03-06T15:00:00.000Z'];
  const friday = ['2026-03-06T14:00:00.000Z', '2026-03-09T13:00:00.000Z'];
  const monday = ['2026-03-09T13:00:00.000Z', '2026-03-10T13:00:00.000Z'];
  expect(letters).toEqual([thursday, thursday, friday, friday, monday, monday, monday]);
});
