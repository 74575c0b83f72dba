/** What a crash, a flush or an outage leaves behind, and who puts it right: any number at once, each thing once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolOne } from '../../../src/app/enrolling/enrol.ts';
import { changeEnrolment } from '../../../src/app/enrolments/change-enrolment.ts';
import { reconcile } from '../../../src/app/reconcile.ts';
import { dispatchDue } from '../../../src/app/sending/dispatch.ts';
import { recordOutcomes } from '../../../src/app/sending/record-outcomes.ts';
import { readEnrolment, readTouches } from '../../../src/store/enrolments.ts';
import { listTasks } from '../../../src/store/tasks.ts';
import { readTimeline } from '../../../src/store/timeline.ts';
import { beginHandOver } from '../../helpers/hand-over.ts';
import { somebody } from '../../helpers/system.ts';
import { tell } from '../../helpers/telling.ts';
import { lettersTo, openWeeks, type Weeks } from '../../helpers/weeks.ts';
import { emptyQueueTables } from '../queue/open-backend.ts';

const cadence = (key: string, unknown: string) => `
key: ${key}
title: Reconciled
schedule: { timezone: UTC, days: all, windows: always, holidays: none }
unknown: ${unknown}
steps:
  - { id: one, stage: prospecting, email: { template: smoke/one } }
  - { id: call, after: 2 days, task: { kind: call, skip_after: 3 days } }
  - { id: two, after: 1 day, email: { template: smoke/two, thread: reply } }
`;

let weeks: Weeks;
beforeAll(async () => {
  weeks = await openWeeks({
    startAt: new Date('2026-09-01T08:00:00Z'),
    cadences: {
      'holds.yaml': cadence('holds', 'hold'),
      'resends.yaml': cadence('resends', 'resend'),
    },
  });
});
afterAll(() => weeks?.close());

const later = (days: number) => new Date(weeks.now().getTime() + days * 86_400_000);
const together = () => Promise.all([1, 2, 3].map(() => reconcile(weeks.app)));

async function enrolled(): Promise<{ readonly email: string; readonly enrolmentId: string }> {
  const { email } = somebody();
  const { enrolmentId } = await enrolOne(weeks.app, 'holds', { prospect: { email } });
  return { email, enrolmentId };
}

/** Leases that began long ago. */
const leasesEnd = () =>
  weeks.app.db.query(
    `update touches set lease_until = now() - interval '1 second' where lease_until is not null`,
    [],
  );

async function look(enrolmentId: string) {
  const { db } = weeks.app;
  const enrolment = await readEnrolment(db, enrolmentId);
  const touches = await readTouches(db, enrolmentId);
  const tasks = await listTasks(db, { enrolmentId, limit: 10 });
  const types = (await readTimeline(db, enrolmentId, null, 100)).map(({ type }) => type);
  return {
    status: enrolment?.state.status,
    pauseReason: enrolment?.state.pauseReason ?? null,
    touches: touches.map(({ step, status }) => [step, status]),
    tasks: tasks.map(({ kind, status }) => [kind, status]),
    count: (type: string) => types.filter((one) => one === type).length,
  };
}

describe('jobs that are lost', () => {
  test('come back once for each touch, whoever looks', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, enrolled));
    await dispatchDue(weeks.app);
    await emptyQueueTables(weeks.databaseUrl);
    await leasesEnd();
    await together();
    const { rows } = await weeks.app.db.query<{ touchId: string; fence: number }>(
      `select id as "touchId", fence from touches where status = 'queued'`,
      [],
    );
    expect(rows).toHaveLength(5);
    expect(await weeks.app.queue.missing(rows)).toEqual([]);
    await weeks.passUntil(later(1));
    for (const { email } of people) expect(lettersTo(weeks.smtp, email)).toHaveLength(1);
  });

  test('are not taken back while their jobs are there', async () => {
    const { enrolmentId } = await enrolled();
    await dispatchDue(weeks.app);
    const [before] = await readTouches(weeks.app.db, enrolmentId);
    await leasesEnd();
    await together();
    expect(await readTouches(weeks.app.db, enrolmentId)).toEqual([before]);
    await weeks.passUntil(later(1));
  });
});

describe('hand-overs that nobody ended', () => {
  test('are unknown, told once, with one task', async () => {
    const { enrolmentId } = await beginHandOver(weeks, 'holds');
    await reconcile(weeks.app);
    expect(await look(enrolmentId)).toMatchObject({ touches: [['one', 'handing_over']] });
    await leasesEnd();
    await together();
    await reconcile(weeks.app);
    const seen = await look(enrolmentId);
    expect(seen).toMatchObject({
      pauseReason: 'unknown_hand_over',
      touches: [['one', 'unknown']],
      tasks: [['unknown-hand-over', 'open']],
    });
    expect(seen.count('touch.unknown')).toBe(1);
    expect(seen.count('enrolment.paused')).toBe(1);
  });

  test('are tried again where the cadence says so, with the same Message-ID', async () => {
    const { enrolmentId, claim, email } = await beginHandOver(weeks, 'resends');
    await leasesEnd();
    await together();
    expect(await look(enrolmentId)).toMatchObject({ status: 'active', tasks: [] });
    await weeks.passUntil(later(1));
    const mails = weeks.smtp.accepted.filter(({ to }) => to === email);
    expect(mails.map(({ messageId }) => messageId)).toEqual([claim.messageId]);
  });

  test('stay settled when the worker says late that it does not know either', async () => {
    const { enrolmentId, claim } = await beginHandOver(weeks, 'holds');
    await leasesEnd();
    await reconcile(weeks.app);
    await changeEnrolment(weeks.app, enrolmentId, { do: 'resume' }, 'rep');
    const outcome = { kind: 'unknown', detail: 'the line broke' } as const;
    const late = { claim, end: { kind: 'mail', outcome, letter: null } } as const;
    expect(await recordOutcomes(weeks.app, [late])).toEqual([false]);
    const seen = await look(enrolmentId);
    expect(seen).toMatchObject({ status: 'active', pauseReason: null });
    expect(seen.count('touch.unknown')).toBe(1);
  });

  test('and whose enrolment ended meanwhile hold nothing', async () => {
    const { enrolmentId, email } = await beginHandOver(weeks, 'holds');
    await tell(weeks.app, email, 'deal.lost');
    await leasesEnd();
    await together();
    expect(await look(enrolmentId)).toMatchObject({
      status: 'exited',
      touches: [['one', 'unknown']],
      tasks: [],
    });
    expect((await readEnrolment(weeks.app.db, enrolmentId))?.state.exitReason).toBe('closed_lost');
  });
});

describe('what was to go on by itself', () => {
  test('resumes once, on its day', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, enrolled));
    await weeks.passUntil(later(1));
    for (const { email } of people) {
      await tell(weeks.app, email, 'reply.auto', { until: later(5) });
    }
    await together();
    for (const { enrolmentId } of people) {
      expect(await look(enrolmentId)).toMatchObject({ status: 'paused' });
    }
    weeks.skipTo(later(6));
    await together();
    for (const { enrolmentId } of people) {
      const seen = await look(enrolmentId);
      expect(seen.status).toBe('active');
      expect(seen.count('enrolment.resumed')).toBe(1);
    }
  });

  test('a task whose time is over is passed once', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, enrolled));
    await weeks.passUntil(later(3));
    weeks.skipTo(later(3));
    await together();
    for (const { enrolmentId } of people) {
      const seen = await look(enrolmentId);
      expect(seen.tasks).toEqual([['call', 'skipped']]);
      expect(seen.count('task.skipped')).toBe(1);
      expect(seen.touches).toContainEqual(['call', 'skipped']);
    }
  });

  test('one that cannot go on does not keep the others waiting', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, enrolled));
    await weeks.passUntil(later(1));
    for (const { email } of people) {
      await tell(weeks.app, email, 'reply.auto', { until: later(1) });
    }
    const [broken, ...others] = people;
    const { db } = weeks.app;
    // As after a database was put back from different backups: a step that its version does not have.
    await db.query(
      `update touches set status = 'cancelled' where enrolment_id = $1 and status = 'scheduled'`,
      [broken?.enrolmentId],
    );
    await db.query(`update enrolments set cursor = 'gone' where id = $1`, [broken?.enrolmentId]);
    weeks.skipTo(later(6));
    await reconcile(weeks.app);
    for (const { enrolmentId } of others) {
      expect(await look(enrolmentId)).toMatchObject({ status: 'active' });
    }
    expect(await look(broken?.enrolmentId ?? '')).toMatchObject({ status: 'paused' });
  });
});
