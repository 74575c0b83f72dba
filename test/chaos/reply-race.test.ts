import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrol } from '../../src/app/enrol.ts';
import { createEventReceiver } from '../../src/app/receive-events.ts';
import { startSmtpServer, type TestSmtpServer } from '../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem } from '../helpers/system.ts';
import { waitFor } from '../helpers/wait.ts';

const races = 600;
/** A race is open this long before and after the moment at which the second mail is due. */
const spreadMs = 1_500;

let smtp: TestSmtpServer;
let system: TestSystem;

beforeAll(async () => {
  smtp = await startSmtpServer(() => ({ stallMs: 5 }));
  const cadence = `
key: race
title: Race
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: two, after: 4s, email: { template: smoke/two, thread: reply } }
  - { id: three, after: 4 hours, email: { template: smoke/two, thread: reply } }
`;
  system = await openSystem({ smtpUrl: smtp.url, cadences: { 'race.yaml': cadence } });
  await system.work();
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

interface Race {
  readonly email: string;
  readonly inFlight: boolean;
  readonly answeredAt: number;
}

test(`${races} replies race the second mail: none leaves after the answer`, async () => {
  const { app } = system;
  const people = Array.from({ length: races }, somebody);
  const candidates = people.map((prospect) => ({ prospect }));
  const enrolled = await enrol(app, { cadence: 'race', candidates });
  const receive = createEventReceiver(app);
  // One look for all of them: six hundred that look for themselves would slow down what they look at.
  const secondDueAt = new Map<string, Date>();
  const looking = waitFor(
    'the first mail of everybody',
    async () => {
      const { rows } = await app.db.query<{ enrolment_id: string; due_at: Date }>(
        `select enrolment_id, due_at from touches where step_id = 'two' and due_at is not null`,
        [],
      );
      for (const row of rows) secondDueAt.set(row.enrolment_id, row.due_at);
      return secondDueAt.size === races;
    },
    60_000,
  );

  const race = async (email: string, enrolmentId: string): Promise<Race> => {
    const dueAt = await waitFor('the first mail', () => secondDueAt.get(enrolmentId), 60_000);
    const replyAt = dueAt.getTime() + (Math.random() * 2 - 1) * spreadMs;
    await waitFor('its moment', () => Date.now() >= replyAt);
    const event = {
      source: 'crm',
      eventId: `reply ${email}`,
      type: 'reply.received' as const,
      occurredAt: new Date(),
      match: { email },
    };
    const [receipt] = await receive([{ ...event, event }]);
    expect(receipt?.outcome).toBe('applied');
    return { email, inFlight: receipt?.inFlight === true, answeredAt: performance.now() };
  };
  const ended = await Promise.all(
    enrolled.map((result, index) => {
      if ('refused' in result) throw new Error(result.message);
      return race(people[index]?.email ?? '', result.enrolmentId);
    }),
  );
  await looking;
  await waitFor('no hand-over under way', async () => {
    const { rows } = await app.db.query<{ count: number }>(
      `select count(*)::int as count from touches where status in ('queued', 'handing_over')`,
      [],
    );
    return rows[0]?.count === 0;
  });

  const second = new Map(
    smtp.accepted.filter(({ subject }) => subject.startsWith('Re:')).map((mail) => [mail.to, mail]),
  );
  const tooLate = ended.filter(({ email, inFlight, answeredAt }) => {
    const mail = second.get(email);
    return mail !== undefined && !inFlight && mail.acceptedAt > answeredAt;
  });
  expect(tooLate).toEqual([]);
  expect(smtp.accepted).toHaveLength(new Set(smtp.accepted.map((mail) => mail.messageId)).size);
  const stopped = ended.filter(({ email }) => !second.has(email)).length;
  expect(stopped, 'some replies came first').toBeGreaterThan(races / 10);
  expect(races - stopped, 'some mails came first').toBeGreaterThan(races / 10);
});
