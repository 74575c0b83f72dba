import type { App } from '../../src/app/context.ts';
import { enrol } from '../../src/app/enrolling/enrol.ts';
import { readEnrolment, readTouches } from '../../src/store/enrolments.ts';
import type { AcceptedMail } from '../helpers/smtp.ts';
import { somebody } from '../helpers/system.ts';

/** A cadence of one mail. */
export const single = `
key: single
title: Single
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps: [{ id: one, stage: prospecting, email: { template: smoke/one } }]
`;

export interface Person {
  readonly email: string;
  readonly enrolmentId: string;
}

/** Enrols people who exist nowhere else; `startAt` may differ from one to the next. */
export async function enrolPeople(
  app: App,
  cadence: string,
  people: readonly { readonly email: string }[],
  startAt?: (index: number) => Date,
): Promise<Person[]> {
  const candidates = people.map((prospect, index) => ({ prospect, startAt: startAt?.(index) }));
  const enrolled = await enrol(app, { cadence, candidates });
  return enrolled.map((result, index) => {
    if ('refused' in result) throw new Error(result.message);
    return { email: people[index]?.email ?? '', enrolmentId: result.enrolmentId };
  });
}

/** So many people who exist nowhere else. */
export function somePeople(count: number): { readonly email: string }[] {
  return Array.from({ length: count }, somebody);
}

/** Where a person stands: the enrolment, and its touches in order. */
export async function look(app: App, { enrolmentId }: Person) {
  const enrolment = await readEnrolment(app.db, enrolmentId);
  if (enrolment === null) throw new Error(`no enrolment ${enrolmentId}`);
  return { ...enrolment, touches: await readTouches(app.db, enrolmentId) };
}

/** How many touches stand where. */
export async function countTouches(app: App): Promise<Readonly<Record<string, number>>> {
  const { rows } = await app.db.query<{ status: string; count: number }>(
    'select status, count(*)::int as count from touches group by status',
    [],
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

/** People who did not get exactly so many mails, by the log of the mail server. */
export function notExactly(
  times: number,
  people: readonly { readonly email: string }[],
  accepted: readonly AcceptedMail[],
): { readonly email: string; readonly got: number }[] {
  const counts = new Map<string, number>();
  for (const { to } of accepted) counts.set(to, (counts.get(to) ?? 0) + 1);
  return people
    .map(({ email }) => ({ email, got: counts.get(email) ?? 0 }))
    .filter(({ got }) => got !== times);
}
