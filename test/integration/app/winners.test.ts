import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrol } from '../../../src/app/enrolling/enrol.ts';
import { applyWinners, reportVariants } from '../../../src/app/enrolments/judge-variants.ts';
import { createEventReceiver } from '../../../src/app/events/receive-events.ts';
import { createVersions } from '../../../src/app/library/versions.ts';
import { seesAll } from '../../../src/domain/viewer.ts';
import { startSmtpServer, type TestSmtpServer } from '../../helpers/smtp.ts';
import { openSystem, somebody, type TestSystem } from '../../helpers/system.ts';
import { waitFor } from '../../helpers/wait.ts';

const cadence = (key: string, mode: string) => `
key: ${key}
title: ${key}
schedule: { timezone: UTC, days: all, windows: always, holidays: none, min_gap: 0s, jitter: 0s }
steps:
  - id: one
    stage: prospecting
    email:
      variants:
        - { id: hello, weight: 50, template: smoke/one }
        - { id: again, weight: 50, template: smoke/two }
      winner: { metric: reply, min_sample: 10, confidence: 95, mode: ${mode} }
  - { id: later, after: 30 days, email: { template: smoke/two } }
`;

let smtp: TestSmtpServer;
let system: TestSystem;
beforeAll(async () => {
  smtp = await startSmtpServer();
  const cadences = { 'a.yaml': cadence('applied', 'apply'), 'b.yaml': cadence('told', 'suggest') };
  system = await openSystem({ smtpUrl: smtp.url, cadences });
  await system.work();
});
afterAll(async () => {
  await system?.close();
  await smtp?.close();
});

/** Everybody who got `hello` answers; nobody else does. */
async function sendAndAnswer(key: string): Promise<void> {
  const people = Array.from({ length: 60 }, somebody);
  const candidates = people.map((prospect) => ({ prospect }));
  const enrolled = await enrol(system.app, { cadence: key, candidates });
  expect(enrolled.every((one) => !('refused' in one))).toBe(true);
  const subjectOf = (email: string) => smtp.accepted.find(({ to }) => to === email)?.subject;
  await waitFor('all mails recorded', async () => {
    const { rows } = await system.app.db.query<{ count: number }>(
      `select count(*)::int as count from touches t join enrolments e on e.id = t.enrolment_id
        where e.cadence_key = $1 and t.status = 'sent'`,
      [key],
    );
    return rows[0]?.count === 60;
  });
  const receive = createEventReceiver(system.app);
  await Promise.all(
    people
      .filter(({ email }) => subjectOf(email) === 'Hello there')
      .map(({ email }) => {
        const event = {
          ...{ source: 'crm', eventId: `reply ${email}`, type: 'reply.received' as const },
          ...{ occurredAt: new Date(), match: { email } },
        };
        return receive([{ ...event, event }]);
      }),
  );
}

test('the variant that is answered more is found, and where the cadence says so everybody new gets it', async () => {
  await sendAndAnswer('applied');
  await sendAndAnswer('told');
  const reports = await reportVariants(system.app, null, seesAll);
  for (const report of reports) {
    const [hello, again] = report.variants;
    expect(hello?.reply).toBe(hello?.sent);
    expect(again).toMatchObject({ reply: 0, meeting: 0, won: 0 });
    expect((hello?.sent ?? 0) + (again?.sent ?? 0)).toBe(60);
    expect(report.verdict).toMatchObject({ winner: 'hello', because: 'winner' });
    expect(report.inForce).toBeNull();
  }
  expect(reports.map((report) => report.cadence)).toEqual(['applied', 'told']);
  expect(await applyWinners(system.app)).toBe(1);
  expect(await applyWinners(system.app)).toBe(0);

  // As another process reads it, or this one half a minute later.
  const app = { ...system.app, versions: createVersions(system.app.db) };
  const variants = async (key: string) => {
    const people = Array.from({ length: 20 }, somebody);
    const enrolled = await enrol(app, {
      cadence: key,
      candidates: people.map((prospect) => ({ prospect })),
    });
    const ids = enrolled.flatMap((one) => ('refused' in one ? [] : [one.enrolmentId]));
    const { rows } = await app.db.query<{ variant: string }>(
      'select distinct variant from touches where enrolment_id = any($1::uuid[]) order by 1',
      [ids],
    );
    return rows.map(({ variant }) => variant);
  };
  expect(await variants('applied')).toEqual(['hello']);
  expect(await variants('told')).toEqual(['again', 'hello']);
});
