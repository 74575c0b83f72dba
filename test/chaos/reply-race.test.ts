import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrol } from '../../src/app/enrolling/enrol.ts';
import { createEventReceiver } from '../../src/app/events/receive-events.ts';
import { startSmtpServer, type TestSmtpServer } from '../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem } from '../helpers/system.ts';
import { waitFor } from '../helpers/wait.ts';

const races = 520;
/** They begin one after the other over this time, so that mails are not late all together. */
const begunWithinMs = 4_000;
/** Replies come this long before and after the moment at which the second mail is due; a busy machine sends it later. */
const earliestMs = -1_000;
const latestMs = 3_000;

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

/** When the second mail to each of them is due who has got the first. */
async function secondMails(): Promise<readonly (readonly [email: string, dueAt: Date])[]> {
  const { rows } = await system.app.db.query<{ email: string; due_at: Date }>(
    `select p.email, t.due_at from touches t join prospects p on p.id = t.prospect_id
      where t.step_id = 'two' and t.due_at is not null`,
    [],
  );
  return rows.map((row) => [row.email, row.due_at]);
}

test(`${races} replies race the second mail: none leaves after the answer`, async () => {
  const { app } = system;
  const people = Array.from({ length: races }, somebody);
  const beginAt = Date.now();
  const candidates = people.map((prospect, index) => ({
    prospect,
    startAt: new Date(beginAt + (index * begunWithinMs) / races),
  }));
  const enrolled = await enrol(app, { cadence: 'race', candidates });
  expect(enrolled.filter((result) => 'refused' in result)).toEqual([]);
  const receive = createEventReceiver(app);

  const race = async (email: string, dueAt: Date): Promise<Race> => {
    const replyAt = dueAt.getTime() + earliestMs + Math.random() * (latestMs - earliestMs);
    await new Promise((resolve) => setTimeout(resolve, replyAt - Date.now()));
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
  const begun = new Map<string, Promise<Race>>();
  await waitFor(
    'everybody to have the first mail',
    async () => {
      for (const [email, dueAt] of await secondMails()) {
        if (!begun.has(email)) begun.set(email, race(email, dueAt));
      }
      return begun.size === races;
    },
    60_000,
  );
  const ended = await Promise.all(begun.values());
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
